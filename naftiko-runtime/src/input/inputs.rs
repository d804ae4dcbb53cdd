//! Typed reading of inputs.

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;

use super::arguments::Arguments;
use super::request::InputParts;
use super::typed::{ExpectedType, RawInput, Typed, convert};
use super::{InputProblem, InvalidInput, ParameterIn};
use crate::value::{Json, JsonCursor, Number, Optional};

/// The inputs of one request or tool call.
///
/// Each input is read once, by its location. A missing required input or an input of another type is collected as a
/// problem and read as an empty value: call [`Inputs::finish`] before using the values.
pub struct Inputs {
    pub(super) source: InputSource,
    pub(super) problems: Vec<InputProblem>,
    /// Whether unknown members of a body with a described type are left out.
    pub(super) ignores_unknown: bool,
}

/// The input is invalid, and the problem has been added to the list.
pub(super) struct Reported;

pub(super) enum InputSource {
    Request(Box<InputParts>),
    Arguments(Arguments),
}

macro_rules! readers {
    ($($what:literal, $required:ident, $optional:ident, $nullable:ident: $type:ty, $kind:ident;)*) => {$(
        #[doc = concat!("Reads a required ", $what, ".")]
        pub fn $required(&mut self, place: ParameterIn<'static>) -> $type {
            self.required(place, ExpectedType::$kind).and_then(<$type>::from_typed).unwrap_or_default()
        }

        #[doc = concat!("Reads an optional ", $what, "; null is `None`.")]
        pub fn $optional(&mut self, place: ParameterIn<'static>) -> Option<$type> {
            let value = self.nullable(place, ExpectedType::$kind).into_option();
            value.and_then(<$type>::from_typed)
        }

        #[doc = concat!("Reads an optional ", $what, ", which may be null.")]
        pub fn $nullable(&mut self, place: ParameterIn<'static>) -> Optional<$type> {
            match self.nullable(place, ExpectedType::$kind) {
                Optional::Absent => Optional::Absent,
                Optional::Null => Optional::Null,
                Optional::Value(value) => <$type>::from_typed(value).into(),
            }
        }
    )*};
}

impl Inputs {
    /// Creates the inputs of an HTTP request from the decoded path placeholders, the raw query string,
    /// the headers (with cookies and content type), and the body.
    ///
    /// A body is JSON if its content type is JSON or missing, a form if it is
    /// `x-www-form-urlencoded`, and text otherwise. Unknown query parameters and fields are
    /// ignored.
    pub fn from_request(
        path: Vec<(String, String)>,
        query: Option<&str>,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        let request = InputParts::new(path, query, headers, body);
        Self {
            source: InputSource::Request(Box::new(request)),
            problems: Vec::new(),
            ignores_unknown: false,
        }
    }

    /// Creates the inputs of a tool call from its arguments: an object or null. Arguments that are not read are
    /// problems of [`Inputs::finish`].
    pub fn from_arguments(arguments: impl Into<Json>) -> Self {
        Self {
            source: InputSource::Arguments(Arguments::new(arguments.into())),
            problems: Vec::new(),
            ignores_unknown: false,
        }
    }

    /// Adds problems that were found before reading.
    #[cfg(feature = "mcp")]
    pub(crate) fn with_problems(mut self, problems: Vec<InputProblem>) -> Self {
        self.problems.extend(problems);
        self
    }

    /// Leaves out unknown members of a body with a described type, which are problems otherwise.
    #[must_use]
    pub fn ignoring_unknown(mut self) -> Self {
        self.ignores_unknown = true;
        self
    }

    /// Adds the value at a path of the JSON body as a field, named by the path. Call this before reading fields.
    pub fn read_path(
        &mut self,
        path: &'static str,
        find: impl for<'v> FnOnce(JsonCursor<'v>) -> JsonCursor<'v>,
    ) {
        if let InputSource::Request(request) = &mut self.source {
            request.read_path(path, find);
        }
    }

    /// Finishes reading.
    ///
    /// # Errors
    /// When an input is missing or has another type, or an argument of a tool call is unknown: all
    /// problems.
    pub fn finish(mut self) -> Result<(), InvalidInput> {
        if let InputSource::Arguments(arguments) = &self.source {
            for unknown in arguments.unknown() {
                add(&mut self.problems, unknown);
            }
        }
        InvalidInput::check(self.problems)
    }

    // Each type has three readers: for a required input, for an optional input (null counts as absent), and for one
    // that can be absent, null or a value.
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

    fn required(&mut self, place: ParameterIn<'static>, kind: ExpectedType) -> Option<Typed> {
        match self.find(place) {
            Ok(Some(raw)) => self.converted(place, kind, raw),
            Ok(None) => self.refuse(InputProblem::missing(place)),
            Err(Reported) => None,
        }
    }

    fn nullable(&mut self, place: ParameterIn<'static>, kind: ExpectedType) -> Optional<Typed> {
        match self.find(place) {
            Ok(None) | Err(Reported) => Optional::Absent,
            Ok(Some(raw)) if raw.is_null() => Optional::Null,
            Ok(Some(raw)) => self.converted(place, kind, raw).into(),
        }
    }

    /// Returns the input, if it exists.
    pub(super) fn find(&mut self, place: ParameterIn<'static>) -> Result<Option<RawInput>, Reported> {
        let found = match &mut self.source {
            InputSource::Request(request) => request.take(place),
            InputSource::Arguments(arguments) => arguments.take(place),
        };
        found.map_err(|problem| {
            // An unreadable body is one problem, however many fields are read.
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
            Reported
        })
    }

    fn converted(&mut self, place: ParameterIn<'static>, kind: ExpectedType, raw: RawInput) -> Option<Typed> {
        convert(place, kind, raw).map_or_else(|problem| self.refuse(problem), Some)
    }

    fn refuse(&mut self, problem: InputProblem) -> Option<Typed> {
        self.problems.push(problem);
        None
    }
}

/// Adds a problem, unless the place already has one.
pub(super) fn add(problems: &mut Vec<InputProblem>, problem: InputProblem) {
    let place = |problem: &InputProblem| (problem.location(), problem.name().to_owned());
    if !problems.iter().any(|known| place(known) == place(&problem)) {
        problems.push(problem);
    }
}

/// A type of converted inputs.
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
