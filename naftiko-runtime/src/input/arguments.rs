//! Arguments of a tool call.

use bytes::Bytes;

use super::members::Members;
use super::request::repeated;
use super::suggest::nearest;
use super::typed::{RawInput, shortened};
use super::{InputProblem, ParameterIn, ProblemKind};
use crate::value::{Json, Kind};

/// JSON values by name, and the names that were read.
pub(super) struct Arguments {
    values: Members,
    asked: Vec<&'static str>,
    /// The kind of arguments that are not an object.
    invalid: Option<Kind>,
}

impl Arguments {
    pub(super) fn new(arguments: Json) -> Self {
        let text: Bytes = arguments.into_bytes();
        let (values, invalid) = match Members::of(text) {
            Ok(members) => (members, None),
            // Null means no arguments.
            Err(Kind::Null) => (Members::none(), None),
            Err(kind) => (Members::none(), Some(kind)),
        };
        Self {
            values,
            asked: Vec::new(),
            invalid,
        }
    }

    /// Takes all arguments, and returns them with the names of those that were read before.
    pub(super) fn rest(&mut self) -> Result<(Bytes, Vec<&'static str>), InputProblem> {
        self.check()?;
        let text = self.values.take_all();
        let text = if text.is_empty() {
            Bytes::from_static(b"{}")
        } else {
            text
        };
        Ok((text, self.asked.clone()))
    }

    /// Checks that the arguments are an object.
    fn check(&self) -> Result<(), InputProblem> {
        self.invalid.map_or(Ok(()), |kind| {
            let message = format!("expected an object, got {}", kind.name());
            Err(InputProblem::new(
                ParameterIn::Body,
                ProblemKind::Invalid,
                message,
            ))
        })
    }

    /// Takes an argument by name, whatever the location of the input.
    pub(super) fn take(&mut self, place: ParameterIn<'static>) -> Result<Option<RawInput>, InputProblem> {
        self.check()?;
        let name = match place {
            ParameterIn::Body => "body",
            place => place.name(),
        };
        self.asked.push(name);
        let value = self
            .values
            .take(name)
            .map_err(|_| repeated(ParameterIn::Field(name)))?;
        Ok(value.map(RawInput::Json))
    }

    /// Returns the problems of the arguments that were not read.
    pub(super) fn unknown(&self) -> impl Iterator<Item = InputProblem> {
        self.values
            .untaken()
            .map(|name| unknown_argument(name, &self.asked))
    }
}

/// Returns the problem of an argument that a tool does not have.
pub(crate) fn unknown_argument(name: &str, known: &[&str]) -> InputProblem {
    let message = match nearest(name, known) {
        Some(known) => format!("unknown argument; a similar name exists: `{known}`"),
        None if known.is_empty() => "unknown argument; the tool has no inputs".to_owned(),
        None => format!("unknown argument; expected one of `{}`", known.join("`, `")),
    };
    InputProblem::new(
        ParameterIn::Field(&shortened(name)),
        ProblemKind::Unknown,
        message,
    )
}
