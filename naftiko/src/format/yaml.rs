//! YAML: its first document, with the types of the core schema.

use std::collections::HashMap;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Tag};
use serde_json::{Map, Value};

use super::FormatLimits;
use super::limits::ConversionBudget;
use crate::value::{DecodeError, json_number};

/// Converts the first document. Aliases are expanded; of duplicate names the last applies.
pub(super) fn to_json(text: &str, limits: &FormatLimits) -> Result<Value, DecodeError> {
    let mut options = Options::default();
    options.set_emit_comments(false);
    // One more than our own limit, so that our error names the limit.
    options.flow_nesting_limit = limits.depth + 1;
    options.block_nesting_limit = limits.depth + 1;
    options.simple_key_max_lookahead = 4096;
    let mut document = YamlReader {
        budget: ConversionBudget::new(limits),
        open: Vec::new(),
        anchors: HashMap::new(),
        root: Value::Null,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| malformed(&error))?;
        if matches!(event, Event::DocumentEnd) {
            break;
        }
        document.take(event).map_err(|problem| match problem {
            YamlError::Limit(error) => error,
            YamlError::Malformed(what) => {
                let line = span.start.line();
                DecodeError::new("$", "YAML", format!("{what} (line {line})"))
            }
        })?;
    }
    Ok(document.root)
}

fn malformed(error: &ScanError) -> DecodeError {
    let line = error.marker().line();
    DecodeError::new("$", "YAML", format!("malformed YAML (line {line})"))
}

enum YamlError {
    Malformed(&'static str),
    Limit(DecodeError),
}

impl From<DecodeError> for YamlError {
    fn from(error: DecodeError) -> Self {
        Self::Limit(error)
    }
}

struct YamlReader<'a> {
    budget: ConversionBudget<'a>,
    /// The open collections, outermost first.
    open: Vec<(usize, Collection)>,
    /// The values of anchors.
    anchors: HashMap<usize, Value>,
    root: Value,
}

enum Collection {
    Sequence(Vec<Value>),
    /// The members, and the name of the next one once it is read.
    Mapping(Map<String, Value>, Option<String>),
}

impl YamlReader<'_> {
    fn take(&mut self, event: Event<'_>) -> Result<(), YamlError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if self.expects_name() && anchor == 0 {
                    return self.name(&text);
                }
                let value = scalar(&text, style, tag.as_deref());
                self.budget.values(1)?;
                self.budget.text(text.len())?;
                self.finish(value, anchor)
            }
            Event::Alias(anchor) => self.alias(anchor),
            Event::SequenceStart(_, anchor, _) => self.begin(anchor, Collection::Sequence(Vec::new())),
            Event::MappingStart(_, anchor, _) => self.begin(anchor, Collection::Mapping(Map::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            _ => Ok(()),
        }
    }

    fn expects_name(&self) -> bool {
        matches!(self.open.last(), Some((_, Collection::Mapping(_, None))))
    }

    fn begin(&mut self, anchor: usize, collection: Collection) -> Result<(), YamlError> {
        if self.expects_name() {
            return Err(YamlError::Malformed("a list or map as a key"));
        }
        self.budget.depth(self.open.len() + 1)?;
        self.budget.values(1)?;
        self.open.push((anchor, collection));
        Ok(())
    }

    fn end(&mut self) -> Result<(), YamlError> {
        let Some((anchor, collection)) = self.open.pop() else {
            return Ok(());
        };
        let value = match collection {
            Collection::Sequence(items) => Value::Array(items),
            Collection::Mapping(members, _) => Value::Object(members),
        };
        self.finish(value, anchor)
    }

    /// Copies the value of an anchor, after the copy is counted against the limits.
    fn alias(&mut self, anchor: usize) -> Result<(), YamlError> {
        let Some(value) = self.anchors.get(&anchor) else {
            return Err(YamlError::Malformed("a recursive alias"));
        };
        let depth = count(value, &mut self.budget)?;
        self.budget.depth(self.open.len() + depth)?;
        let value = value.clone();
        self.place(value)
    }

    /// Completes a value; the copy for its anchor is counted too.
    fn finish(&mut self, value: Value, anchor: usize) -> Result<(), YamlError> {
        if anchor != 0 {
            count(&value, &mut self.budget)?;
            self.anchors.insert(anchor, value.clone());
        }
        self.place(value)
    }

    fn place(&mut self, value: Value) -> Result<(), YamlError> {
        match self.open.last_mut() {
            None => self.root = value,
            Some((_, Collection::Sequence(items))) => items.push(value),
            Some((_, Collection::Mapping(members, name))) => match name.take() {
                Some(name) => {
                    members.insert(name, value);
                }
                None => match value {
                    Value::Array(_) | Value::Object(_) => {
                        return Err(YamlError::Malformed("a list or map as a key"));
                    }
                    Value::String(text) => *name = Some(text),
                    other => *name = Some(other.to_string()),
                },
            },
        }
        Ok(())
    }

    /// Sets a name: the text of a scalar of any type.
    fn name(&mut self, text: &str) -> Result<(), YamlError> {
        self.budget.text(text.len())?;
        if let Some((_, Collection::Mapping(_, name))) = self.open.last_mut() {
            *name = Some(text.to_owned());
        }
        Ok(())
    }
}

/// Counts a copy of a value, and returns its depth.
fn count(value: &Value, budget: &mut ConversionBudget<'_>) -> Result<usize, DecodeError> {
    budget.values(1)?;
    let mut depth = 0;
    match value {
        Value::String(text) => {
            budget.text(text.len())?;
            return Ok(0);
        }
        Value::Array(items) => {
            for item in items {
                depth = depth.max(count(item, budget)?);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                budget.text(name.len())?;
                depth = depth.max(count(member, budget)?);
            }
        }
        _ => return Ok(0),
    }
    Ok(depth + 1)
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    let textual = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
    if style != ScalarStyle::Plain || textual {
        return Value::from(text);
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).unwrap_or_else(|| Value::from(text)),
    }
}

/// Parses a decimal number. A number with a leading zero is more likely a code, so it stays a string. So do other
/// notations, infinities, and numbers that JSON cannot represent.
fn number(text: &str) -> Option<Value> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut bytes = digits.bytes();
    let (first, second) = (bytes.next()?, bytes.next());
    let numeric = first.is_ascii_digit() || (first == b'.' && second.is_some_and(|b| b.is_ascii_digit()));
    if !numeric || (first == b'0' && second.is_some_and(|b| b.is_ascii_digit())) {
        return None;
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let integer = text.strip_prefix('+').unwrap_or(text);
        return integer
            .parse::<i64>()
            .map(Value::from)
            .or_else(|_| integer.parse::<u64>().map(Value::from))
            .ok();
    }
    let number: f64 = text.parse().ok()?;
    number.is_finite().then(|| json_number(number))
}

#[cfg(test)]
#[path = "yaml_tests.rs"]
mod tests;
