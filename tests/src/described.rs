//! The cases of `types/`: schemas and documents of an API, with the spec that calls it.

use std::fmt::Write as _;
use std::fs;

use crate::texts::Texts;
use crate::workspace;

/// A spec that calls `GET /thing` and `PATCH /thing`.
pub const CALLING_SPEC: &str = "\
ikanos: 1.0.0-beta5
info: {display: Things, description: Things}
capability:
  consumes:
  - type: http
    namespace: things
    description: Things
    baseUri: https://things.test
    resources:
      thing:
        path: /thing
        operations:
          get-thing: {method: GET}
          patch-thing: {method: PATCH, inputParameters: {body: {in: body, type: object, required: true}}}
";

/// A page section: the cases of a file.
#[derive(Debug)]
pub struct Section {
    /// The first comment of the file.
    pub title: String,
    /// In the order of the file.
    pub cases: Vec<Case>,
}

/// A construct of documents, with an example.
#[derive(Debug)]
pub struct Case {
    /// The first comment of the case.
    pub title: String,
    /// Why the types are as they are.
    pub reason: String,
    /// The schemas or the document, as the file has them.
    pub source: String,
    /// Whether the document describes `GET /thing` and `PATCH /thing`.
    methods: [bool; 2],
    /// The whole document.
    pub document: String,
}

/// Returns the cases of `types/`, a section per file.
///
/// # Panics
///
/// A file cannot be read.
pub fn sections() -> Vec<Section> {
    let folder = workspace().join("tests/types");
    let mut files = crate::yaml_files(&folder).unwrap_or_default();
    files.sort();
    let sections = files.iter().map(|file| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let mut parts = text.split("\n---\n");
        let title = parts
            .next()
            .unwrap_or_default()
            .trim_start_matches("# ")
            .to_owned();
        Section {
            title: title.trim().to_owned(),
            cases: parts.map(case).collect(),
        }
    });
    sections.collect()
}

fn case(text: &str) -> Case {
    let is_comment = |line: &&str| line.starts_with("# ");
    let mut comments = text
        .lines()
        .take_while(is_comment)
        .map(|line| line.trim_start_matches("# "));
    let title = comments.next().unwrap_or_default().to_owned();
    let reason: Vec<&str> = comments.collect();
    let source: Vec<&str> = text.lines().skip_while(is_comment).collect();
    let source = source.join("\n");
    let is_whole = source.starts_with("openapi:") || source.starts_with("swagger:");
    let (document, methods) = if is_whole {
        let has = |method: &str| source.lines().any(|line| line.trim_start().starts_with(method));
        (source.clone(), [has("get:"), has("patch:")])
    } else {
        let parts = Parts::of(&source);
        (
            parts.document(),
            [!parts.answer.is_empty(), !parts.body.is_empty()],
        )
    };
    Case {
        title,
        reason: reason.join(" "),
        source,
        methods,
        document,
    }
}

/// The parts of a case that is no whole document: the schemas of a response, of a request, and those with names.
#[derive(Default)]
struct Parts {
    version: String,
    answer: String,
    body: String,
    schemas: String,
    /// Other members of the document.
    rest: String,
}

impl Parts {
    fn of(source: &str) -> Self {
        let mut parts = Self::default();
        let mut last = &mut parts.rest;
        for line in source.lines() {
            let named = line.split_once(':').filter(|(name, _)| !name.starts_with(' '));
            let rest = match named {
                Some((name, value)) => {
                    last = match name {
                        "version" => &mut parts.version,
                        "answer" => &mut parts.answer,
                        "body" => &mut parts.body,
                        "schemas" => &mut parts.schemas,
                        _ => &mut parts.rest,
                    };
                    value.trim_start()
                }
                None => line,
            };
            last.push_str(rest);
            last.push('\n');
        }
        parts
    }

    fn document(&self) -> String {
        let version = match self.version.trim() {
            "" => "3.0.3",
            version => version,
        };
        let mut document =
            format!("openapi: {version}\ninfo: {{title: Things, version: '1'}}\npaths:\n  /thing:\n");
        if !self.answer.is_empty() {
            document.push_str("    get:\n      responses:\n        '200':\n          description: Found\n");
            document.push_str("          content:\n            application/json:\n              schema: ");
            document.push_str(&indented(&self.answer, 16));
        }
        if !self.body.is_empty() {
            document.push_str("    patch:\n      requestBody:\n        required: true\n");
            document.push_str("        content:\n          application/json:\n            schema: ");
            document.push_str(&indented(&self.body, 14));
            document.push_str("      responses: {'204': {description: Done}}\n");
        }
        let _ = write!(
            document,
            "components:\n  schemas:\n    Unused: {{type: string}}\n{}",
            indented(&self.schemas, 2)
        );
        let rest: Vec<&str> = self
            .rest
            .lines()
            .map(|line| line.strip_prefix("  ").unwrap_or(line))
            .collect();
        document + &rest.join("\n")
    }
}

/// Returns lines that are indented further, the first one excepted.
fn indented(text: &str, by: usize) -> String {
    let separator = format!("\n{}", " ".repeat(by));
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines.join(&separator) + "\n"
}

impl Case {
    /// Returns a spec that calls the operations of the document.
    pub fn spec(&self) -> String {
        let [get, patch] = self.methods;
        let lines = CALLING_SPEC.split_inclusive('\n');
        let used = lines.filter(|line| (get || !line.contains("GET")) && (patch || !line.contains("PATCH")));
        used.collect()
    }

    /// Returns the spec and the document beside it.
    pub fn texts(&self) -> Texts {
        Texts::spec(self.spec()).with("spec.openapi.yaml", self.document.clone())
    }
}
