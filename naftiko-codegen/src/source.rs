//! Sources and places in them.
//!
//! A source is the text of one file; a span is a range of its bytes. Lines and columns are computed for output only.

use std::fmt;

/// The identity of a source in [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A range of bytes in a source.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The source of the range.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one; equal to `start` for a place without length.
    pub end: u32,
}

/// A value and its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The place of the value.
    pub span: Span,
}

/// Line and column, both from 1, with columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1. A tab counts as one character, a byte order mark as none.
    pub column: u32,
}

/// The text of one file.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    /// The first byte of each line.
    lines: Vec<u32>,
    /// Whether diagnostics show places only, and no line of the text.
    withheld: bool,
    /// The number of characters before each block of the text, which makes columns fast in long lines.
    blocks: Vec<u32>,
}

/// The bytes of a block.
const BLOCK: usize = 1024;

/// Every source that was read, in the order of reading.
#[derive(Debug, Default)]
pub struct Sources(Vec<Source>);

impl Span {
    /// Creates the range of the bytes `start..end` of a source.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let start = offset(start);
        Self {
            source,
            start,
            end: offset(end).max(start),
        }
    }

    /// Creates the place of diagnostics about a whole file: its first byte.
    pub fn file(source: SourceId) -> Self {
        Self {
            source,
            start: 0,
            end: 0,
        }
    }

    /// Returns the span from the start of this span to the end of another one of the same source.
    #[must_use]
    pub fn to(self, end: Self) -> Self {
        Self {
            end: end.end.max(self.start),
            ..self
        }
    }

    /// Returns the bytes as a range of indices into the text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl fmt::Debug for Span {
    /// Writes a short form, because snapshots of trees contain many spans.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}..{}", self.source.0, self.start, self.end)
    }
}

impl<T> Spanned<T> {
    /// Creates a value with its place.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Changes the value and keeps the place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned {
            value: change(self.value),
            span: self.span,
        }
    }

    /// Returns a reference to the value with the place.
    pub const fn as_ref(&self) -> Spanned<&T> {
        Spanned {
            value: &self.value,
            span: self.span,
        }
    }
}

impl Spanned<String> {
    /// Returns the string.
    pub fn as_str(&self) -> &str {
        &self.value
    }
}

impl<T: fmt::Display> fmt::Display for Spanned<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(formatter)
    }
}

impl Source {
    /// Creates a source. `name` is shown in diagnostics, and is usually the path as the user wrote it.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let lines = std::iter::once(0)
            .chain(breaks.map(|(at, _)| offset(at + 1)))
            .collect();
        let blocks = blocks(text.as_bytes());
        Self {
            name: name.into(),
            text,
            lines,
            withheld: false,
            blocks,
        }
    }

    /// Returns whether diagnostics show places only, and no line of the text.
    pub fn is_withheld(&self) -> bool {
        self.withheld
    }

    /// Returns the name in diagnostics.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text of a span; empty if it is outside the text or inside a character.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Returns the line and column of a byte; the end of the text if the byte is outside.
    pub fn position(&self, byte: u32) -> Position {
        let index = self
            .lines
            .partition_point(|&start| start <= byte)
            .saturating_sub(1);
        let start = self.lines.get(index).copied().unwrap_or_default() as usize;
        let end = (byte as usize).min(self.text.len());
        let columns = self.characters(end).saturating_sub(self.characters(start));
        Position {
            line: offset(index + 1),
            column: offset(columns + 1),
        }
    }

    /// Returns the number of characters before a byte, without byte order marks.
    fn characters(&self, byte: usize) -> usize {
        let block = byte / BLOCK;
        let before = self.blocks.get(block).copied().unwrap_or_default() as usize;
        before + characters(self.text.as_bytes(), block * BLOCK, byte)
    }
}

impl Sources {
    /// Returns the source that was added last.
    pub(crate) fn last(&self) -> SourceId {
        SourceId(u32::try_from(self.0.len().saturating_sub(1)).unwrap_or(u32::MAX))
    }

    /// Adds a source and returns its identity.
    pub fn add(&mut self, source: Source) -> SourceId {
        let id = SourceId(offset(self.0.len()));
        self.0.push(source);
        id
    }

    /// Returns a source by its identity; `None` for an identity of other sources.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.0.get(id.0 as usize)
    }

    /// Makes diagnostics show no text of the last source. A file that is not a spec may contain secrets.
    pub(crate) fn withhold_last(&mut self) {
        if let Some(source) = self.0.last_mut() {
            source.withheld = true;
        }
    }

    /// Returns the text of a span.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source)
            .map(|source| source.slice(span))
            .unwrap_or_default()
    }
}

/// Returns the number of characters that start in a range of bytes, without byte order marks.
fn characters(text: &[u8], start: usize, end: usize) -> usize {
    let is_start = |byte: &&u8| (**byte & 0b1100_0000) != 0b1000_0000;
    let range = text.get(start..end.min(text.len())).unwrap_or_default();
    let rest = text.get(start..).unwrap_or_default();
    let marks = rest
        .windows(3)
        .take(range.len())
        .filter(|bytes| bytes == b"\xef\xbb\xbf");
    range.iter().filter(is_start).count() - marks.count()
}

/// Returns the number of characters before each block of a text.
fn blocks(text: &[u8]) -> Vec<u32> {
    let mut before = 0;
    (0..=text.len() / BLOCK)
        .map(|block| {
            let start = block * BLOCK;
            let counted = before;
            before += characters(text, start, start + BLOCK);
            offset(counted)
        })
        .collect()
}

/// Returns an offset as `u32`. Sources are limited to a few megabytes, so offsets fit.
fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters_in_lines_of_any_length() {
        for filler in ["a", "é", "漢", "😀", "\u{feff}", "a\u{feff}é😀"] {
            let text = format!("{}\nb{}", filler.repeat(1500), filler.repeat(3000));
            let source = Source::new("a", text.as_str());
            for (byte, _) in text.char_indices().step_by(7).chain([(text.len(), 'x')]) {
                let before = text.get(..byte).unwrap_or_default();
                let line = before.rsplit('\n').next().unwrap_or_default();
                let column = line.chars().filter(|character| *character != '\u{feff}').count() + 1;
                let position = source.position(offset(byte));
                assert_eq!(position.column, offset(column), "{filler} at {byte}");
                assert_eq!(position.line, offset(before.matches('\n').count() + 1));
            }
        }
    }
}
