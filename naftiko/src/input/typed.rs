//! Values of inputs checked against the type the spec gives them.

use bytes::Bytes;

use super::members::as_str;
use super::{In, InputProblem, ProblemKind};
use crate::value::{Json, Kind as JsonKind, Number, ToJson, string_of};

/// The longest value that a message quotes.
const QUOTED: usize = 40;

/// A type of the spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    String,
    Integer,
    Number,
    Double,
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
            Self::Number | Self::Double => "a number",
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
    /// The text of JSON of a body or of a tool call.
    Json(Bytes),
    /// A whole body that is text of another type.
    Document(String),
}

impl Raw {
    /// Whether it is JSON's null.
    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Json(text) if **text == *b"null")
    }
}

/// An input of its type.
pub(super) enum Typed {
    String(String),
    Integer(i64),
    Number(Number),
    Double(f64),
    Boolean(bool),
    Json(Json),
}

/// The value, of the kind asked for.
pub(super) fn convert(place: In<'_>, kind: Kind, raw: Raw) -> Result<Typed, InputProblem> {
    match raw {
        Raw::Json(text) => checked(kind, &text).map_err(|found| mismatch(place, kind, found)),
        Raw::Texts(mut texts) => match texts.len() {
            1 => parsed(place, kind, texts.pop().unwrap_or_default()),
            _ if matches!(kind, Kind::Array | Kind::Any) => Ok(Typed::Json(texts.to_json())),
            _ => Err(mismatch(place, kind, "several values")),
        },
        Raw::Document(text) if kind == Kind::String => Ok(Typed::String(text)),
        Raw::Document(text) if kind == Kind::Any => Ok(Typed::Json(text.to_json())),
        Raw::Document(_) => Err(InputProblem::new(
            place,
            ProblemKind::UnsupportedMediaType,
            "expected content type application/json",
        )),
    }
}

/// JSON of the kind asked for; otherwise what it is.
fn checked(kind: Kind, bytes: &Bytes) -> Result<Typed, &'static str> {
    let text = as_str(bytes);
    let found = JsonKind::of(text);
    let number = || (found == JsonKind::Number).then(|| Number::from_json(text));
    let json = || Typed::Json(Json::part(Some(bytes), text));
    let value = match kind {
        Kind::Any => Some(json()),
        Kind::Array => (found == JsonKind::Array).then(json),
        Kind::Object => (found == JsonKind::Object).then(json),
        Kind::String => (found == JsonKind::String).then(|| Typed::String(string_of(text))),
        Kind::Boolean => (found == JsonKind::Boolean).then(|| Typed::Boolean(text == "true")),
        Kind::Number => number().map(Typed::Number),
        // 5.0 is an integer to JSON Schema, and to agents.
        Kind::Integer => match number() {
            Some(number) => return number.as_i64().map(Typed::Integer).ok_or("another number"),
            None => None,
        },
        Kind::Double => match number() {
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

/// Text read as the kind asked for.
fn parsed(place: In<'_>, kind: Kind, text: String) -> Result<Typed, InputProblem> {
    let value = match kind {
        Kind::String => return Ok(Typed::String(text)),
        Kind::Any => return Ok(Typed::Json(json_or_text(&text))),
        Kind::Integer => integer(&text).map(Typed::Integer),
        Kind::Number => Number::lenient(&text).map(Typed::Number),
        Kind::Double => Number::lenient(&text).as_ref().and_then(double),
        Kind::Boolean => text.parse().ok().map(Typed::Boolean),
        Kind::Array => Some(Typed::Json(list(&text))),
        Kind::Object => json_of_kind(&text, JsonKind::Object).map(Typed::Json),
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

/// JSON where the text is JSON, the text itself where it is not.
fn json_or_text(text: &str) -> Json {
    let json = Some(text).filter(|text| !text.trim_ascii().is_empty());
    let json = json.and_then(|text| Json::parse(text.to_owned()).ok());
    json.unwrap_or_else(|| text.to_json())
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
