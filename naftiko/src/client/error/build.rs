//! Errors of building a capability.

use std::fmt;

/// The kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BuildProblemKind {
    /// A variable has no value.
    MissingVariable,
    /// The base URI is invalid.
    BaseUri,
    /// The authentication is invalid.
    Authentication,
    /// A header is invalid.
    Header,
    /// Credentials would be sent unencrypted.
    PlainHttp,
    /// The HTTP client cannot be built: no root certificates, no TLS.
    Http,
}

/// A missing or invalid value, and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildProblem {
    api: &'static str,
    kind: BuildProblemKind,
    message: String,
}

impl BuildProblem {
    pub(crate) fn new(api: &'static str, kind: BuildProblemKind, message: impl Into<String>) -> Self {
        Self {
            api,
            kind,
            message: message.into(),
        }
    }

    /// Returns the namespace of the API; `http` for a client without an API.
    pub fn api(&self) -> &'static str {
        self.api
    }

    /// Returns the kind.
    pub fn kind(&self) -> BuildProblemKind {
        self.kind
    }

    /// Returns the message. It names variables, never their values.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for BuildProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.api, self.message)
    }
}

/// All missing and invalid values of a capability.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildError {
    problems: Vec<BuildProblem>,
}

impl BuildError {
    /// Returns all problems, at least one.
    pub fn problems(&self) -> &[BuildProblem] {
        &self.problems
    }

    pub(crate) fn check(problems: Vec<BuildProblem>) -> Result<(), Self> {
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
        f.write_str("failed to build the capability:")?;
        self.problems
            .iter()
            .try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for BuildError {}
