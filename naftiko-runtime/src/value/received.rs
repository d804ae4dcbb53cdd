//! Reading of values that callers send: unknown members are refused, and every problem is collected with its path.
//!
//! A part with a problem is skipped, so that the rest is read too. The object around it cannot be made; its error says that the problem is
//! collected, and counts once.

use super::json::{Parts, is_named};
use super::{FromJson, ReadError, Reader, path};
use crate::parameter::{InputProblem, ParameterIn, ProblemKind};

/// The rules for a value that a caller sends, and its problems so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    /// The path of the value in the caller's body or arguments; empty for the whole of it.
    within: String,
    /// Whether unknown members are skipped.
    ignores_unknown: bool,
    /// Members of the outermost object that other inputs have.
    taken: Vec<&'static str>,
    /// Whether a problem ends the reading: the value is tried as one variant of several.
    tries: bool,
    problems: Vec<InputProblem>,
}

impl Received {
    /// Creates the rules for the value at a path. `taken` are members of it that other inputs have.
    pub(crate) fn new(within: &str, ignores_unknown: bool, taken: Vec<&'static str>) -> Self {
        Self {
            within: within.to_owned(),
            ignores_unknown,
            taken,
            tries: false,
            problems: Vec::new(),
        }
    }
}

impl Reader<'_> {
    /// Reads by the rules for a value that a caller sends.
    pub(crate) fn receiving(mut self, received: Received) -> Self {
        self.received = Some(Box::new(received));
        self
    }

    /// Reads the only value of the text, which is JSON, or returns every problem of it.
    pub(crate) fn read_received<T: FromJson>(mut self) -> Result<T, Vec<InputProblem>> {
        let value = self.part();
        // The text is JSON, so that what is left is an exceeded limit.
        let limit = value.as_ref().err().map(|error| self.problem(*error));
        let received = self.received.take().unwrap_or_default();
        let problems: Vec<InputProblem> = received.problems.into_iter().chain(limit.flatten()).collect();
        match value {
            Ok(Some(value)) if problems.is_empty() => Ok(value),
            _ => Err(problems),
        }
    }

    /// Skips the value of a member without a field. A caller's object must not have such a member, unless unknown members are ignored.
    ///
    /// # Errors
    /// When the text is not JSON, and when a variant of several has no such member.
    pub fn unknown(&mut self, name: &str) -> Result<(), ReadError> {
        let start = self.next_offset();
        let is_outermost = self.depth() == 1;
        self.skip()?;
        let Some(received) = &self.received else {
            return Ok(());
        };
        let is_taken = is_outermost && received.taken.contains(&name);
        if received.ignores_unknown || is_taken {
            return Ok(());
        }
        self.collect::<()>(ReadError::unknown(start)).map(|_| ())
    }

    /// Reads the value of a member with an only text, which needs no field.
    ///
    /// # Errors
    /// When the value is another one.
    pub fn constant(&mut self, text: &'static str) -> Result<(), ReadError> {
        let start = self.next_offset();
        let value = self.part::<String>()?;
        if value.is_none_or(|value| value == text) {
            return Ok(());
        }
        self.collect::<()>(ReadError::constant(start, text)).map(|_| ())
    }

    /// Collects each required member that a caller's object at `start` does not have.
    ///
    /// # Errors
    /// When one is missing.
    pub fn all_present(&mut self, start: usize, members: &[(&'static str, bool)]) -> Result<(), ReadError> {
        let missing = members.iter().filter(|(_, is_present)| !is_present);
        let mut result = Ok(());
        for (name, _) in missing {
            result = Err(self.missing(start, name));
        }
        result
    }

    /// Returns the error of a missing member. A caller's member is missing only if it is not there with a problem of its own.
    pub(super) fn missing(&mut self, start: usize, name: &'static str) -> ReadError {
        let error = ReadError::missing(start, name);
        let object = self.text().get(start..).unwrap_or_default();
        let is_there = || Parts::of(object).any(|(raw, _)| is_named(raw, name));
        if self.collects() && is_there() {
            return ReadError::collected(start);
        }
        match self.collect::<()>(error) {
            Ok(_) => ReadError::collected(start),
            Err(error) => error,
        }
    }

    /// Reads a part of a value: a member or an item. A caller's part with a problem is skipped.
    pub(super) fn part<T: FromJson>(&mut self) -> Result<Option<T>, ReadError> {
        if !self.collects() {
            return T::read(self).map(Some);
        }
        let before = self.position();
        match T::read(self) {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                let result = self.collect(error);
                self.return_to(before);
                self.skip()?;
                result
            }
        }
    }

    /// Returns a reader that tries a value as one variant of several: its first problem ends the reading.
    pub(super) fn attempt(&self) -> Self {
        let mut attempt = self.clone();
        if let Some(received) = &mut attempt.received {
            received.tries = true;
        }
        attempt
    }

    /// Continues after a successful attempt.
    pub(super) fn accept(&mut self, attempt: Self) {
        let received = self.received.take();
        *self = attempt;
        self.received = received;
    }

    /// Returns whether problems are collected.
    fn collects(&self) -> bool {
        self.received.as_ref().is_some_and(|received| !received.tries)
    }

    /// Collects the problem of an error, so that reading continues without a value; returns the error where problems are not collected.
    fn collect<T>(&mut self, error: ReadError) -> Result<Option<T>, ReadError> {
        if !self.collects() || !error.is_of_type() {
            return Err(error);
        }
        let problem = self.problem(error);
        if let (Some(received), Some(problem)) = (&mut self.received, problem)
            && !received.problems.contains(&problem)
        {
            received.problems.push(problem);
        }
        Ok(None)
    }

    /// Returns the problem of an error; `None` if it is already collected.
    fn problem(&mut self, error: ReadError) -> Option<InputProblem> {
        let (kind, only) = (error.problem_kind()?, error.only_text());
        let error = self.explain(error, (self.text(), 0));
        let message = match (kind, only) {
            (ProblemKind::Missing, _) => "missing required value".to_owned(),
            (ProblemKind::Unknown, _) => "unknown member".to_owned(),
            (_, Some(text)) => format!("expected `{text}`"),
            _ => format!("expected {}, got {}", error.expected(), error.found()),
        };
        let within = self.received.as_ref().map(|received| received.within.as_str());
        let place = path::below(within.unwrap_or_default(), error.path());
        let place = if place.is_empty() {
            ParameterIn::Body
        } else {
            ParameterIn::Field(&place)
        };
        Some(InputProblem::new(place, kind, message))
    }
}
