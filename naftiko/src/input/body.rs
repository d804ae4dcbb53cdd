//! The body of a request, parsed as what its content type says.

use bytes::Bytes;

use super::members::{Members, as_str};
use super::request::{Pairs, pairs, repeated, texts};
use super::typed::Raw;
use super::{In, InputProblem, ProblemKind};
use crate::value::{At, Budget, Json, Writer, checked};

/// A body: as it came, or as what it turned out to be once an input of it was asked for.
pub(super) enum Body {
    Unread {
        content_type: Option<String>,
        bytes: Bytes,
    },
    Absent,
    /// Text that is JSON.
    Json(Bytes),
    /// The same, once a member was asked for.
    Object(Bytes, Members),
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
            Self::Json(text) | Self::Object(text, _) => Ok(Some(Raw::Json(text))),
            Self::Text(text) => Ok(Some(Raw::Document(text))),
            Self::Form(pairs) => form_object(&pairs).map(|object| Some(Raw::Json(object.into_bytes()))),
            Self::Unusable(problem) => {
                *self = Self::Unusable(problem.clone());
                Err(problem)
            }
        }
    }

    /// The part of a JSON body that a path leads to, if anything.
    pub(super) fn select(
        &mut self,
        find: impl for<'v> FnOnce(At<'v>) -> At<'v>,
    ) -> Result<Option<Bytes>, InputProblem> {
        self.read();
        let (Self::Json(text) | Self::Object(text, _)) = self else {
            return Ok(None);
        };
        let found = find(At::of(as_str(text)));
        if found.is_repeated() {
            return Err(repeated(In::Body));
        }
        Ok(found.text().map(|part| text.slice_ref(part.as_bytes())))
    }

    /// One field of a JSON object or of a form.
    pub(super) fn take_field(&mut self, name: &'static str) -> Result<Option<Raw>, InputProblem> {
        self.read();
        if let Self::Json(text) = self {
            let members = Members::of(text.clone()).map_err(|kind| {
                let message = format!("expected an object, got {}", kind.name());
                InputProblem::new(In::Body, ProblemKind::Invalid, message)
            })?;
            *self = Self::Object(text.clone(), members);
        }
        match self {
            Self::Unread { .. } | Self::Absent | Self::Json(_) => Ok(None),
            Self::Object(_, members) => {
                let value = members.take(name).map_err(|_| repeated(In::Field(name)))?;
                Ok(value.map(Raw::Json))
            }
            Self::Form(pairs) => Ok(texts(pairs, In::Field(name))?.map(Raw::Texts)),
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
    // What was found is a line and a column, or a limit: nothing of the body is quoted.
    let text = checked(bytes, Budget::default()).map_err(|error| malformed(&not_json(error.found())))?;
    let shared = !text.is_empty() && !bytes.trim_ascii().is_empty();
    Ok(Body::Json(if shared {
        bytes.slice_ref(text.as_bytes())
    } else {
        Json::NULL.into_bytes()
    }))
}

/// The message of a body that is not JSON: its line and column, or the limit that it exceeds.
fn not_json(found: &str) -> String {
    match found.find('(').and_then(|place| found.get(place..)) {
        Some(place) => format!("not valid JSON {place}"),
        None => format!("not valid JSON: {found}"),
    }
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
fn form_object(pairs: &Pairs) -> Result<Json, InputProblem> {
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
        }
    }
    writer.end_object();
    Ok(writer.finish())
}
