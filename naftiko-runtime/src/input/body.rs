//! Request body, parsed by its content type.

use bytes::Bytes;

use super::members::{Members, as_str};
use super::request::{TextPairs, pairs, repeated, texts};
use super::typed::RawInput;
use super::{InputProblem, ParameterIn, ProblemKind};
use crate::charset;
use crate::value::{Budget, Json, JsonCursor, Writer, checked};

/// A body: unread, or parsed when the first input of it is read.
pub(super) enum InputBody {
    Unread {
        content_type: Option<String>,
        bytes: Bytes,
    },
    Absent,
    /// Text that is JSON.
    Json(Bytes),
    /// JSON with its members, once one was read.
    Object(Bytes, Members),
    Form(TextPairs),
    Text(String),
    Invalid(InputProblem),
}

impl InputBody {
    /// Takes the whole body: a form is an object, text is a string.
    pub(super) fn take(&mut self) -> Result<Option<RawInput>, InputProblem> {
        self.read();
        match std::mem::replace(self, Self::Absent) {
            Self::Unread { .. } | Self::Absent => Ok(None),
            Self::Json(text) | Self::Object(text, _) => Ok(Some(RawInput::Json(text))),
            Self::Text(text) => Ok(Some(RawInput::Document(text))),
            Self::Form(pairs) => form_object(&pairs).map(|object| Some(RawInput::Json(object.into_bytes()))),
            Self::Invalid(problem) => {
                *self = Self::Invalid(problem.clone());
                Err(problem)
            }
        }
    }

    /// Returns the part of a JSON body at a path, if it exists.
    pub(super) fn read_path(
        &mut self,
        find: impl for<'v> FnOnce(JsonCursor<'v>) -> JsonCursor<'v>,
    ) -> Result<Option<Bytes>, InputProblem> {
        self.read();
        let (Self::Json(text) | Self::Object(text, _)) = self else {
            return Ok(None);
        };
        let found = find(JsonCursor::of(as_str(text)));
        if found.is_repeated() {
            return Err(repeated(ParameterIn::Body));
        }
        Ok(found.text().map(|part| text.slice_ref(part.as_bytes())))
    }

    /// Takes a field of a JSON object or form.
    pub(super) fn take_field(&mut self, name: &'static str) -> Result<Option<RawInput>, InputProblem> {
        self.read();
        if let Self::Json(text) = self {
            let members = Members::of(text.clone()).map_err(|kind| {
                let message = format!("expected an object, got {}", kind.name());
                InputProblem::new(ParameterIn::Body, ProblemKind::Invalid, message)
            })?;
            *self = Self::Object(text.clone(), members);
        }
        match self {
            Self::Unread { .. } | Self::Absent | Self::Json(_) => Ok(None),
            Self::Object(_, members) => {
                let value = members
                    .take(name)
                    .map_err(|_| repeated(ParameterIn::Field(name)))?;
                Ok(value.map(RawInput::Json))
            }
            Self::Form(pairs) => Ok(texts(pairs, ParameterIn::Field(name))?.map(RawInput::Strings)),
            Self::Text(_) => Err(InputProblem::new(
                ParameterIn::Body,
                ProblemKind::UnsupportedMediaType,
                "expected content type application/json or application/x-www-form-urlencoded",
            )),
            Self::Invalid(problem) => Err(problem.clone()),
        }
    }

    fn read(&mut self) {
        if let Self::Unread { content_type, bytes } = self {
            *self = parse(content_type.as_deref(), bytes).unwrap_or_else(Self::Invalid);
        }
    }
}

fn parse(content_type: Option<&str>, bytes: &Bytes) -> Result<InputBody, InputProblem> {
    if bytes.is_empty() {
        return Ok(InputBody::Absent);
    }
    let bytes = &in_utf8(content_type, bytes)?;
    let essence = content_type.map(essence);
    match essence.as_deref() {
        None => json(bytes),
        Some(essence) if is_json(essence) => json(bytes),
        Some("application/x-www-form-urlencoded") => {
            let text = charset::utf8(bytes).map_err(|_| malformed("the form is not text"))?;
            Ok(InputBody::Form(pairs(text)))
        }
        Some(_) => match charset::utf8(bytes) {
            Ok(text) => Ok(InputBody::Text(text.to_owned())),
            Err(_) => Err(InputProblem::new(
                ParameterIn::Body,
                ProblemKind::UnsupportedMediaType,
                "expected JSON, a form or UTF-8 text",
            )),
        },
    }
}

/// Returns a body as UTF-8, which nearly every body is already.
fn in_utf8(content_type: Option<&str>, bytes: &Bytes) -> Result<Bytes, InputProblem> {
    let decoded = charset::decode(bytes, content_type.and_then(charset::declared));
    let decoded = decoded.map_err(|charset| {
        let message = format!("{charset} is not supported; send UTF-8");
        InputProblem::new(ParameterIn::Body, ProblemKind::UnsupportedMediaType, message)
    })?;
    Ok(decoded.map_or_else(|| bytes.clone(), Bytes::from))
}

fn json(bytes: &Bytes) -> Result<InputBody, InputProblem> {
    // `found` is a line and a column, or a limit, and quotes nothing of the body.
    let checked = checked(bytes, Budget::default());
    let text = checked.map_err(|error| malformed(&not_json(error.found())))?.text;
    // The null of an empty body is not a part of it.
    Ok(InputBody::Json(if text == "null" {
        Json::NULL.into_bytes()
    } else {
        bytes.slice_ref(text.as_bytes())
    }))
}

/// Returns the message of a body that is not JSON: its line and column, or the exceeded limit.
fn not_json(found: &str) -> String {
    match found.find('(').and_then(|place| found.get(place..)) {
        Some(place) => format!("not valid JSON {place}"),
        None => format!("not valid JSON: {found}"),
    }
}

fn malformed(message: &str) -> InputProblem {
    InputProblem::new(ParameterIn::Body, ProblemKind::Malformed, message)
}

/// Returns `type/subtype` of a content type in lower case.
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

/// Returns a form as an object of strings, with lists for repeated names.
fn form_object(pairs: &TextPairs) -> Result<Json, InputProblem> {
    let mut names: Vec<&String> = Vec::new();
    let mut writer = Writer::new();
    writer.object();
    for (name, _) in pairs {
        if names.contains(&name) {
            continue;
        }
        names.push(name);
        let values = pairs.iter().filter(|(other, _)| other == name);
        let values: Option<Vec<&str>> = values.map(|(_, value)| value.as_deref()).collect();
        let values = values.ok_or_else(|| malformed("the form holds a value that is not UTF-8"))?;
        match values.as_slice() {
            [value] => writer.member(name, value),
            values => writer.member(name, values),
        };
    }
    writer.end_object();
    Ok(writer.finish())
}
