//! Values that are made by the generator, and not read from a file.

use super::node::{Kind, Node, Scalar, Style};
use crate::source::{Span, Spanned};

impl Node {
    /// Returns a string.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::scalar(text.into(), Style::Quoted)
    }

    /// Returns a boolean.
    pub(crate) fn flag(value: bool) -> Self {
        Self::scalar(value.to_string(), Style::Plain)
    }

    /// Returns an integer.
    pub(crate) fn integer(value: u16) -> Self {
        Self::scalar(value.to_string(), Style::Plain)
    }

    /// Returns a number or boolean as it is written.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::scalar(text.into(), Style::Plain)
    }

    /// Returns a list.
    pub(crate) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::made(Kind::Sequence(items.into_iter().collect()))
    }

    /// Returns a map.
    pub(crate) fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        let entries = entries.into_iter();
        let entries = entries.map(|(key, value)| (Spanned::new(key.into(), Span::default()), value));
        Self::made(Kind::Mapping(entries.collect()))
    }

    fn scalar(text: String, style: Style) -> Self {
        Self::made(Kind::Scalar(Scalar { text, style }))
    }

    fn made(kind: Kind) -> Self {
        Self {
            span: Span::default(),
            kind,
        }
    }
}
