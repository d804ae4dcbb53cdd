//! Typed reading of inputs, problems collected on the way.

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;

use super::arguments::Arguments;
use super::request::Request;
use super::typed::{Kind, Raw, Typed, convert};
use super::{In, InputProblem, InvalidInput};
use crate::value::{At, Json, Number, Optional};

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

macro_rules! readers {
    ($($what:literal, $required:ident, $optional:ident, $nullable:ident: $type:ty, $kind:ident;)*) => {$(
        #[doc = concat!("A required ", $what, ".")]
        pub fn $required(&mut self, place: In<'static>) -> $type {
            self.required(place, Kind::$kind).and_then(<$type>::from_typed).unwrap_or_default()
        }

        #[doc = concat!("An optional ", $what, "; null is none.")]
        pub fn $optional(&mut self, place: In<'static>) -> Option<$type> {
            let value = self.nullable(place, Kind::$kind).into_option();
            value.and_then(<$type>::from_typed)
        }

        #[doc = concat!("An optional ", $what, ", which may be null.")]
        pub fn $nullable(&mut self, place: In<'static>) -> Optional<$type> {
            match self.nullable(place, Kind::$kind) {
                Optional::Absent => Optional::Absent,
                Optional::Null => Optional::Null,
                Optional::Value(value) => <$type>::from_typed(value).into(),
            }
        }
    )*};
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

    /// The arguments of a tool call: an object, or null when there are none. Those that are not read are problems of
    /// [`Inputs::finish`].
    pub fn from_arguments(arguments: impl Into<Json>) -> Self {
        Self {
            source: Source::Arguments(Arguments::new(arguments.into())),
            problems: Vec::new(),
        }
    }

    /// Adds problems that were found before reading.
    #[cfg(feature = "mcp")]
    pub(crate) fn with_problems(mut self, problems: Vec<InputProblem>) -> Self {
        self.problems.extend(problems);
        self
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

    // Each type has three readers: of a required input, of an optional one (null counts as absent), and of one that
    // can be absent, null or a value.
    readers! {
        "string", string, optional_string, nullable_string: String, String;
        "integer", integer, optional_integer, nullable_integer: i64, Integer;
        "number, with its digits", number, optional_number, nullable_number: Number, Number;
        "number, as the nearest double", double, optional_double, nullable_double: f64, Double;
        "boolean", boolean, optional_boolean, nullable_boolean: bool, Boolean;
        "array", array, optional_array, nullable_array: Json, Array;
        "object", object, optional_object, nullable_object: Json, Object;
        "value of any type", any, optional_any, nullable_any: Json, Any;
    }

    fn required(&mut self, place: In<'static>, kind: Kind) -> Option<Typed> {
        match self.find(place) {
            Ok(Some(raw)) => self.converted(place, kind, raw),
            Ok(None) => self.refuse(InputProblem::missing(place)),
            Err(Noted) => None,
        }
    }

    fn nullable(&mut self, place: In<'static>, kind: Kind) -> Optional<Typed> {
        match self.find(place) {
            Ok(None) | Err(Noted) => Optional::Absent,
            Ok(Some(raw)) if raw.is_null() => Optional::Null,
            Ok(Some(raw)) => self.converted(place, kind, raw).into(),
        }
    }

    /// What stands there, if anything.
    fn find(&mut self, place: In<'static>) -> Result<Option<Raw>, Noted> {
        let found = match &mut self.source {
            Source::Request(request) => request.take(place),
            Source::Arguments(arguments) => arguments.take(place),
        };
        found.map_err(|problem| {
            // A body that cannot be read is one problem, however many of its fields are asked for.
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
            Noted
        })
    }

    fn converted(&mut self, place: In<'static>, kind: Kind, raw: Raw) -> Option<Typed> {
        convert(place, kind, raw).map_or_else(|problem| self.refuse(problem), Some)
    }

    fn refuse(&mut self, problem: InputProblem) -> Option<Typed> {
        self.problems.push(problem);
        None
    }
}

/// The value of a type that it has been converted to.
trait FromTyped: Default {
    fn from_typed(value: Typed) -> Option<Self>;
}

macro_rules! from_typed {
    ($($type:ty: $kind:ident),*) => {$(
        impl FromTyped for $type {
            fn from_typed(value: Typed) -> Option<Self> {
                match value {
                    Typed::$kind(value) => Some(value),
                    _ => None,
                }
            }
        }
    )*};
}

from_typed!(String: String, i64: Integer, Number: Number, f64: Double, bool: Boolean, Json: Json);

/// Shows what is wrong with them and no value: a caller may have sent a password.
impl fmt::Debug for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs")
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}
