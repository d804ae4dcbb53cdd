//! JSON being built from arguments: what is absent leaves no trace.

use std::fmt;

use serde_json::{Map, Value};

use super::Argument;

/// A JSON object under construction, its members in the order given.
#[derive(Clone, Default, PartialEq)]
pub struct Object(Map<String, Value>);

impl Object {
    /// No members yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a member; an absent value adds none.
    #[must_use]
    pub fn with<'a>(mut self, name: &str, value: impl Into<Argument<'a>>) -> Self {
        self.put(name, value.into());
        self
    }

    /// Adds a member; an absent value adds null.
    #[must_use]
    pub fn with_or_null<'a>(mut self, name: &str, value: impl Into<Argument<'a>>) -> Self {
        self.put_or_null(name, value.into());
        self
    }

    fn put(&mut self, name: &str, value: Argument<'_>) {
        if let Some(value) = value.into_value() {
            self.0.insert(name.to_owned(), value);
        }
    }

    fn put_or_null(&mut self, name: &str, value: Argument<'_>) {
        self.0
            .insert(name.to_owned(), value.into_value().unwrap_or(Value::Null));
    }
}

/// A JSON array under construction.
#[derive(Clone, Default, PartialEq)]
pub struct Array(Vec<Value>);

impl Array {
    /// No items yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an item; an absent value adds none.
    #[must_use]
    pub fn with<'a>(mut self, value: impl Into<Argument<'a>>) -> Self {
        self.0.extend(value.into().into_value());
        self
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}

impl From<Array> for Value {
    fn from(array: Array) -> Self {
        Self::Array(array.0)
    }
}

/// Shows the names and no value: bodies may hold passwords.
impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Object ")?;
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Shows how many items there are.
impl fmt::Debug for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Array of {}", self.0.len())
    }
}
