//! A place in a JSON document, and reading from it.

use std::fmt;

use serde_json::Value;

use super::DecodeError;
use super::number::{integer_of, number_of};
use super::way::{kind, push_from_end, push_index, push_key, way};

/// A place in a JSON document: the node there, or the knowledge that there is none.
///
/// Copied freely and without allocation; the way to a place is worked out from the root only when an error
/// names it. Required reads (`string`, `list`, …) fail with a [`DecodeError`]; optional ones treat a missing
/// node and null as `None`. Reading is lenient as APIs need it: numbers and booleans may come as text, and a
/// scalar asked for as a string is its text.
#[derive(Clone, Copy)]
pub struct At<'a> {
    root: &'a Value,
    /// The deepest node of the way that exists.
    node: &'a Value,
    /// The first step below `node` that leads nowhere.
    missing: Option<Step<'a>>,
}

#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
    FromEnd(usize),
    /// A path that nothing matches, from its `$` on.
    Path(&'a str),
}

impl<'a> At<'a> {
    /// The root of a document.
    pub fn root(value: &'a Value) -> Self {
        Self {
            root: value,
            node: value,
            missing: None,
        }
    }

    /// The member of an object.
    #[must_use]
    pub fn key(self, name: &'a str) -> Self {
        self.step(Step::Key(name), |node| node.get(name))
    }

    /// The item of an array, counted from 0.
    #[must_use]
    pub fn index(self, index: usize) -> Self {
        self.step(Step::Index(index), |node| node.get(index))
    }

    /// The item of an array, counted from its end: 1 is the last one.
    #[must_use]
    pub fn from_end(self, place: usize) -> Self {
        self.step(Step::FromEnd(place), |node| {
            let items = node.as_array()?;
            items.get(items.len().checked_sub(place)?)
        })
    }

    pub(super) fn step(self, step: Step<'a>, find: impl FnOnce(&'a Value) -> Option<&'a Value>) -> Self {
        if self.missing.is_some() {
            return self;
        }
        match find(self.node) {
            Some(node) => Self { node, ..self },
            None => Self {
                missing: Some(step),
                ..self
            },
        }
    }

    /// The node, if there is one.
    pub fn value(self) -> Option<&'a Value> {
        if self.missing.is_some() {
            None
        } else {
            Some(self.node)
        }
    }

    /// Another node of the same document.
    pub(super) fn moved(self, node: &'a Value) -> Self {
        Self { node, ..self }
    }

    /// The node, if there is one and it is not null.
    pub(super) fn present(self) -> Option<&'a Value> {
        self.value().filter(|value| !value.is_null())
    }

    /// A string; a number or boolean is its text.
    ///
    /// # Errors
    /// When nothing, null, an object or an array is there.
    pub fn string(self) -> Result<String, DecodeError> {
        self.optional_string().ok_or_else(|| self.error("a string"))
    }

    /// An integer; also one written as text or as a float without a fraction.
    ///
    /// # Errors
    /// When there is anything else, or nothing.
    pub fn integer(self) -> Result<i64, DecodeError> {
        self.optional_integer().ok_or_else(|| self.error("an integer"))
    }

    /// A number; also one written as text.
    ///
    /// # Errors
    /// When there is anything else, or nothing.
    pub fn number(self) -> Result<f64, DecodeError> {
        self.optional_number().ok_or_else(|| self.error("a number"))
    }

    /// A boolean; also the texts `true` and `false`.
    ///
    /// # Errors
    /// When there is anything else, or nothing.
    pub fn boolean(self) -> Result<bool, DecodeError> {
        self.optional_boolean().ok_or_else(|| self.error("a boolean"))
    }

    /// An array, its items as they are.
    ///
    /// # Errors
    /// When there is anything else, or nothing.
    pub fn array(self) -> Result<Vec<Value>, DecodeError> {
        self.optional_array().ok_or_else(|| self.error("an array"))
    }

    /// An object, as it is.
    ///
    /// # Errors
    /// When there is anything else, or nothing.
    pub fn object(self) -> Result<Value, DecodeError> {
        self.optional_object().ok_or_else(|| self.error("an object"))
    }

    /// Whatever is there, null included.
    ///
    /// # Errors
    /// When there is nothing.
    pub fn any(self) -> Result<Value, DecodeError> {
        self.value().cloned().ok_or_else(|| self.error("a value"))
    }

    /// A string as [`At::string`] reads it, or `None`.
    pub fn optional_string(self) -> Option<String> {
        match self.value()? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(boolean) => Some(boolean.to_string()),
            _ => None,
        }
    }

    /// An integer as [`At::integer`] reads it, or `None`.
    pub fn optional_integer(self) -> Option<i64> {
        self.value().and_then(integer_of)
    }

    /// A number as [`At::number`] reads it, or `None`.
    pub fn optional_number(self) -> Option<f64> {
        self.value().and_then(number_of)
    }

    /// A boolean as [`At::boolean`] reads it, or `None`.
    pub fn optional_boolean(self) -> Option<bool> {
        match self.value()? {
            Value::Bool(boolean) => Some(*boolean),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// An array, or `None`.
    pub fn optional_array(self) -> Option<Vec<Value>> {
        self.value().and_then(Value::as_array).cloned()
    }

    /// An object, or `None`.
    pub fn optional_object(self) -> Option<Value> {
        self.value().filter(|value| value.is_object()).cloned()
    }

    /// Whatever is there but null, or `None`.
    pub fn optional_any(self) -> Option<Value> {
        self.present().cloned()
    }

    /// What `read` makes of the node; `None` when it is missing or null.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn optional<T>(
        self,
        read: impl FnOnce(At<'a>) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        self.present().map(|_| read(self)).transpose()
    }

    /// What `read` makes of each item of an array.
    ///
    /// # Errors
    /// When there is no array, and those of `read`.
    pub fn list<T>(self, read: impl FnMut(At<'a>) -> Result<T, DecodeError>) -> Result<Vec<T>, DecodeError> {
        self.items()?.map(read).collect()
    }

    /// What `read` makes of each item of an array; `None` when the array is missing or null.
    ///
    /// # Errors
    /// When there is something else than an array, and those of `read`.
    pub fn optional_list<T>(
        self,
        read: impl FnMut(At<'a>) -> Result<T, DecodeError>,
    ) -> Result<Option<Vec<T>>, DecodeError> {
        self.present().map(|_| self.list(read)).transpose()
    }

    fn items(self) -> Result<impl Iterator<Item = At<'a>>, DecodeError> {
        let items = self
            .value()
            .and_then(Value::as_array)
            .ok_or_else(|| self.error("an array"))?;
        Ok(items.iter().map(move |node| Self { node, ..self }))
    }

    /// The error of not finding `expected` here.
    pub fn error(self, expected: &'static str) -> DecodeError {
        let mut path = way(self.root, self.node);
        match self.missing {
            None => DecodeError::new(path, expected, kind(self.node)),
            Some(Step::Key(name)) if self.node.is_object() => {
                push_key(&mut path, name);
                DecodeError::new(path, expected, "nothing")
            }
            Some(Step::Index(index)) if self.node.is_array() => {
                push_index(&mut path, index);
                DecodeError::new(path, expected, "nothing")
            }
            Some(Step::FromEnd(place)) if self.node.is_array() => {
                push_from_end(&mut path, place);
                DecodeError::new(path, expected, "nothing")
            }
            Some(Step::Path(below)) => {
                path.push_str(below.strip_prefix('$').unwrap_or(below));
                DecodeError::new(path, expected, "nothing")
            }
            Some(Step::Key(_)) => DecodeError::new(path, "an object", kind(self.node)),
            Some(Step::Index(_) | Step::FromEnd(_)) => DecodeError::new(path, "an array", kind(self.node)),
        }
    }
}

/// Shows the place and what kind of value is there: an answer may be a token.
impl fmt::Debug for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = if self.missing.is_some() {
            "nothing"
        } else {
            kind(self.node)
        };
        write!(f, "At({}: {found})", way(self.root, self.node))
    }
}
