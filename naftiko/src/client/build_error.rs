//! Why a capability cannot call its APIs.

use std::fmt;

/// What kind of thing is missing or unusable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BuildProblemKind {
    /// A variable of the spec has no value.
    MissingVariable,
    /// The base URI is not one that can be called.
    BaseUri,
    /// The credentials cannot be sent.
    Authentication,
    /// A header cannot be sent.
    Header,
    /// Credentials would travel readable for anybody.
    PlainHttp,
    /// The HTTP client cannot be made: no root certificates, no TLS.
    Http,
}

/// One thing that is missing or unusable, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildProblem {
    api: &'static str,
    kind: BuildProblemKind,
    message: String,
}

impl BuildProblem {
    pub(super) fn new(api: &'static str, kind: BuildProblemKind, message: impl Into<String>) -> Self {
        Self {
            api,
            kind,
            message: message.into(),
        }
    }

    /// The namespace of the API it is about; `http` for a client that is made for none.
    pub fn api(&self) -> &'static str {
        self.api
    }

    /// What kind of thing it is.
    pub fn kind(&self) -> BuildProblemKind {
        self.kind
    }

    /// What is wrong and what to do. Names variables, never their values.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for BuildProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.api, self.message)
    }
}

/// Why a capability cannot call its APIs: everything that is missing or unusable, at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildError {
    problems: Vec<BuildProblem>,
}

impl BuildError {
    /// All problems, of which there is at least one.
    pub fn problems(&self) -> &[BuildProblem] {
        &self.problems
    }

    pub(super) fn check(problems: Vec<BuildProblem>) -> Result<(), Self> {
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Self { problems })
        }
    }
}

impl From<BuildProblem> for BuildError {
    fn from(problem: BuildProblem) -> Self {
        Self {
            problems: vec![problem],
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the capability cannot call its APIs:")?;
        self.problems
            .iter()
            .try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for BuildError {}
