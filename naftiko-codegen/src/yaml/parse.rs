//! Entry point of the parser: from the bytes of a file to its tree.

use std::borrow::Cow;

use super::Tree;
use super::builder::Builder;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::{Source, SourceId, Sources, Span};

/// The largest size of a spec in bytes.
pub(crate) const MAX_BYTES: usize = 8 << 20;

/// The largest number of values in a spec, with those that aliases repeat.
const MAX_NODES: usize = 200_000;
/// The largest size of an `OpenAPI` document in bytes.
const MAX_DOCUMENT_BYTES: usize = 16 << 20;
/// The largest number of values in an `OpenAPI` document.
const MAX_DOCUMENT_NODES: usize = 1_000_000;

/// The limits of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The largest size in bytes.
    pub(crate) bytes: usize,
    /// The largest number of values, with those that aliases repeat.
    pub(crate) values: usize,
}

impl Limits {
    /// The limits of a spec.
    pub(crate) const SPEC: Self = Self {
        bytes: MAX_BYTES,
        values: MAX_NODES,
    };
    /// The limits of an `OpenAPI` document, which may describe a whole API.
    pub(crate) const DOCUMENT: Self = Self {
        bytes: MAX_DOCUMENT_BYTES,
        values: MAX_DOCUMENT_NODES,
    };
}

/// The comment with which publishers mark a truncated file.
const CUT_MARKER: &str = "# --- truncated";

/// Reads a spec into a tree, as [`parse_within`] does.
pub(crate) fn parse(
    sources: &mut Sources,
    name: &str,
    bytes: &[u8],
    diagnostics: &mut Diagnostics,
) -> Option<Tree> {
    parse_within(sources, name, bytes, Limits::SPEC, diagnostics)
}

/// Reads a file into a tree, within limits.
///
/// The bytes always become a source with the name `name`, so that diagnostics have a place. Returns `None` after it has reported a file
/// that is not usable YAML.
pub(crate) fn parse_within(
    sources: &mut Sources,
    name: &str,
    bytes: &[u8],
    limits: Limits,
    diagnostics: &mut Diagnostics,
) -> Option<Tree> {
    if bytes.len() > limits.bytes {
        let source = sources.add(Source::new(name, ""));
        diagnostics.push(too_long(source, bytes.len(), limits.bytes));
        return None;
    }
    let text = String::from_utf8_lossy(bytes);
    let encoded = matches!(text, Cow::Borrowed(_));
    let source = sources.add(Source::new(name, text));
    if !encoded {
        diagnostics.push(not_utf8(source, bytes));
        return None;
    }
    parse_text(sources.get(source)?.text(), source, limits, diagnostics)
}

fn parse_text(text: &str, source: SourceId, limits: Limits, diagnostics: &mut Diagnostics) -> Option<Tree> {
    let cut = cut_marker(text).map(|start| Span::new(source, start, start + line_length(text, start)));
    match Builder::new(text, source, limits, diagnostics).build() {
        Ok(root) => {
            diagnostics.extend(cut.map(truncated));
            Some(Tree {
                source,
                root,
                truncated: cut.is_some(),
            })
        }
        Err(error) => {
            diagnostics.push(match cut {
                Some(cut) => error
                    .related(cut, "truncated here")
                    .help("get the complete file from its source"),
                None => *error,
            });
            None
        }
    }
}

fn truncated(cut: Span) -> Diagnostic {
    let message = "the file was truncated by its publisher; code after this line is not generated";
    Diagnostic::new(codes::FILE_TRUNCATED, cut, message).help("get the complete file from its source")
}

/// Returns the start of the comment that marks a truncated file. Only comments follow it.
fn cut_marker(text: &str) -> Option<usize> {
    let start = text.rfind(CUT_MARKER)?;
    let rest = text.get(start..)?.lines();
    let starts_line = text.get(..start)?.ends_with('\n');
    let nothing_follows = rest
        .map(str::trim)
        .all(|line| line.is_empty() || line.starts_with('#'));
    (starts_line && nothing_follows).then_some(start)
}

fn line_length(text: &str, start: usize) -> usize {
    text.get(start..)
        .and_then(|rest| rest.lines().next())
        .map_or(0, str::len)
}

fn too_long(source: SourceId, length: usize, limit: usize) -> Diagnostic {
    let message = format!("the file has {length} bytes; the limit is {limit}");
    Diagnostic::new(codes::TOO_LARGE, Span::file(source), message).help("split the file into several")
}

fn not_utf8(source: SourceId, bytes: &[u8]) -> Diagnostic {
    let start = std::str::from_utf8(bytes)
        .err()
        .map_or(0, |error| error.valid_up_to());
    // The lossy text has the replacement character of three bytes in this place.
    let span = Span::new(source, start, start + '\u{fffd}'.len_utf8());
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return Diagnostic::new(
            codes::NOT_UTF8,
            Span::file(source),
            "the file is encoded as UTF-16",
        )
        .help("save it as UTF-8");
    }
    Diagnostic::new(codes::NOT_UTF8, span, "the file is not UTF-8")
        .label("invalid UTF-8 starts here")
        .help("save it as UTF-8")
}
