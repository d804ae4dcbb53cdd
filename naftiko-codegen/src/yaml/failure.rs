//! What the parser accepts and a spec may not have.

use super::collection::{Frame, Open};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{SourceId, Span, Spanned};

/// Why there is no tree.
pub(super) type Failure = Box<Diagnostic>;

pub(super) fn empty(source: SourceId, text: &str) -> Failure {
    let content = text.chars().all(char::is_whitespace);
    let message = if content {
        "the file is empty"
    } else {
        "the file has no content"
    };
    Box::new(Diagnostic::new(
        codes::EMPTY_DOCUMENT,
        Span::file(source),
        message,
    ))
}

pub(super) fn second_document(span: Span) -> Failure {
    let diagnostic = Diagnostic::new(codes::SEVERAL_DOCUMENTS, span, "a second document begins here")
        .help("a spec is one document a file: remove this line, or move what follows into its own file");
    Box::new(diagnostic)
}

pub(super) fn too_deep(span: Span, limit: usize) -> Failure {
    let message = format!("values are nested deeper than {limit} levels");
    Box::new(Diagnostic::new(codes::TOO_LARGE, span, message).label("too deep from here"))
}

pub(super) fn too_many(span: Span, what: &str, limit: usize) -> Failure {
    let message = format!("the file has more than {limit} {what}");
    Box::new(Diagnostic::new(codes::TOO_LARGE, span, message).label("the limit is reached here"))
}

pub(super) fn too_much_repeated(span: Span, limit: usize) -> Failure {
    let message = format!("anchors and aliases repeat more than {limit} bytes of text");
    let diagnostic = Diagnostic::new(codes::TOO_LARGE, span, message)
        .label("the limit is reached here")
        .help("write a long text once, without an anchor, or move it into a file");
    Box::new(diagnostic)
}

pub(super) fn alias_in_itself(span: Span) -> Failure {
    let message = "this alias stands within the value that it repeats";
    Box::new(Diagnostic::new(codes::UNKNOWN_ANCHOR, span, message))
}

pub(super) fn key_of_wrong_kind(span: Span) -> Failure {
    Box::new(Diagnostic::new(
        codes::KEY_NOT_TEXT,
        span,
        "a key has to be a text",
    ))
}

/// A map or list where a key is expected: most often a template without quotes, `{{name}}`.
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
    let diagnostic = Diagnostic::new(codes::UNQUOTED_TEXT, span, "a template needs quotes")
        .label("without quotes, this is a map in a map")
        .help(format!("write \"{}\"", text.get(span.range()).unwrap_or("{{…}}")));
    Box::new(diagnostic)
}

pub(super) fn duplicate_key(key: &Spanned<String>, first: Span) -> Diagnostic {
    Diagnostic::new(
        codes::DUPLICATE_KEY,
        key.span,
        format!("the key `{key}` stands twice in this map"),
    )
    .label("here again")
    .related(first, "first here")
    .help("remove one of them, or rename it")
}
