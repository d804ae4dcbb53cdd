//! The text around the place of a YAML error.

use super::error::Site;
use crate::source::Span;

impl Site<'_> {
    /// Returns the place from a byte to the end of the word, with at least one character if the line has one.
    pub(super) fn word(&self, start: usize) -> Span {
        let rest = self.text.get(start..).unwrap_or_default();
        let first = rest
            .chars()
            .next()
            .filter(|character| !character.is_control())
            .map_or(0, char::len_utf8);
        let length = rest
            .find(|c: char| c.is_whitespace() || c == ':')
            .unwrap_or(rest.len())
            .max(first);
        Span::new(self.source, start, start + length)
    }

    /// Returns the line up to the byte at which the parser stopped.
    pub(super) fn line_before(&self) -> &str {
        let before = self.text.get(..self.at).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default()
    }

    pub(super) fn line_start(&self) -> usize {
        self.at - self.line_before().len()
    }

    /// Returns the indentations of the maps and lists that are open above the line, in ascending order.
    pub(super) fn columns_above(&self) -> Vec<String> {
        let above = self.text.get(..self.line_start()).unwrap_or_default();
        let mut columns: Vec<usize> = Vec::new();
        for line in above.lines().rev().take(1_000) {
            let content = line.trim_start();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let key = content.trim_start_matches(['-', ' ']);
            let column = line.chars().count() - key.chars().count();
            if columns.last().is_none_or(|last| column < *last) {
                columns.push(column);
            }
            if column == 0 || columns.len() == 4 {
                break;
            }
        }
        columns.iter().rev().map(ToString::to_string).collect()
    }
}
