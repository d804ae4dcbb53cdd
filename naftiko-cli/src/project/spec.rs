//! The spec of a new project: the example, or one made from a file.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use naftiko_codegen::{
    Emit, FileLoader, ImportOptions, Loader as _, Options, documents_beside, generate, import_openapi,
};

use super::Memory;
use crate::arguments::{Messages, Origin, Template};
use crate::terminal::{self, Failure};

/// The example without adapters, and its adapters.
const API: &str = include_str!("../../templates/spec/api.yaml");
const REST: &str = include_str!("../../templates/spec/rest.yaml");
const MCP: &str = include_str!("../../templates/spec/mcp.yaml");

/// The largest file that becomes a spec, in bytes.
const MAX_BYTES: u64 = 64 << 20;

/// The origin of a spec.
#[derive(Debug)]
enum Source {
    Example,
    /// An `OpenAPI` document.
    Document(String),
    /// A capability spec.
    Spec(String),
}

/// A spec with the document beside it.
#[derive(Debug)]
pub(crate) struct Spec {
    /// The path, relative to the package.
    pub path: PathBuf,
    pub files: Memory,
    pub is_example: bool,
}

/// Returns the spec `specs/<name>.yaml` of an origin, after the diagnostics of an import; `None` after an error in a document.
pub(crate) fn spec(
    origin: &Origin,
    name: &str,
    template: Template,
    messages: &Messages,
) -> Result<Option<Spec>, Failure> {
    let path = PathBuf::from(format!("specs/{name}.yaml"));
    let mut files = Memory::default();
    let source = Source::read(origin.from.as_deref())?;
    let is_example = matches!(source, Source::Example);
    let text = match source {
        Source::Example => example(template),
        Source::Spec(_) if !(origin.tags.is_empty() && origin.operations.is_empty()) => {
            let message = "`--tag` and `--operations` choose from an OpenAPI document, and `--from` is a capability spec";
            return Err(Failure(message.to_owned()));
        }
        Source::Spec(text) => {
            if let Some(from) = &origin.from {
                included(from, &path, &mut files);
            }
            text
        }
        Source::Document(text) => {
            let form = if text.trim_start().starts_with('{') {
                "json"
            } else {
                "yaml"
            };
            let document = PathBuf::from(format!("specs/{name}.openapi.{form}"));
            files.0.insert(document.clone(), text);
            let import = ImportOptions {
                tags: origin.tags.clone(),
                operations: origin.operations.clone(),
                expose: template.exposed(),
                out: Some(path.clone()),
                ..ImportOptions::default()
            };
            let imported = import_openapi(&document, &import, &Options::default(), &files);
            terminal::diagnostics(&imported.report, messages);
            let Some(text) = imported.text else {
                return Ok(None);
            };
            text
        }
    };
    files.0.insert(path.clone(), text);
    Ok(Some(Spec {
        path,
        files,
        is_example,
    }))
}

impl Source {
    /// Reads a file, or standard input for `-`.
    fn read(from: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = from else {
            return Ok(Self::Example);
        };
        let bytes = if path == Path::new("-") {
            standard_input()
        } else {
            FileLoader.load(path, MAX_BYTES)
        };
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other));
        let text = text.map_err(|error| Failure(format!("`{}` cannot be read: {error}", path.display())))?;
        Ok(if is_document(&text) {
            Self::Document(text)
        } else {
            Self::Spec(text)
        })
    }
}

/// Adds the files that a spec includes, with their places below its folder. The generator reports those that are elsewhere.
fn included(from: &Path, path: &Path, files: &mut Memory) {
    let folder = |path: &Path| path.parent().map(Path::to_owned).unwrap_or_default();
    let (old, new) = (folder(from), folder(path));
    // Documents beside the spec keep its name.
    let beside: Vec<(PathBuf, PathBuf)> = documents_beside(from).zip(documents_beside(path)).collect();
    let outcome = generate(&[from.to_owned()], &Options::default(), &FileLoader);
    for read in outcome.read.iter().filter(|read| *read != from) {
        let renamed = beside.iter().find(|(document, _)| document == read);
        let renamed = renamed.map(|(_, document)| document.clone());
        let place = renamed.or_else(|| Some(new.join(read.strip_prefix(&old).ok()?)));
        if let (Some(place), Ok(text)) = (place, fs::read_to_string(read)) {
            files.0.insert(place, text);
        }
    }
}

fn standard_input() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    match u64::try_from(bytes.len()) {
        Ok(length) if length <= MAX_BYTES => Ok(bytes),
        _ => Err(io::ErrorKind::FileTooLarge.into()),
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
    let Emit { rest, mcp, .. } = template.exposed();
    let mut text = API.to_owned();
    if rest || mcp {
        text.push_str("  exposes:\n");
    }
    text.extend(rest.then_some(REST));
    text.extend(mcp.then_some(MCP));
    text
}
