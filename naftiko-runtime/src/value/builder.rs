//! Builders of JSON from arguments; absent arguments are left out.

use std::fmt;
use std::ops::Range;

use super::{Argument, Json, Writer};

/// Builds a JSON object, with its members in insertion order.
#[derive(Clone, Default, PartialEq)]
pub struct ObjectBuilder {
    /// The opening brace and the members; empty without members.
    text: Vec<u8>,
    members: Vec<Member>,
}

/// The position of a member in the text.
#[derive(Clone, PartialEq)]
struct Member {
    name: String,
    range: Range<usize>,
}

impl ObjectBuilder {
    /// Creates an empty object.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a member, unless the value is absent. Replaces a member of the same name.
    #[must_use]
    pub fn with<'a>(mut self, name: &str, value: impl Into<Argument<'a>>) -> Self {
        self.put(name, value.into());
        self
    }

    /// Adds a member; an absent value is null.
    #[must_use]
    pub fn with_or_null<'a>(mut self, name: &str, value: impl Into<Argument<'a>>) -> Self {
        self.put_or_null(name, value.into());
        self
    }

    fn put(&mut self, name: &str, value: Argument<'_>) {
        if let Some(json) = value.into_json() {
            self.insert(name, &json);
        }
    }

    fn put_or_null(&mut self, name: &str, value: Argument<'_>) {
        self.insert(name, &value.into_json().unwrap_or_default());
    }

    fn insert(&mut self, name: &str, json: &Json) {
        if let Some(index) = self.members.iter().position(|member| member.name == name) {
            return self.replace(index, json);
        }
        let range = self.append(name, json);
        let name = name.to_owned();
        self.members.push(Member { name, range });
    }

    /// Appends a member and returns its range.
    fn append(&mut self, name: &str, json: &Json) -> Range<usize> {
        let start = self.text.len().max(1);
        let mut writer = Writer::continuing(std::mem::take(&mut self.text), b'{');
        writer.name(name);
        writer.json(json);
        self.text = writer.into_text();
        start..self.text.len()
    }

    /// Rewrites the members, with a new value for one of them.
    fn replace(&mut self, replaced: usize, json: &Json) {
        let old = std::mem::take(self);
        for (index, Member { name, .. }) in old.members.iter().enumerate() {
            let range = if index == replaced {
                self.append(name, json)
            } else {
                let range = old.range(index);
                let value = old.text.get(range).unwrap_or_default();
                self.append(name, &Json::written(value.to_vec()))
            };
            let name = name.clone();
            self.members.push(Member { name, range });
        }
    }

    /// Returns the range of a member's value.
    fn range(&self, index: usize) -> Range<usize> {
        let member = self.members.get(index);
        member.map_or(0..0, |member| {
            let name = Json::from(member.name.as_str()).as_bytes().len();
            let first = usize::from(index > 0);
            member.range.start + first + name + 1..member.range.end
        })
    }
}

/// Builds a JSON array.
#[derive(Clone, Default, PartialEq)]
pub struct ArrayBuilder {
    /// The opening bracket and the items; empty without items.
    text: Vec<u8>,
    length: usize,
}

impl ArrayBuilder {
    /// Creates an empty array.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an item, unless the value is absent.
    #[must_use]
    pub fn with<'a>(mut self, value: impl Into<Argument<'a>>) -> Self {
        self.push(value.into());
        self
    }

    fn push(&mut self, value: Argument<'_>) {
        if let Some(json) = value.into_json() {
            let mut writer = Writer::continuing(std::mem::take(&mut self.text), b'[');
            writer.item(&json);
            self.text = writer.into_text();
            self.length += 1;
        }
    }
}

impl From<ObjectBuilder> for Json {
    fn from(object: ObjectBuilder) -> Self {
        enclosed(b'{', object.text, b'}')
    }
}

impl From<ArrayBuilder> for Json {
    fn from(array: ArrayBuilder) -> Self {
        enclosed(b'[', array.text, b']')
    }
}

fn enclosed(open: u8, mut text: Vec<u8>, close: u8) -> Json {
    if text.is_empty() {
        text.push(open);
    }
    text.push(close);
    Json::written(text)
}

impl From<ObjectBuilder> for serde_json::Value {
    fn from(object: ObjectBuilder) -> Self {
        Json::from(object).to_value()
    }
}

impl From<ArrayBuilder> for serde_json::Value {
    fn from(array: ArrayBuilder) -> Self {
        Json::from(array).to_value()
    }
}

/// Shows the names but no values: bodies may contain passwords.
impl fmt::Debug for ObjectBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Object ")?;
        let names = self.members.iter().map(|member| &member.name);
        f.debug_set().entries(names).finish()
    }
}

/// Shows the number of items.
impl fmt::Debug for ArrayBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Array of {}", self.length)
    }
}
