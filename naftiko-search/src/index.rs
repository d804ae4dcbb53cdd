//! An index, read in place.

use crate::build::FORMAT;
use crate::packed::Digits;
use crate::ranking;
use std::borrow::Cow;

/// A tool that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// The position of its entry.
    pub entry: usize,
    /// How well it fits; comparable within one search only.
    pub score: f32,
}

/// An index, as [`build`](crate::build) wrote it.
#[derive(Clone, Debug, Default)]
pub struct Index {
    text: Cow<'static, str>,
    /// The place of each line with a term.
    lines: Box<[(usize, usize)]>,
    entries: usize,
}

impl Index {
    /// Reads an index; `None` when the text is not one.
    pub fn read(text: impl Into<Cow<'static, str>>) -> Option<Self> {
        let text = text.into();
        let (first, _) = text.split_once('\n')?;
        let entries = first.strip_prefix(FORMAT)?.parse().ok()?;
        let mut lines = Vec::new();
        let mut start = first.len() + 1;
        for (end, _) in text.match_indices('\n').skip(1) {
            lines.push((start, end));
            start = end + 1;
        }
        let lines = lines.into_boxed_slice();
        Some(Self { text, lines, entries })
    }

    /// Returns the number of entries.
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// Returns the visible entries that fit a query, the best first. A query that no entry serves finds nothing.
    pub fn search(&self, query: &str, is_visible: impl Fn(usize) -> bool) -> Vec<Hit> {
        ranking::ranked(self, query, &is_visible)
    }

    /// Returns the entries with a term, each with the impact of the term; `None` for an unknown term.
    pub(crate) fn postings(&self, term: &str) -> Option<Postings<'_>> {
        let found = self
            .lines
            .binary_search_by(|(start, end)| self.term(*start, *end).cmp(term))
            .ok()?;
        let (start, end) = self.lines.get(found)?;
        let digits = self.text.get(start + term.len() + 1..*end)?;
        let next = 0;
        Some(Postings {
            digits: Digits::new(digits),
            next,
        })
    }

    fn term(&self, start: usize, end: usize) -> &str {
        let line = self.text.get(start..end).unwrap_or_default();
        line.split_once(' ').map_or(line, |(term, _)| term)
    }
}

/// The entries with a term: positions in ascending order, each with the impact of the term.
pub(crate) struct Postings<'t> {
    digits: Digits<'t>,
    next: usize,
}

impl Iterator for Postings<'_> {
    type Item = (usize, u32);

    fn next(&mut self) -> Option<Self::Item> {
        let distance = self.digits.number()?;
        let impact = self.digits.digit()?;
        let entry = self.next.checked_add(usize::try_from(distance).ok()?)?;
        self.next = entry + 1;
        Some((entry, impact))
    }
}
