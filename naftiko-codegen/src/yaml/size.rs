//! Sizes of values, for limits.

use super::node::{Kind, Node};

/// The size of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    /// The number of values, with the value itself.
    pub(crate) values: usize,
    /// The bytes of their text, with keys.
    pub(crate) bytes: usize,
    /// The levels of nesting.
    pub(crate) depth: usize,
}

impl Node {
    /// Returns the size of the value. The depth of values is limited, and so is this recursion.
    pub(crate) fn size(&self) -> Size {
        let inner = match &self.kind {
            Kind::Null => return Size::scalar(0),
            Kind::Scalar(scalar) => return Size::scalar(scalar.text.len()),
            Kind::Sequence(items) => items.iter().map(Self::size).fold(Size::default(), Size::and),
            Kind::Mapping(entries) => entries
                .iter()
                .map(|(key, value)| value.size().with_key(&key.value))
                .fold(Size::default(), Size::and),
        };
        Size {
            values: inner.values + 1,
            depth: inner.depth + 1,
            ..inner
        }
    }
}

impl Size {
    fn scalar(bytes: usize) -> Self {
        Self {
            values: 1,
            bytes,
            depth: 0,
        }
    }

    fn with_key(self, key: &str) -> Self {
        Self {
            bytes: self.bytes + key.len(),
            ..self
        }
    }

    /// Returns the size of two values beside each other.
    fn and(self, other: Self) -> Self {
        Self {
            values: self.values + other.values,
            bytes: self.bytes + other.bytes,
            depth: self.depth.max(other.depth),
        }
    }
}
