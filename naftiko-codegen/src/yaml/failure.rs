//! Diagnostics for valid YAML that specs may not use.

use super::collection::{Frame, Open};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{SourceId, Span, Spanned};

/// The diagnostic of a file without a tree.
pub(super) type Failure = Box<Diagnostic>;

pub(super) fn empty(source: SourceId, text: &str) -> Failure {
    let content = text.chars().all(char::is_whitespace);
    let message = if content {
        "the file is empty"
    } else {
        "the file contains no YAML value"
    };
    let diagnostic = Diagnostic::new(codes::EMPTY_DOCUMENT, Span::file(source), message);
    Box::new(diagnostic.help("start with `ikanos: 1.0.0-beta5` and `capability:`"))
}

pub(super) fn second_document(span: Span) -> Failure {
    let message = "the file contains a second YAML document";
    let diagnostic = Diagnostic::new(codes::SEVERAL_DOCUMENTS, span, message);
    Box::new(diagnostic.help("remove this `---`, or move the text below it to its own file"))
}

pub(super) fn too_deep(span: Span, limit: usize) -> Failure {
    let message = format!("values are nested deeper than {limit} levels");
    let diagnostic = Diagnostic::new(codes::TOO_LARGE, span, message).label("too deep from here");
    Box::new(diagnostic.help("move the nested part into an imported file"))
}

pub(super) fn too_many(span: Span, what: &str, limit: usize) -> Failure {
    let message = format!("the file has more than {limit} {what}");
    let diagnostic = Diagnostic::new(codes::TOO_LARGE, span, message).label("the limit is exceeded here");
    Box::new(diagnostic.help("split the capability into several files"))
}

pub(super) fn too_much_repeated(span: Span, limit: usize) -> Failure {
    let message = format!("anchors and aliases repeat more than {limit} bytes of text");
    let diagnostic = Diagnostic::new(codes::TOO_LARGE, span, message)
        .label("the limit is exceeded here")
        .help("remove anchors from long strings, or move the strings into files");
    Box::new(diagnostic)
}

pub(super) fn alias_in_itself(span: Span) -> Failure {
    let message = "this alias is inside the value that its anchor marks";
    Box::new(Diagnostic::new(codes::UNKNOWN_ANCHOR, span, message).help("remove the alias"))
}

pub(super) fn key_of_wrong_kind(span: Span) -> Failure {
    let diagnostic = Diagnostic::new(codes::KEY_NOT_TEXT, span, "a key must be a string");
    Box::new(diagnostic.help("put the key in quotes: `\"[a, b]\"`"))
}

/// Returns the diagnostic of a map or list as a key, most often an unquoted template `{{name}}`.
pub(super) fn key_not_text(parent: &Frame, key: &Open, text: &str) -> Failure {
    let outer = parent.opening();
    if !outer.is_braced() || !key.is_braced() || outer.span.end != key.span.start {
        return key_of_wrong_kind(key.span);
    }
    let start = outer.span.start as usize;
    let length = text
        .get(start..)
        .and_then(|rest| rest.lines().next())
        .map_or(2, |line| line.find("}}").map_or(2, |end| end + 2));
    let span = Span::new(outer.span.source, start, start + length);
    let diagnostic = Diagnostic::new(codes::UNQUOTED_TEXT, span, "a template must be quoted")
        .label("a map without quotes")
        .help(format!(
            "write `\"{}\"`",
            text.get(span.range()).unwrap_or("{{…}}")
        ));
    Box::new(diagnostic)
}

pub(super) fn duplicate_key(key: &Spanned<String>, first: Span) -> Diagnostic {
    Diagnostic::new(codes::DUPLICATE_KEY, key.span, format!("duplicate key `{key}`"))
        .label("defined again here")
        .related(first, "first defined here")
        .help("remove one of the two, or rename it")
}
