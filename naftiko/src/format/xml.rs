//! XML: elements and attributes are members, repeated ones arrays, scalars strings.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::{Map, Value};

use super::Limits;
use super::limits::Budget;
use crate::value::DecodeError;

/// What the root element holds; its own name is dropped.
///
/// Attributes and children become members by their local names; what has the same name becomes an array.
/// Text beside either is the member with the empty name. An element with text alone is that text, one with
/// `xsi:nil="true"` is null. Documents with a type definition are refused, and so no entities are there
/// but the five that XML has of itself.
pub(super) fn to_json(text: &str, limits: &Limits) -> Result<Value, DecodeError> {
    let mut reader = Reader::from_str(text);
    let mut document = Document {
        budget: Budget::new(limits),
        open: Vec::new(),
        root: None,
    };
    loop {
        let event = reader.read_event();
        let place = reader.buffer_position();
        let step = match event {
            Ok(Event::Eof) => break,
            Ok(event) => document.take(event),
            Err(_) => Err(Problem::Malformed("what is not well-formed")),
        };
        step.map_err(|problem| problem.at(place))?;
    }
    let ending = reader.buffer_position();
    match document.root {
        Some(root) if document.open.is_empty() => Ok(root),
        _ => Err(Problem::Malformed("a document that ends too early").at(ending)),
    }
}

enum Problem {
    Malformed(&'static str),
    Limit(DecodeError),
}

impl Problem {
    fn at(self, place: u64) -> DecodeError {
        match self {
            Self::Malformed(what) => DecodeError::new("$", "XML", format!("{what} (byte {place})")),
            Self::Limit(error) => error,
        }
    }
}

impl From<DecodeError> for Problem {
    fn from(error: DecodeError) -> Self {
        Self::Limit(error)
    }
}

impl From<quick_xml::Error> for Problem {
    fn from(_: quick_xml::Error) -> Self {
        Self::Malformed("what is not well-formed")
    }
}

struct Document<'a> {
    budget: Budget<'a>,
    /// The elements that are open, outermost first.
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

impl Document<'_> {
    fn take(&mut self, event: Event<'_>) -> Result<(), Problem> {
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
            Event::DocType(_) => Err(Problem::Malformed("a document type definition")),
            Event::Decl(declaration) => match declaration.encoding().transpose() {
                // The text is UTF-8: anything else is a lie, or was not understood.
                Ok(Some(encoding)) if !is_unicode(&encoding) => {
                    Err(Problem::Malformed("another encoding than UTF-8"))
                }
                Ok(_) => Ok(()),
                Err(_) => Err(Problem::Malformed("what is not well-formed")),
            },
            Event::Comment(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Problem> {
        if self.open.is_empty() && self.root.is_some() {
            return Err(Problem::Malformed("a second root"));
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
        // Checking for duplicates would compare each attribute with each.
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Problem::Malformed("what is not well-formed"))?;
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

    fn close(&mut self) -> Result<(), Problem> {
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

    fn text(&mut self, text: &str) -> Result<(), Problem> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(Problem::Malformed("text outside of the root")),
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), Problem> {
        if let Some(character) = reference.resolve_char_ref()? {
            return self.text(character.encode_utf8(&mut [0; 4]));
        }
        let name = reference.xml10_content();
        match quick_xml::escape::resolve_xml_entity(&name) {
            Some(text) => self.text(text),
            None => Err(Problem::Malformed("an unknown entity")),
        }
    }
}

impl Element {
    /// Adds a member; one of the same name makes them an array.
    fn add(&mut self, name: &str, value: Value, budget: &mut Budget<'_>) -> Result<(), DecodeError> {
        match self.members.get_mut(name) {
            None => budget.member(&mut self.members, name, value),
            // Only what was repeated is an array: elements are none.
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

    /// Text beside children is a member.
    fn flush(&mut self, budget: &mut Budget<'_>) -> Result<(), DecodeError> {
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() {
            return Ok(());
        }
        let text = budget.string(text)?;
        self.add("", text, budget)
    }

    fn into_value(mut self, budget: &mut Budget<'_>) -> Result<Value, DecodeError> {
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

fn is_unicode(encoding: &str) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"]
        .iter()
        .any(|known| encoding.eq_ignore_ascii_case(known))
}

#[cfg(test)]
#[path = "xml_tests.rs"]
mod tests;
