//! The arguments of a tool call.

use serde_json::{Map, Value};

use super::nearest::nearest;
use super::typed::{Raw, shortened};
use super::{In, InputProblem, ProblemKind};

/// Named JSON values, and which names have been asked for.
pub(super) struct Arguments {
    values: Map<String, Value>,
    asked: Vec<&'static str>,
}

impl Arguments {
    pub(super) fn new(values: Map<String, Value>) -> Self {
        Self {
            values,
            asked: Vec::new(),
        }
    }

    /// Moves an argument out. Wherever the spec places an input, a tool takes it by its name.
    pub(super) fn take(&mut self, place: In<'static>) -> Option<Raw> {
        let name = match place {
            In::Body => "body",
            place => place.name(),
        };
        self.asked.push(name);
        self.values.remove(name).map(Raw::Json)
    }

    /// What is left after reading: arguments that the tool does not have.
    pub(super) fn unknown(&self) -> impl Iterator<Item = InputProblem> {
        self.values.keys().map(|name| {
            let message = match nearest(name, &self.asked) {
                Some(known) => format!("unknown argument; did you mean `{known}`?"),
                None if self.asked.is_empty() => "unknown argument; the tool takes none".to_owned(),
                None => format!("unknown argument; the tool takes `{}`", self.asked.join("`, `")),
            };
            InputProblem::new(In::Field(&shortened(name)), ProblemKind::Unknown, message)
        })
    }
}
