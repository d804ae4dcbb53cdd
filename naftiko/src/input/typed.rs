//! Values of inputs checked against the type the spec gives them.

use serde_json::{Number, Value};

use super::{In, InputProblem, ProblemKind};
use crate::value::{decimal, integer_of, integral, kind as kind_of};

/// The longest value that a message quotes.
const QUOTED: usize = 40;

/// A type of the spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
    Any,
}

impl Kind {
    const fn expected(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Array => "an array",
            Self::Object => "an object",
            Self::Any => "a value",
        }
    }
}

/// An input as it came.
pub(super) enum Raw {
    /// Text of a path, query, header, cookie or form: more than one when a name was repeated.
    Texts(Vec<String>),
    /// JSON of a body or of a tool call.
    Json(Value),
    /// A whole body that is text of another type.
    Document(String),
}

/// The value, of the kind asked for.
pub(super) fn convert(place: In<'_>, kind: Kind, raw: Raw) -> Result<Value, InputProblem> {
    match raw {
        Raw::Json(value) => checked(kind, value).map_err(|found| mismatch(place, kind, found)),
        Raw::Texts(mut texts) => match texts.len() {
            1 => parsed(place, kind, texts.pop().unwrap_or_default()),
            _ if matches!(kind, Kind::Array | Kind::Any) => {
                Ok(texts.into_iter().map(Value::String).collect())
            }
            _ => Err(mismatch(place, kind, "several values")),
        },
        Raw::Document(text) if matches!(kind, Kind::String | Kind::Any) => Ok(Value::String(text)),
        Raw::Document(_) => Err(InputProblem::new(
            place,
            ProblemKind::UnsupportedMediaType,
            "expected content type application/json",
        )),
    }
}

/// JSON of the kind asked for; otherwise what it is.
fn checked(kind: Kind, value: Value) -> Result<Value, &'static str> {
    let fits = match kind {
        Kind::Any => true,
        Kind::String => value.is_string(),
        Kind::Number => value.is_number(),
        Kind::Boolean => value.is_boolean(),
        Kind::Array => value.is_array(),
        Kind::Object => value.is_object(),
        // 5.0 is an integer to JSON Schema, and to agents.
        Kind::Integer if value.is_number() => {
            return integer_of(&value).map(Value::from).ok_or("another number");
        }
        Kind::Integer => false,
    };
    if fits { Ok(value) } else { Err(kind_of(&value)) }
}

/// Text read as the kind asked for.
fn parsed(place: In<'_>, kind: Kind, text: String) -> Result<Value, InputProblem> {
    let value = match kind {
        Kind::String => return Ok(Value::String(text)),
        Kind::Any => return Ok(json_or_text(text)),
        Kind::Integer => integer(&text),
        Kind::Number => decimal(&text).and_then(Number::from_f64).map(Value::Number),
        Kind::Boolean => text.parse().ok().map(Value::Bool),
        Kind::Array => Some(list(&text)),
        Kind::Object => serde_json::from_str(&text).ok().filter(Value::is_object),
    };
    value.ok_or_else(|| mismatch(place, kind, &quoted(place, &text)))
}

fn integer(text: &str) -> Option<Value> {
    text.parse::<i64>()
        .ok()
        .or_else(|| decimal(text).and_then(integral))
        .map(Value::from)
}

/// A JSON array, or values separated by commas.
fn list(text: &str) -> Value {
    if text.starts_with('[')
        && let Ok(Value::Array(items)) = serde_json::from_str(text)
    {
        return Value::Array(items);
    }
    if text.is_empty() {
        return Value::Array(Vec::new());
    }
    text.split(',')
        .map(|item| Value::String(item.to_owned()))
        .collect()
}

/// JSON where the text is JSON, the text itself where it is not, or where a number would come out changed.
fn json_or_text(text: String) -> Value {
    match serde_json::from_str::<Value>(&text) {
        Ok(Value::Number(number)) if number.to_string() != text => Value::String(text),
        Ok(value) => value,
        Err(_) => Value::String(text),
    }
}

fn mismatch(place: In<'_>, kind: Kind, found: &str) -> InputProblem {
    InputProblem::new(
        place,
        ProblemKind::Invalid,
        format!("expected {}, got {found}", kind.expected()),
    )
}

/// The text for a message: only where it may be shown, and only when it is short.
fn quoted(place: In<'_>, text: &str) -> String {
    let short = text.chars().nth(QUOTED).is_none();
    if !place.may_be_quoted() || !short {
        return "other text".to_owned();
    }
    format!("`{}`", text.escape_debug())
}

/// A name for a message, cut when it is too long for one.
pub(super) fn shortened(name: &str) -> String {
    match name.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}
