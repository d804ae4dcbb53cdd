//! The body of a request, parsed as what its content type says.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::request::{Pairs, pairs, texts};
use super::typed::Raw;
use super::{In, InputProblem, ProblemKind};
use crate::value::kind;

/// A body: as it came, or as what it turned out to be once somebody asked.
pub(super) enum Body {
    Unread {
        content_type: Option<String>,
        bytes: Bytes,
    },
    Absent,
    Json(Value),
    Form(Pairs),
    Text(String),
    Unusable(InputProblem),
}

impl Body {
    /// The whole body: a form is an object, text a string.
    pub(super) fn take(&mut self) -> Result<Option<Raw>, InputProblem> {
        self.read();
        match std::mem::replace(self, Self::Absent) {
            Self::Unread { .. } | Self::Absent => Ok(None),
            Self::Json(value) => Ok(Some(Raw::Json(value))),
            Self::Text(text) => Ok(Some(Raw::Document(text))),
            Self::Form(pairs) => form_object(&pairs).map(|object| Some(Raw::Json(Value::Object(object)))),
            Self::Unusable(problem) => {
                *self = Self::Unusable(problem.clone());
                Err(problem)
            }
        }
    }

    /// The JSON that the body is, if it is.
    pub(super) fn json(&mut self) -> Option<&Value> {
        self.read();
        match self {
            Self::Json(value) => Some(value),
            _ => None,
        }
    }

    /// One field of a JSON object or of a form.
    pub(super) fn take_field(&mut self, name: &'static str) -> Result<Option<Raw>, InputProblem> {
        self.read();
        match self {
            Self::Unread { .. } | Self::Absent => Ok(None),
            Self::Json(Value::Object(fields)) => Ok(fields.remove(name).map(Raw::Json)),
            Self::Form(pairs) => Ok(texts(pairs, In::Field(name))?.map(Raw::Texts)),
            Self::Json(value) => {
                let message = format!("expected an object, got {}", kind(value));
                Err(InputProblem::new(In::Body, ProblemKind::Invalid, message))
            }
            Self::Text(_) => Err(InputProblem::new(
                In::Body,
                ProblemKind::UnsupportedMediaType,
                "expected content type application/json or application/x-www-form-urlencoded",
            )),
            Self::Unusable(problem) => Err(problem.clone()),
        }
    }

    fn read(&mut self) {
        if let Self::Unread { content_type, bytes } = self {
            *self = parse(content_type.as_deref(), bytes).unwrap_or_else(Self::Unusable);
        }
    }
}

fn parse(content_type: Option<&str>, bytes: &Bytes) -> Result<Body, InputProblem> {
    if bytes.is_empty() {
        return Ok(Body::Absent);
    }
    let essence = content_type.map(essence);
    match essence.as_deref() {
        None => json(bytes),
        Some(essence) if is_json(essence) => json(bytes),
        Some("application/x-www-form-urlencoded") => {
            let text = std::str::from_utf8(bytes).map_err(|_| malformed("the form is not text"))?;
            Ok(Body::Form(pairs(text)))
        }
        Some(_) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Body::Text(text.to_owned())),
            Err(_) => Err(InputProblem::new(
                In::Body,
                ProblemKind::UnsupportedMediaType,
                "expected JSON, a form or UTF-8 text",
            )),
        },
    }
}

fn json(bytes: &Bytes) -> Result<Body, InputProblem> {
    serde_json::from_slice(bytes).map(Body::Json).map_err(|error| {
        // The parser's own message is left out: it may quote the body.
        malformed(&format!(
            "not valid JSON (line {}, column {})",
            error.line(),
            error.column()
        ))
    })
}

fn malformed(message: &str) -> InputProblem {
    InputProblem::new(In::Body, ProblemKind::Malformed, message)
}

/// `type/subtype` of a content type, in lower case.
fn essence(content_type: &str) -> String {
    let end = content_type.find(';').unwrap_or(content_type.len());
    content_type
        .get(..end)
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

fn is_json(essence: &str) -> bool {
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}

/// A form as an object of strings, lists where a name is repeated.
fn form_object(pairs: &Pairs) -> Result<Map<String, Value>, InputProblem> {
    let mut object = Map::new();
    for (name, value) in pairs {
        let value = value
            .clone()
            .ok_or_else(|| malformed("the form holds a value that is not UTF-8"))?;
        match object.get_mut(name) {
            None => {
                object.insert(name.clone(), Value::String(value));
            }
            Some(Value::Array(values)) => values.push(Value::String(value)),
            Some(first) => *first = Value::Array(vec![first.take(), Value::String(value)]),
        }
    }
    Ok(object)
}
