//! Conversion of inputs to the types of the spec.

use bytes::Bytes;

use super::members::as_str;
use super::{InputProblem, ParameterIn, ProblemKind};
use crate::value::{Json, Kind as JsonKind, Number, ToJson, string_of};

/// The maximum length of a quoted value, in characters.
const QUOTED: usize = 40;

/// The expected type of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExpectedType {
    String,
    Integer,
    Number,
    Double,
    Boolean,
    Array,
    Object,
    Any,
}

impl ExpectedType {
    const fn expected(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Integer => "an integer",
            Self::Number | Self::Double => "a number",
            Self::Boolean => "a boolean",
            Self::Array => "an array",
            Self::Object => "an object",
            Self::Any => "a value",
        }
    }
}

/// An input before conversion.
pub(super) enum RawInput {
    /// Text of a path, query, header, cookie or form; several for a repeated name.
    Strings(Vec<String>),
    /// JSON text of a body or tool call.
    Json(Bytes),
    /// A whole text body of another content type.
    Document(String),
}

impl RawInput {
    /// Returns whether the input is JSON null.
    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Json(text) if **text == *b"null")
    }
}

/// A converted input.
pub(super) enum Typed {
    String(String),
    Integer(i64),
    Number(Number),
    Double(f64),
    Boolean(bool),
    Json(Json),
}

/// Converts an input to the expected type.
pub(super) fn convert(
    place: ParameterIn<'_>,
    kind: ExpectedType,
    raw: RawInput,
) -> Result<Typed, InputProblem> {
    match raw {
        RawInput::Json(text) => checked(kind, &text).map_err(|found| mismatch(place, kind, found)),
        RawInput::Strings(mut texts) => match texts.len() {
            1 => parsed(place, kind, texts.pop().unwrap_or_default()),
            _ if matches!(kind, ExpectedType::Array | ExpectedType::Any) => Ok(Typed::Json(texts.to_json())),
            _ => Err(mismatch(place, kind, "several values")),
        },
        RawInput::Document(text) if kind == ExpectedType::String => Ok(Typed::String(text)),
        RawInput::Document(text) if kind == ExpectedType::Any => Ok(Typed::Json(text.to_json())),
        RawInput::Document(_) => Err(InputProblem::not_json(place)),
    }
}

/// Converts JSON to the expected type; the error is what was found.
fn checked(kind: ExpectedType, bytes: &Bytes) -> Result<Typed, &'static str> {
    let text = as_str(bytes);
    let found = JsonKind::of(text);
    let number = || (found == JsonKind::Number).then(|| Number::from_json(text));
    let json = || Typed::Json(Json::part(Some(bytes), text));
    let value = match kind {
        ExpectedType::Any => Some(json()),
        ExpectedType::Array => (found == JsonKind::Array).then(json),
        ExpectedType::Object => (found == JsonKind::Object).then(json),
        ExpectedType::String => (found == JsonKind::String).then(|| Typed::String(string_of(text))),
        ExpectedType::Boolean => (found == JsonKind::Boolean).then(|| Typed::Boolean(text == "true")),
        ExpectedType::Number => number().map(Typed::Number),
        // 5.0 is an integer to JSON Schema, and to agents.
        ExpectedType::Integer => match number() {
            Some(number) => return number.as_i64().map(Typed::Integer).ok_or("another number"),
            None => None,
        },
        ExpectedType::Double => match number() {
            Some(number) => return double(&number).ok_or("a number that is too large"),
            None => None,
        },
    };
    value.ok_or(found.name())
}

fn double(number: &Number) -> Option<Typed> {
    Some(number.as_f64())
        .filter(|number| number.is_finite())
        .map(Typed::Double)
}

/// Converts text to the expected type.
fn parsed(place: ParameterIn<'_>, kind: ExpectedType, text: String) -> Result<Typed, InputProblem> {
    let value = match kind {
        ExpectedType::String => return Ok(Typed::String(text)),
        ExpectedType::Any => return Ok(Typed::Json(json_or_text(&text))),
        ExpectedType::Integer => integer(&text).map(Typed::Integer),
        ExpectedType::Number => Number::lenient(&text).map(Typed::Number),
        ExpectedType::Double => Number::lenient(&text).as_ref().and_then(double),
        ExpectedType::Boolean => text.parse().ok().map(Typed::Boolean),
        ExpectedType::Array => Some(Typed::Json(list(&text))),
        ExpectedType::Object => json_of_kind(&text, JsonKind::Object).map(Typed::Json),
    };
    value.ok_or_else(|| mismatch(place, kind, &quoted(place, &text)))
}

fn integer(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| Number::lenient(text)?.as_i64())
}

fn json_of_kind(text: &str, kind: JsonKind) -> Option<Json> {
    let json = Json::parse(text.to_owned()).ok()?;
    (json.kind() == kind).then_some(json)
}

/// A JSON array, or values separated by commas.
fn list(text: &str) -> Json {
    if text.starts_with('[')
        && let Some(items) = json_of_kind(text, JsonKind::Array)
    {
        return items;
    }
    let items: Vec<&str> = if text.is_empty() {
        Vec::new()
    } else {
        text.split(',').collect()
    };
    items.to_json()
}

/// Returns the text as JSON, if it is valid JSON, or as a JSON string.
fn json_or_text(text: &str) -> Json {
    let json = Some(text).filter(|text| !text.trim_ascii().is_empty());
    let json = json.and_then(|text| Json::parse(text.to_owned()).ok());
    json.unwrap_or_else(|| text.to_json())
}

fn mismatch(place: ParameterIn<'_>, kind: ExpectedType, found: &str) -> InputProblem {
    InputProblem::new(
        place,
        ProblemKind::Invalid,
        format!("expected {}, got {found}", kind.expected()),
    )
}

/// Quotes the text for a message, if it may be shown and is short.
fn quoted(place: ParameterIn<'_>, text: &str) -> String {
    let short = text.chars().nth(QUOTED).is_none();
    if !place.may_be_quoted() || !short {
        return "other text".to_owned();
    }
    format!("`{}`", text.escape_debug())
}

/// Shortens a long name for a message.
pub(super) fn shortened(name: &str) -> String {
    match name.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}
