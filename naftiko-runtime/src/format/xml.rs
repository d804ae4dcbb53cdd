//! XML: elements and attributes become members, repeated ones arrays, scalars strings.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::{Map, Value};

use super::FormatLimits;
use super::limits::ConversionBudget;
use crate::value::DecodeError;

/// Converts the content of the root element; its name is dropped.
///
/// Attributes and children become members by their local names; repeated names become an array. Text beside them is
/// the member with the empty name. An element with text only is a string, one with `xsi:nil="true"` is null.
/// Documents with a type definition are rejected, so only the five built-in entities exist.
pub(super) fn to_json(text: &str, limits: &FormatLimits) -> Result<Value, DecodeError> {
    let mut reader = Reader::from_str(text);
    let mut document = XmlReader {
        budget: ConversionBudget::new(limits),
        open: Vec::new(),
        root: None,
    };
    loop {
        let event = reader.read_event();
        let place = reader.buffer_position();
        let step = match event {
            Ok(Event::Eof) => break,
            Ok(event) => document.take(event),
            Err(_) => Err(XmlError::Malformed("malformed XML")),
        };
        step.map_err(|problem| problem.at(place))?;
    }
    let ending = reader.buffer_position();
    match document.root {
        Some(root) if document.open.is_empty() => Ok(root),
        _ => Err(XmlError::Malformed("an incomplete document").at(ending)),
    }
}

enum XmlError {
    Malformed(&'static str),
    Limit(DecodeError),
}

impl XmlError {
    fn at(self, place: u64) -> DecodeError {
        match self {
            Self::Malformed(what) => DecodeError::new("$", "XML", format!("{what} (byte {place})")),
            Self::Limit(error) => error,
        }
    }
}

impl From<DecodeError> for XmlError {
    fn from(error: DecodeError) -> Self {
        Self::Limit(error)
    }
}

impl From<quick_xml::Error> for XmlError {
    fn from(_: quick_xml::Error) -> Self {
        Self::Malformed("malformed XML")
    }
}

struct XmlReader<'a> {
    budget: ConversionBudget<'a>,
    /// The open elements, outermost first.
    open: Vec<Element>,
    root: Option<Value>,
}

#[derive(Default)]
struct Element {
    name: String,
    members: Map<String, Value>,
    /// The text since the last child.
    text: String,
    nil: bool,
}

impl XmlReader<'_> {
    fn take(&mut self, event: Event<'_>) -> Result<(), XmlError> {
        match event {
            Event::Start(start) => self.open(&start),
            Event::Empty(start) => {
                self.open(&start)?;
                self.close()
            }
            Event::End(_) => self.close(),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(data) => self.text(&data.xml10_content()),
            Event::GeneralRef(reference) => self.reference(&reference),
            Event::DocType(_) => Err(XmlError::Malformed("a document type definition")),
            // The text is decoded already.
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), XmlError> {
        if self.open.is_empty() && self.root.is_some() {
            return Err(XmlError::Malformed("a second root"));
        }
        self.budget.depth(self.open.len() + 1)?;
        self.budget.values(1)?;
        if let Some(parent) = self.open.last_mut() {
            parent.flush(&mut self.budget)?;
        }
        let mut element = Element {
            name: start.local_name().as_ref().to_owned(),
            ..Element::default()
        };
        // The check for duplicates would compare every pair of attributes.
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| XmlError::Malformed("malformed XML"))?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0)?;
            if attribute.key.as_ref() == "xsi:nil" {
                element.nil = value.trim() == "true";
                continue;
            }
            let value = self.budget.string(value)?;
            element.add(attribute.key.local_name().as_ref(), value, &mut self.budget)?;
        }
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) -> Result<(), XmlError> {
        // The reader has checked that tags match.
        let Some(mut element) = self.open.pop() else {
            return Ok(());
        };
        let name = std::mem::take(&mut element.name);
        let value = element.into_value(&mut self.budget)?;
        match self.open.last_mut() {
            Some(parent) => parent.add(&name, value, &mut self.budget)?,
            None => self.root = Some(value),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XmlError> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(XmlError::Malformed("text outside of the root")),
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), XmlError> {
        if let Some(character) = reference.resolve_char_ref()? {
            return self.text(character.encode_utf8(&mut [0; 4]));
        }
        let name = reference.xml10_content();
        match quick_xml::escape::resolve_xml_entity(&name) {
            Some(text) => self.text(text),
            None => Err(XmlError::Malformed("an unknown entity")),
        }
    }
}

impl Element {
    /// Adds a member; a repeated name makes an array.
    fn add(
        &mut self,
        name: &str,
        value: Value,
        budget: &mut ConversionBudget<'_>,
    ) -> Result<(), DecodeError> {
        match self.members.get_mut(name) {
            None => budget.member(&mut self.members, name, value),
            // Only repeated members are arrays: an element never is.
            Some(Value::Array(items)) => {
                items.push(value);
                Ok(())
            }
            Some(first) => {
                budget.values(1)?;
                let first_value = first.take();
                *first = Value::Array(vec![first_value, value]);
                Ok(())
            }
        }
    }

    /// Adds the text beside children as a member.
    fn flush(&mut self, budget: &mut ConversionBudget<'_>) -> Result<(), DecodeError> {
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() {
            return Ok(());
        }
        let text = budget.string(text)?;
        self.add("", text, budget)
    }

    fn into_value(mut self, budget: &mut ConversionBudget<'_>) -> Result<Value, DecodeError> {
        if self.nil {
            return Ok(Value::Null);
        }
        if self.members.is_empty() {
            return budget.string(self.text);
        }
        self.flush(budget)?;
        Ok(Value::Object(self.members))
    }
}

/// Returns the encoding that the declaration of a document names. One that can be read here is not in UTF-16.
pub(super) fn declared(body: &[u8]) -> Option<&str> {
    let declaration = body.strip_prefix(b"<?xml")?;
    let end = declaration.iter().position(|byte| *byte == b'>')?;
    let declaration = std::str::from_utf8(declaration.get(..end)?).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let name = value.split(['"', '\'']).nth(1)?;
    let is_wide = name
        .get(..6)
        .is_some_and(|start| start.eq_ignore_ascii_case("utf-16"));
    (!is_wide).then_some(name)
}

#[cfg(test)]
#[path = "xml_tests.rs"]
mod tests;
