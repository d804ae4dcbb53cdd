//! What is wrong with what a caller sent.

use std::fmt;

use super::In;

/// What kind of problem an input has: what an adapter chooses its answer by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// It is required and was not given.
    Missing,
    /// It is not of the type expected, or not allowed where it is to go.
    Invalid,
    /// Nothing by that name is expected.
    Unknown,
    /// The body cannot be parsed as what its content type says.
    Malformed,
    /// The body is of a content type that the operation does not read.
    UnsupportedMediaType,
}

/// One input, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputProblem {
    location: &'static str,
    name: String,
    kind: ProblemKind,
    message: String,
}

impl InputProblem {
    /// A problem of an input. The message says what was expected; it must not carry secrets.
    pub fn new(place: In<'_>, kind: ProblemKind, message: impl Into<String>) -> Self {
        Self {
            location: place.location(),
            name: place.name().to_owned(),
            kind,
            message: message.into(),
        }
    }

    pub(crate) fn missing(place: In<'_>) -> Self {
        Self::new(place, ProblemKind::Missing, "required and missing")
    }

    /// The kind of place: `path`, `query`, `header`, `cookie`, `body` or `field`.
    pub fn location(&self) -> &'static str {
        self.location
    }

    /// The name of the input; empty for the whole body.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What kind of problem it is.
    pub fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// What is wrong, without the input's name: expected an integer, got `abc`.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for InputProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.location {
            "body" => write!(f, "body: {}", self.message),
            "field" => write!(f, "`{}`: {}", self.name, self.message),
            location => write!(f, "{location} `{}`: {}", self.name, self.message),
        }
    }
}

/// Inputs that cannot be used: every problem found, in the order the inputs were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidInput {
    problems: Vec<InputProblem>,
}

impl InvalidInput {
    /// All problems, of which there is at least one.
    pub fn problems(&self) -> &[InputProblem] {
        &self.problems
    }

    /// Whether the body's content type is the trouble: 415 rather than 400.
    pub fn is_unsupported_media_type(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.kind == ProblemKind::UnsupportedMediaType)
    }

    /// Gives problems the places of the caller's inputs that these names belong to.
    pub(crate) fn rename(&mut self, places: &[(&str, In<'_>)]) {
        for problem in &mut self.problems {
            if let Some((_, place)) = places.iter().find(|(name, _)| *name == problem.name) {
                problem.location = place.location();
                place.name().clone_into(&mut problem.name);
            }
        }
    }

    /// Gives every problem the place of a tool's argument.
    #[cfg(feature = "mcp")]
    pub(crate) fn in_arguments(mut self) -> Self {
        let location = In::Field("").location();
        let problems = self
            .problems
            .iter_mut()
            .filter(|problem| !problem.name.is_empty());
        problems.for_each(|problem| problem.location = location);
        self
    }

    /// Fine when there are no problems, otherwise all of them.
    pub(crate) fn check(problems: Vec<InputProblem>) -> Result<(), Self> {
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Self { problems })
        }
    }
}

impl From<InputProblem> for InvalidInput {
    fn from(problem: InputProblem) -> Self {
        Self {
            problems: vec![problem],
        }
    }
}

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidInput {}
