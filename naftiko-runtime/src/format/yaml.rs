//! YAML: its first document, with the types of the core schema.

use std::collections::HashMap;

use super::FormatLimits;
use super::limits::ConversionBudget;
use crate::value::{DecodeError, Json, Kind, Number, ToJson, Writer, string_of};
use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Tag};

/// Converts the first document. Aliases are expanded; of duplicate names the last applies. Numbers keep their digits.
pub(super) fn to_json(text: &str, limits: &FormatLimits) -> Result<Json, DecodeError> {
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
        root: Tree::Scalar(Json::NULL),
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
    Ok(document.root.to_json())
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
    anchors: HashMap<usize, Tree>,
    root: Tree,
}

/// A value. A tree of `serde_json` would lose digits.
#[derive(Clone)]
enum Tree {
    Scalar(Json),
    Sequence(Vec<Tree>),
    Mapping(Members),
}

/// The members of a mapping, in order.
type Members = Vec<(String, Tree)>;

impl ToJson for Tree {
    fn write_json(&self, json: &mut Writer) {
        match self {
            Self::Scalar(scalar) => {
                json.json(scalar);
            }
            Self::Sequence(items) => items.write_json(json),
            Self::Mapping(members) => {
                json.object();
                for (name, value) in members {
                    json.member(name, value);
                }
                json.end_object();
            }
        }
    }
}

/// Returns the members with the last value of each name, at the place of the first.
fn distinct(members: Members) -> Members {
    let mut places = HashMap::with_capacity(members.len());
    let mut distinct: Members = Vec::with_capacity(members.len());
    for (name, value) in members {
        let place = *places.entry(name.clone()).or_insert(distinct.len());
        match distinct.get_mut(place) {
            Some((_, earlier)) => *earlier = value,
            None => distinct.push((name, value)),
        }
    }
    distinct
}

enum Collection {
    Sequence(Vec<Tree>),
    /// The members, and the name of the next one once it is read.
    Mapping(Members, Option<String>),
}

impl YamlReader<'_> {
    fn take(&mut self, event: Event<'_>) -> Result<(), YamlError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if self.expects_name() && anchor == 0 {
                    return self.name(&text);
                }
                let value = Tree::Scalar(scalar(&text, style, tag.as_deref()));
                self.budget.values(1)?;
                self.budget.text(text.len())?;
                self.finish(value, anchor)
            }
            Event::Alias(anchor) => self.alias(anchor),
            Event::SequenceStart(_, anchor, _) => self.begin(anchor, Collection::Sequence(Vec::new())),
            Event::MappingStart(_, anchor, _) => {
                self.begin(anchor, Collection::Mapping(Members::new(), None))
            }
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
            Collection::Sequence(items) => Tree::Sequence(items),
            Collection::Mapping(members, _) => Tree::Mapping(distinct(members)),
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
    fn finish(&mut self, value: Tree, anchor: usize) -> Result<(), YamlError> {
        if anchor != 0 {
            count(&value, &mut self.budget)?;
            self.anchors.insert(anchor, value.clone());
        }
        self.place(value)
    }

    fn place(&mut self, value: Tree) -> Result<(), YamlError> {
        match self.open.last_mut() {
            None => self.root = value,
            Some((_, Collection::Sequence(items))) => items.push(value),
            Some((_, Collection::Mapping(members, name))) => match name.take() {
                Some(name) => members.push((name, value)),
                None => match value {
                    Tree::Sequence(_) | Tree::Mapping(_) => {
                        return Err(YamlError::Malformed("a list or map as a key"));
                    }
                    Tree::Scalar(json) if json.kind() == Kind::String => {
                        *name = Some(string_of(json.as_str()));
                    }
                    Tree::Scalar(json) => *name = Some(json.to_string()),
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
fn count(value: &Tree, budget: &mut ConversionBudget<'_>) -> Result<usize, DecodeError> {
    budget.values(1)?;
    let mut depth = 0;
    match value {
        Tree::Scalar(scalar) => {
            budget.text(scalar.as_bytes().len())?;
            return Ok(0);
        }
        Tree::Sequence(items) => {
            for item in items {
                depth = depth.max(count(item, budget)?);
            }
        }
        Tree::Mapping(members) => {
            for (name, member) in members {
                budget.text(name.len())?;
                depth = depth.max(count(member, budget)?);
            }
        }
    }
    Ok(depth + 1)
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Json {
    let textual = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
    if style != ScalarStyle::Plain || textual {
        return Json::from(text);
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Json::NULL,
        "true" | "True" | "TRUE" => Json::from(true),
        "false" | "False" | "FALSE" => Json::from(false),
        _ => number(text).map_or_else(|| Json::from(text), Json::from),
    }
}

/// Parses a decimal number. A number with a leading zero is more likely a code, so it stays a string. So do other
/// notations and infinities.
fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut bytes = digits.bytes();
    let (first, second) = (bytes.next()?, bytes.next());
    if first == b'0' && second.is_some_and(|b| b.is_ascii_digit()) {
        return None;
    }
    Number::lenient(text)
}

#[cfg(test)]
#[path = "yaml_tests.rs"]
mod tests;
