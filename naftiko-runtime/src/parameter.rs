//! Places of parameters, and the problems of their values: of what callers send to adapters, and of the arguments of a call.

use std::fmt;

use crate::causes::readable;

/// The location of an input in a request or tool call, and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterIn<'a> {
    /// A placeholder of the path.
    Path(&'a str),
    /// A parameter of the query string.
    Query(&'a str),
    /// A header.
    Header(&'a str),
    /// A cookie.
    Cookie(&'a str),
    /// The whole body.
    Body,
    /// A field of the body: on REST a member of the JSON object or of the form, on MCP an argument of the
    /// tool.
    Field(&'a str),
}

impl<'a> ParameterIn<'a> {
    /// Returns the location: `path`, `query`, `header`, `cookie`, `body` or `field`.
    pub const fn location(self) -> &'static str {
        match self {
            Self::Path(_) => "path",
            Self::Query(_) => "query",
            Self::Header(_) => "header",
            Self::Cookie(_) => "cookie",
            Self::Body => "body",
            Self::Field(_) => "field",
        }
    }

    /// Returns the name; empty for the whole body.
    pub const fn name(self) -> &'a str {
        match self {
            Self::Path(name)
            | Self::Query(name)
            | Self::Header(name)
            | Self::Cookie(name)
            | Self::Field(name) => name,
            Self::Body => "",
        }
    }

    /// Returns whether messages may quote the value: headers and cookies contain credentials.
    pub(crate) const fn may_be_quoted(self) -> bool {
        matches!(self, Self::Path(_) | Self::Query(_) | Self::Field(_))
    }
}

impl fmt::Display for ParameterIn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => f.write_str("body"),
            Self::Field(name) => write!(f, "`{name}`"),
            place => write!(f, "{} `{}`", place.location(), place.name()),
        }
    }
}

/// The kind of an input problem; adapters choose the response by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A required value is missing.
    Missing,
    /// The input has another type, or is not allowed at its location.
    Invalid,
    /// The name is unknown.
    Unknown,
    /// The body does not match its content type.
    Malformed,
    /// The operation does not support the content type of the body.
    UnsupportedMediaType,
    /// The server has no memory for the value.
    Overloaded,
}

/// The problem of one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputProblem {
    location: &'static str,
    name: String,
    kind: ProblemKind,
    message: String,
}

impl InputProblem {
    /// Creates a problem. The message says what was expected and must not contain secrets.
    pub fn new(place: ParameterIn<'_>, kind: ProblemKind, message: impl Into<String>) -> Self {
        Self {
            location: place.location(),
            name: place.name().to_owned(),
            kind,
            message: message.into(),
        }
    }

    pub(crate) fn missing(place: ParameterIn<'_>) -> Self {
        Self::new(place, ProblemKind::Missing, "missing required value")
    }

    pub(crate) fn not_json(place: ParameterIn<'_>) -> Self {
        let message = "expected content type application/json";
        Self::new(place, ProblemKind::UnsupportedMediaType, message)
    }

    /// Returns the location: `path`, `query`, `header`, `cookie`, `body` or `field`.
    pub fn location(&self) -> &'static str {
        self.location
    }

    /// Returns the name of the input; empty for the whole body.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the kind.
    pub fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// Returns the message, without the name of the input: expected an integer, got `abc`.
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

/// Invalid inputs: all problems, in the order of reading.
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidInput {
    problems: Vec<InputProblem>,
}

impl InvalidInput {
    /// Returns all problems, at least one.
    pub fn problems(&self) -> &[InputProblem] {
        &self.problems
    }

    /// Returns whether the content type of the body is unsupported: 415 rather than 400.
    pub fn is_unsupported_media_type(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.kind == ProblemKind::UnsupportedMediaType)
    }

    /// Returns whether the server has no memory for a value: 503 rather than 400.
    pub fn is_overloaded(&self) -> bool {
        let mut problems = self.problems.iter();
        problems.any(|problem| problem.kind == ProblemKind::Overloaded)
    }

    /// Renames problems to the inputs of the caller with these names.
    pub(crate) fn rename(&mut self, locations: &[(&str, ParameterIn<'_>)]) {
        for problem in &mut self.problems {
            if let Some((_, location)) = locations.iter().find(|(name, _)| *name == problem.name) {
                problem.location = location.location();
                location.name().clone_into(&mut problem.name);
            }
        }
    }

    /// Moves every problem to the arguments of a tool.
    #[cfg(feature = "mcp")]
    pub(crate) fn in_arguments(mut self) -> Self {
        let location = ParameterIn::Field("").location();
        let problems = self
            .problems
            .iter_mut()
            .filter(|problem| !problem.name.is_empty());
        problems.for_each(|problem| problem.location = location);
        self
    }

    /// Returns all problems as an error, if there are any.
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
readable!(InvalidInput);
