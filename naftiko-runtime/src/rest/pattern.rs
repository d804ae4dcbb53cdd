//! Path patterns of specs: `/items/{id}`, `/items/{id}:enable`, `/items({id})`.

use std::borrow::Cow;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// Characters that a spec may contain and that a request target has percent-encoded.
const OUTSIDE_A_TARGET: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');

/// A path pattern: its segments, and the names of its placeholders.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) segments: Vec<Segment>,
    pub(super) names: Arc<[Box<str>]>,
    /// Query parameters that a request must have.
    pub(super) query: Vec<Pair>,
}

/// A name and a value of a query.
pub(super) type Pair = (Box<str>, Box<str>);

/// A segment of a pattern, without the names of its placeholders.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Segment {
    /// Literal text, percent-decoded.
    Literal(Box<str>),
    /// At least one placeholder.
    SegmentPattern(SegmentPattern),
    /// `{*name}` at the end: all remaining segments, possibly none.
    CatchAll,
}

/// The pieces of a segment with placeholders.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct SegmentPattern(Vec<PatternPart>);

#[derive(Clone, Debug, Eq, PartialEq)]
enum PatternPart {
    /// Literal text, percent-encoded as in a request target.
    Text(Box<str>),
    Placeholder,
}

impl Pattern {
    /// Parses a pattern. Any text is valid: braces without a name are text, and a missing leading slash is added.
    pub(super) fn parse(text: &str) -> Self {
        let mut names = Vec::new();
        let (text, query) = text.split_once('?').unwrap_or((text, ""));
        let pairs = form_urlencoded::parse(query.as_bytes());
        let query = pairs.map(|(name, value)| (name.into(), value.into())).collect();
        let path = text.strip_prefix('/').unwrap_or(text);
        let (path, rest) = match path.rsplit_once('/').unwrap_or(("", path)) {
            (before, last) if last.starts_with("{*") && last.ends_with('}') => (before, Some(last)),
            _ => (path, None),
        };
        let mut segments: Vec<Segment> = if rest.is_some() && path.is_empty() {
            Vec::new()
        } else {
            path.split('/')
                .map(|segment| parse_segment(segment, &mut names))
                .collect()
        };
        if let Some(name) = rest {
            // The name keeps the star, which marks a value of several segments.
            names.push(name.trim_matches(['{', '}']).into());
            segments.push(Segment::CatchAll);
        }
        Self {
            segments,
            names: names.into(),
            query,
        }
    }
}

fn parse_segment(text: &str, names: &mut Vec<Box<str>>) -> Segment {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, name, after)) = next_placeholder(rest) {
        push_text(&mut pieces, before);
        pieces.push(PatternPart::Placeholder);
        names.push(name.into());
        rest = after;
    }
    if pieces.is_empty() {
        return Segment::Literal(decode_lossy(rest).into());
    }
    push_text(&mut pieces, rest);
    Segment::SegmentPattern(SegmentPattern(pieces))
}

/// Splits at the first `{name}` or `{{name}}`: the text before it, the name, the text after it.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, opened) = text.split_once('{')?;
    let (inner, after) = match opened
        .strip_prefix('{')
        .and_then(|doubled| doubled.split_once("}}"))
    {
        Some(doubled) => doubled,
        None => opened.split_once('}')?,
    };
    Some((before, inner.trim(), after))
}

fn push_text(pieces: &mut Vec<PatternPart>, text: &str) {
    if !text.is_empty() {
        pieces.push(PatternPart::Text(
            utf8_percent_encode(text, OUTSIDE_A_TARGET).to_string().into(),
        ));
    }
}

fn decode_lossy(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

impl SegmentPattern {
    /// Returns how literal the pattern is: more text ranks higher, then fewer placeholders.
    pub(super) fn rank(&self) -> (usize, std::cmp::Reverse<usize>) {
        let text = |piece: &PatternPart| {
            if let PatternPart::Text(text) = piece {
                text.len()
            } else {
                0
            }
        };
        let placeholders = self
            .0
            .iter()
            .filter(|piece| **piece == PatternPart::Placeholder)
            .count();
        (self.0.iter().map(text).sum(), std::cmp::Reverse(placeholders))
    }

    /// Matches a percent-encoded segment and appends the encoded values of the placeholders. A placeholder never
    /// matches an empty value. After a failed match, `values` may have more items.
    pub(super) fn capture<'p>(&self, segment: &'p str, values: &mut Vec<&'p str>) -> bool {
        let mut rest = segment;
        let mut pieces = self.0.as_slice();
        while let Some((piece, following)) = pieces.split_first() {
            match piece {
                PatternPart::Text(text) => match rest.strip_prefix(&**text) {
                    Some(stripped) => rest = stripped,
                    None => return false,
                },
                PatternPart::Placeholder => {
                    let Some(end) = value_end(rest, following) else {
                        return false;
                    };
                    let (value, after) = rest.split_at(end);
                    values.push(value);
                    rest = after;
                }
            }
            pieces = following;
        }
        rest.is_empty()
    }
}

/// Returns the end of a placeholder's value before `following`: as short as possible, as long as necessary.
fn value_end(rest: &str, following: &[PatternPart]) -> Option<usize> {
    let first = unit(rest)?;
    match following {
        [] => Some(rest.len()),
        [PatternPart::Text(text)] => rest
            .len()
            .checked_sub(text.len())
            .filter(|end| *end >= first && rest.is_char_boundary(*end)),
        [PatternPart::Text(text), ..] => {
            let mut end = first;
            while !rest.get(end..)?.starts_with(&**text) {
                end += unit(rest.get(end..)?)?;
            }
            Some(end)
        }
        // Of two adjacent placeholders, the first takes one character.
        [PatternPart::Placeholder, ..] => Some(first),
    }
}

/// Returns the length of the first character; a percent-encoded byte is one.
fn unit(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let escaped = first == '%' && chars.by_ref().take(2).filter(char::is_ascii_hexdigit).count() == 2;
    Some(if escaped { 3 } else { first.len_utf8() })
}

#[cfg(test)]
mod tests;
