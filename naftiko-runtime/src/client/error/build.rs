//! Errors of building a capability.

use std::fmt;

use crate::causes::readable;
use crate::variables::Unusable;

/// The kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BuildProblemKind {
    /// A variable has no value.
    MissingVariable,
    /// The value of a variable cannot be used: it is blank, or contains a control character.
    InvalidVariable,
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
    /// The API is behind a tunnel, which the program has not opened.
    Tunnel,
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

    /// Creates the problem of a variable without a value that can be used.
    pub(crate) fn variable(api: &'static str, name: &str, environment: &str, why: Unusable) -> Self {
        let invalid = match why {
            Unusable::Missing => {
                let message = format!(
                    "missing variable `{name}`; set `{environment}` in the environment, or set it on the builder"
                );
                return Self::new(api, BuildProblemKind::MissingVariable, message);
            }
            Unusable::Blank => "is blank",
            Unusable::Control => "contains a control character, such as a line break",
        };
        let message = format!("the value of the variable `{name}` (`{environment}`) {invalid}; correct it");
        Self::new(api, BuildProblemKind::InvalidVariable, message)
    }

    /// Returns whether both are about one variable.
    pub(crate) fn is_same_variable(&self, other: &Self) -> bool {
        use BuildProblemKind::{InvalidVariable, MissingVariable};
        matches!(self.kind, MissingVariable | InvalidVariable) && self.message == other.message
    }

    /// Returns the namespace of the API or adapter; `http` for a client without an API.
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
#[derive(Clone, Default, PartialEq, Eq)]
pub struct BuildError {
    problems: Vec<BuildProblem>,
}

impl BuildError {
    /// Returns all problems, at least one.
    pub fn problems(&self) -> &[BuildProblem] {
        &self.problems
    }

    /// Returns both values, or the problems of both.
    ///
    /// # Errors
    /// When one of them is an error. A variable that both miss is one problem.
    pub fn both<A, B>(one: Result<A, Self>, other: Result<B, Self>) -> Result<(A, B), Self> {
        match (one, other) {
            (Ok(one), Ok(other)) => Ok((one, other)),
            (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
            (Err(mut error), Err(other)) => {
                let is_known = |problem: &BuildProblem, known: &[BuildProblem]| {
                    known.iter().any(|known| known.is_same_variable(problem))
                };
                for problem in other.problems {
                    if !is_known(&problem, &error.problems) {
                        error.problems.push(problem);
                    }
                }
                Err(error)
            }
        }
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
readable!(BuildError);
