//! The spec of a new project: the example, or one made from a file.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use naftiko_codegen::diagnostic::Report;
use naftiko_codegen::{Emit, FileLoader, ImportOptions, Loader as _, Options, import_openapi};

use super::Memory;
use crate::arguments::Template;
use crate::terminal::Failure;

/// The example without adapters, and its adapters.
const API: &str = include_str!("../../templates/spec/api.yaml");
const REST: &str = include_str!("../../templates/spec/rest.yaml");
const MCP: &str = include_str!("../../templates/spec/mcp.yaml");

/// The largest file that becomes a spec, in bytes.
const LIMIT: u64 = 64 << 20;

/// The origin of a spec.
#[derive(Debug)]
pub(crate) enum Source {
    Example,
    /// An `OpenAPI` document.
    Document(String),
    /// A capability spec.
    Spec(String),
}

/// What an import takes of a document.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub operations: Vec<String>,
    pub tags: Vec<String>,
}

/// A spec with the document beside it.
#[derive(Debug)]
pub(crate) struct Spec {
    /// The path, relative to the package.
    pub path: PathBuf,
    pub files: Memory,
    pub is_example: bool,
    /// What an import reported.
    pub report: Option<Report>,
}

impl Source {
    /// Reads a file, or standard input for `-`.
    pub(crate) fn read(from: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = from else {
            return Ok(Self::Example);
        };
        let bytes = if path == Path::new("-") {
            let mut bytes = Vec::new();
            io::stdin().take(LIMIT).read_to_end(&mut bytes).map(|_| bytes)
        } else {
            FileLoader.load(path, LIMIT)
        };
        let named =
            |error: &dyn std::fmt::Display| Failure(format!("`{}` cannot be read: {error}", path.display()));
        let text = String::from_utf8(bytes.map_err(|error| named(&error))?).map_err(|error| named(&error))?;
        Ok(if is_document(&text) {
            Self::Document(text)
        } else {
            Self::Spec(text)
        })
    }

    /// Returns the spec `specs/<name>.yaml`; `None` after an error in the document, which the report has.
    pub(crate) fn spec(self, name: &str, template: Template, choice: &Choice) -> Result<Spec, Report> {
        let path = PathBuf::from(format!("specs/{name}.yaml"));
        let is_example = matches!(self, Self::Example);
        let mut files = Memory::default();
        let (text, report) = match self {
            Self::Example => (example(template), None),
            Self::Spec(text) => (text, None),
            Self::Document(text) => {
                let form = if text.trim_start().starts_with('{') {
                    "json"
                } else {
                    "yaml"
                };
                let document = PathBuf::from(format!("specs/{name}.openapi.{form}"));
                files.0.insert(document.clone(), text);
                let import = ImportOptions {
                    tags: choice.tags.clone(),
                    operations: choice.operations.clone(),
                    expose: template.exposed(),
                    out: Some(path.clone()),
                    ..ImportOptions::default()
                };
                let imported = import_openapi(&document, &import, &Options::default(), &files);
                let Some(text) = imported.text else {
                    return Err(imported.report);
                };
                (text, Some(imported.report))
            }
        };
        files.0.insert(path.clone(), text);
        Ok(Spec {
            path,
            files,
            is_example,
            report,
        })
    }
}

/// Returns whether a text is an `OpenAPI` document, by the key that says its version. Documents alone are in JSON.
fn is_document(text: &str) -> bool {
    let starts = [
        "openapi",
        "swagger",
        "\"openapi\"",
        "\"swagger\"",
        "'openapi'",
        "'swagger'",
    ];
    let is_version = |line: &str| {
        starts.iter().any(|key| {
            line.strip_prefix(key)
                .is_some_and(|rest| rest.trim_start().starts_with(':'))
        })
    };
    text.trim_start_matches('\u{feff}').trim_start().starts_with('{') || text.lines().any(is_version)
}

/// Returns the example with the adapters of a template.
fn example(template: Template) -> String {
    let Emit { rest, mcp } = template.exposed();
    let mut text = API.to_owned();
    if rest || mcp {
        text.push_str("  exposes:\n");
    }
    text.extend(rest.then_some(REST));
    text.extend(mcp.then_some(MCP));
    text
}
