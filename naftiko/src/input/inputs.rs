//! Typed reading of inputs, problems collected on the way.

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;
use serde_json::{Map, Value};

use super::arguments::Arguments;
use super::request::Request;
use super::typed::{Kind, Raw, convert};
use super::{In, InputProblem, InvalidInput};
use crate::value::At;

/// The inputs of one request or tool call.
///
/// Each input is read once, by where it stands. A required input that is missing, and any input of another
/// type than the one asked for, is remembered as a problem and read as an empty value; call
/// [`Inputs::finish`] before using any of them.
pub struct Inputs {
    source: Source,
    problems: Vec<InputProblem>,
}

/// What there is cannot be read, and a problem has been noted.
struct Noted;

enum Source {
    Request(Box<Request>),
    Arguments(Arguments),
}

impl Inputs {
    /// The inputs of an HTTP request: the decoded values of the path's placeholders, the query string as it
    /// was sent, the headers (cookies and content type are among them), and the body.
    ///
    /// A body is JSON when its content type says so or there is none, a form when it is
    /// `x-www-form-urlencoded`, and text otherwise. Query parameters and fields that nobody asks for are left
    /// alone.
    pub fn from_request(
        path: Vec<(String, String)>,
        query: Option<&str>,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        let request = Request::new(path, query, headers, body);
        Self {
            source: Source::Request(Box::new(request)),
            problems: Vec::new(),
        }
    }

    /// The arguments of a tool call. Those that nobody asks for are problems of [`Inputs::finish`].
    pub fn from_arguments(arguments: Map<String, Value>) -> Self {
        Self {
            source: Source::Arguments(Arguments::new(arguments)),
            problems: Vec::new(),
        }
    }

    /// Makes what a path leads to in the JSON body a field, under the path as its name; before any field is read.
    pub fn select(&mut self, path: &'static str, find: impl for<'v> FnOnce(At<'v>) -> At<'v>) {
        if let Source::Request(request) = &mut self.source {
            request.select(path, find);
        }
    }

    /// Ends reading.
    ///
    /// # Errors
    /// When any input was missing or of the wrong type, or (tool calls) an argument is unknown: all such
    /// problems.
    pub fn finish(mut self) -> Result<(), InvalidInput> {
        if let Source::Arguments(arguments) = &self.source {
            self.problems.extend(arguments.unknown());
        }
        InvalidInput::check(self.problems)
    }

    /// A required string.
    pub fn string(&mut self, place: In<'static>) -> String {
        string(self.required(place, Kind::String)).unwrap_or_default()
    }

    /// A required integer.
    pub fn integer(&mut self, place: In<'static>) -> i64 {
        integer(self.required(place, Kind::Integer).as_ref()).unwrap_or_default()
    }

    /// A required number.
    pub fn number(&mut self, place: In<'static>) -> f64 {
        self.required(place, Kind::Number)
            .as_ref()
            .and_then(Value::as_f64)
            .unwrap_or_default()
    }

    /// A required boolean.
    pub fn boolean(&mut self, place: In<'static>) -> bool {
        self.required(place, Kind::Boolean)
            .as_ref()
            .and_then(Value::as_bool)
            .unwrap_or_default()
    }

    /// A required array.
    pub fn array(&mut self, place: In<'static>) -> Vec<Value> {
        array(self.required(place, Kind::Array)).unwrap_or_default()
    }

    /// A required object.
    pub fn object(&mut self, place: In<'static>) -> Value {
        self.required(place, Kind::Object).unwrap_or_default()
    }

    /// A required value of any type, null included.
    pub fn any(&mut self, place: In<'static>) -> Value {
        self.required(place, Kind::Any).unwrap_or_default()
    }

    /// An optional string; null is none.
    pub fn optional_string(&mut self, place: In<'static>) -> Option<String> {
        string(self.optional(place, Kind::String))
    }

    /// An optional integer; null is none.
    pub fn optional_integer(&mut self, place: In<'static>) -> Option<i64> {
        integer(self.optional(place, Kind::Integer).as_ref())
    }

    /// An optional number; null is none.
    pub fn optional_number(&mut self, place: In<'static>) -> Option<f64> {
        self.optional(place, Kind::Number)
            .as_ref()
            .and_then(Value::as_f64)
    }

    /// An optional boolean; null is none.
    pub fn optional_boolean(&mut self, place: In<'static>) -> Option<bool> {
        self.optional(place, Kind::Boolean)
            .as_ref()
            .and_then(Value::as_bool)
    }

    /// An optional array; null is none.
    pub fn optional_array(&mut self, place: In<'static>) -> Option<Vec<Value>> {
        array(self.optional(place, Kind::Array))
    }

    /// An optional object; null is none.
    pub fn optional_object(&mut self, place: In<'static>) -> Option<Value> {
        self.optional(place, Kind::Object)
    }

    /// An optional value of any type; null is none.
    pub fn optional_any(&mut self, place: In<'static>) -> Option<Value> {
        self.optional(place, Kind::Any)
    }

    fn required(&mut self, place: In<'static>, kind: Kind) -> Option<Value> {
        match self.find(place) {
            Ok(Some(raw)) => self.converted(place, kind, raw),
            Ok(None) => self.refuse(InputProblem::missing(place)),
            Err(Noted) => None,
        }
    }

    fn optional(&mut self, place: In<'static>, kind: Kind) -> Option<Value> {
        match self.find(place) {
            Ok(None | Some(Raw::Json(Value::Null))) | Err(Noted) => None,
            Ok(Some(raw)) => self.converted(place, kind, raw),
        }
    }

    /// What stands there, if anything.
    fn find(&mut self, place: In<'static>) -> Result<Option<Raw>, Noted> {
        let found = match &mut self.source {
            Source::Request(request) => request.take(place),
            Source::Arguments(arguments) => Ok(arguments.take(place)),
        };
        found.map_err(|problem| {
            // A body that cannot be read is one problem, however many of its fields are asked for.
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
            Noted
        })
    }

    fn converted(&mut self, place: In<'static>, kind: Kind, raw: Raw) -> Option<Value> {
        convert(place, kind, raw).map_or_else(|problem| self.refuse(problem), Some)
    }

    fn refuse(&mut self, problem: InputProblem) -> Option<Value> {
        self.problems.push(problem);
        None
    }
}

fn string(value: Option<Value>) -> Option<String> {
    match value {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn integer(value: Option<&Value>) -> Option<i64> {
    value.and_then(Value::as_i64)
}

fn array(value: Option<Value>) -> Option<Vec<Value>> {
    match value {
        Some(Value::Array(items)) => Some(items),
        _ => None,
    }
}

/// Shows what is wrong with them and no value: a caller may have sent a password.
impl fmt::Debug for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs")
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}
