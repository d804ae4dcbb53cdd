//! The arguments of a tool call.

use bytes::Bytes;

use super::members::Members;
use super::nearest::nearest;
use super::request::repeated;
use super::typed::{Raw, shortened};
use super::{In, InputProblem, ProblemKind};
use crate::value::{Json, Kind};

/// Named JSON values, and which names have been asked for.
pub(super) struct Arguments {
    values: Members,
    asked: Vec<&'static str>,
    /// The arguments are not an object.
    unusable: Option<Kind>,
}

impl Arguments {
    pub(super) fn new(arguments: Json) -> Self {
        let text: Bytes = arguments.into_bytes();
        let (values, unusable) = match Members::of(text) {
            Ok(members) => (members, None),
            // A call without arguments has none.
            Err(Kind::Null) => (Members::none(), None),
            Err(kind) => (Members::none(), Some(kind)),
        };
        Self {
            values,
            asked: Vec::new(),
            unusable,
        }
    }

    /// Takes an argument. Wherever the spec places an input, a tool takes it by its name.
    pub(super) fn take(&mut self, place: In<'static>) -> Result<Option<Raw>, InputProblem> {
        if let Some(kind) = self.unusable {
            let message = format!("expected an object, got {}", kind.name());
            return Err(InputProblem::new(In::Body, ProblemKind::Invalid, message));
        }
        let name = match place {
            In::Body => "body",
            place => place.name(),
        };
        self.asked.push(name);
        let value = self.values.take(name).map_err(|_| repeated(In::Field(name)))?;
        Ok(value.map(Raw::Json))
    }

    /// What is left after reading: arguments that the tool does not have.
    pub(super) fn unknown(&self) -> impl Iterator<Item = InputProblem> {
        self.values.untaken().map(|name| {
            let message = match nearest(name, &self.asked) {
                Some(known) => format!("unknown argument; did you mean `{known}`?"),
                None if self.asked.is_empty() => "unknown argument; the tool takes none".to_owned(),
                None => format!("unknown argument; the tool takes `{}`", self.asked.join("`, `")),
            };
            InputProblem::new(In::Field(&shortened(name)), ProblemKind::Unknown, message)
        })
    }
}
