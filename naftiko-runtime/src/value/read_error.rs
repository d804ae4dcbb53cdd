//! Errors of reading JSON.

use super::{DecodeError, Kind, path};
use crate::memory::OutOfMemory;
use crate::parameter::ProblemKind;

/// A read error: a position in the text and a reason.
///
/// It is small, since each read returns one. [`ReadError::in_text`] adds the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadError {
    offset: usize,
    problem: ReadProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ReadProblem {
    /// The text is not JSON from here.
    Syntax,
    /// The text ends too early.
    End,
    /// The value that starts here has another type.
    Unexpected(&'static str),
    /// An object has two members with the name at this position.
    Duplicate,
    /// The object that starts here has no member of this name.
    Missing(&'static str),
    /// The value that starts here is not the only text that it may be.
    Constant(&'static str),
    /// An object has no member with the name of this value.
    Unknown,
    /// A part of the value that starts here has a problem that is already collected.
    Collected,
    /// An exceeded limit, by name.
    Budget(&'static str),
    /// The server has no memory for the values.
    OutOfMemory,
}

impl ReadError {
    /// Creates the error of a value at `offset` that is not what was expected, such as `a string`.
    pub const fn unexpected(offset: usize, expected: &'static str) -> Self {
        Self {
            offset,
            problem: ReadProblem::Unexpected(expected),
        }
    }

    /// Creates the error of a duplicate member; `offset` is the position of its value.
    pub const fn duplicate(offset: usize) -> Self {
        Self {
            offset,
            problem: ReadProblem::Duplicate,
        }
    }

    /// Creates the error of an object at `offset` that has no member of a name.
    pub const fn missing(offset: usize, name: &'static str) -> Self {
        Self {
            offset,
            problem: ReadProblem::Missing(name),
        }
    }

    /// Creates the error of a text that is not JSON from `offset` on, or ends there.
    pub(super) fn syntax(text: &str, offset: usize) -> Self {
        let problem = if offset >= text.len() {
            ReadProblem::End
        } else {
            ReadProblem::Syntax
        };
        let offset = offset.min(text.len());
        Self { offset, problem }
    }

    /// Creates the error of a text that exceeds a limit at `offset`.
    pub(super) const fn exceeded(offset: usize, limit: &'static str) -> Self {
        Self {
            offset,
            problem: ReadProblem::Budget(limit),
        }
    }

    /// Creates the error of a value at `offset` that is not the only text that it may be.
    pub(super) const fn constant(offset: usize, text: &'static str) -> Self {
        Self {
            offset,
            problem: ReadProblem::Constant(text),
        }
    }

    /// Creates the error of a member at `offset` that the object must not have.
    pub(super) const fn unknown(offset: usize) -> Self {
        Self {
            offset,
            problem: ReadProblem::Unknown,
        }
    }

    /// Creates the error of a value at `offset` with problems that are already collected.
    pub(super) const fn collected(offset: usize) -> Self {
        Self {
            offset,
            problem: ReadProblem::Collected,
        }
    }

    /// Returns the only text that a value may be, if the value is another one.
    pub(super) const fn only_text(self) -> Option<&'static str> {
        match self.problem {
            ReadProblem::Constant(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the kind of the problem of a caller's value; `None` if it is already collected.
    pub(super) const fn problem_kind(self) -> Option<ProblemKind> {
        match self.problem {
            ReadProblem::Collected => None,
            ReadProblem::Missing(_) => Some(ProblemKind::Missing),
            ReadProblem::Unknown => Some(ProblemKind::Unknown),
            ReadProblem::OutOfMemory => Some(ProblemKind::Overloaded),
            _ => Some(ProblemKind::Invalid),
        }
    }

    /// Returns the error with its position in a text that the read one is a part of.
    pub(super) const fn moved(self, by: usize) -> Self {
        Self {
            offset: self.offset + by,
            ..self
        }
    }

    /// Returns whether the text is JSON, and a value of it has another type than expected.
    pub(super) const fn is_of_type(self) -> bool {
        matches!(
            self.problem,
            ReadProblem::Unexpected(_)
                | ReadProblem::Constant(_)
                | ReadProblem::Duplicate
                | ReadProblem::Missing(_)
                | ReadProblem::Unknown
                | ReadProblem::Collected
        )
    }

    /// Returns the position in the text, in bytes.
    pub const fn offset(self) -> usize {
        self.offset
    }

    /// Returns the error with the path of the value in the read text.
    pub fn in_text(self, text: &str) -> DecodeError {
        match self.problem {
            ReadProblem::Unexpected(expected) | ReadProblem::Constant(expected) => {
                let found = text.get(self.offset..).unwrap_or_default();
                DecodeError::new(
                    path::to_offset(text, self.offset),
                    expected,
                    Kind::of(found).name(),
                )
            }
            ReadProblem::Missing(name) => {
                let mut path = path::to_offset(text, self.offset);
                path::push_key(&mut path, name);
                DecodeError::new(path, "a value", "nothing")
            }
            ReadProblem::Duplicate => DecodeError::new(
                path::to_offset(text, self.offset),
                "one member of this name",
                "several",
            ),
            ReadProblem::Unknown | ReadProblem::Collected => {
                let found = text.get(self.offset..).unwrap_or_default();
                let path = path::to_offset(text, self.offset);
                DecodeError::new(path, "no such member", Kind::of(found).name())
            }
            ReadProblem::OutOfMemory => DecodeError::out_of_memory(),
            ReadProblem::Budget(limit) => DecodeError::new("$", "JSON", format!("more than {limit}")),
            ReadProblem::Syntax => DecodeError::malformed(text.as_bytes(), self.offset, false),
            ReadProblem::End => DecodeError::malformed(text.as_bytes(), self.offset, true),
        }
    }
}

impl From<OutOfMemory> for ReadError {
    fn from(_: OutOfMemory) -> Self {
        Self {
            offset: 0,
            problem: ReadProblem::OutOfMemory,
        }
    }
}
