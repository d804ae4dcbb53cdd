//! Errors of steps.

use std::fmt;

use std::sync::Arc;

use super::ScriptError;
use crate::client::Error;

/// The error of a step: the operation ended with it.
#[derive(Clone, Debug)]
pub struct StepError {
    step: &'static str,
    completed: &'static [&'static str],
    kind: StepErrorKind,
}

/// The reason why a step failed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum StepErrorKind {
    /// The call failed, or a value for it is missing.
    Call(Error),
    /// The program's script failed.
    Script(Arc<ScriptError>),
}

impl StepErrorKind {
    pub(super) fn script(error: ScriptError) -> Self {
        Self::Script(Arc::new(error))
    }
}

impl From<Error> for StepErrorKind {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl StepError {
    pub(super) fn new(step: &'static str, completed: &'static [&'static str], kind: StepErrorKind) -> Self {
        Self {
            step,
            completed,
            kind,
        }
    }

    /// Returns the name of the step.
    pub fn step(&self) -> &'static str {
        self.step
    }

    /// Returns the steps that had written before, in their order. Nothing undoes them.
    pub fn completed(&self) -> &'static [&'static str] {
        self.completed
    }

    /// Returns the reason.
    pub fn kind(&self) -> &StepErrorKind {
        &self.kind
    }

    /// Returns the reason by value.
    pub fn into_kind(self) -> StepErrorKind {
        self.kind
    }

    /// Returns the sentences about the step and the writes before it, for people and agents.
    #[cfg(any(feature = "rest", feature = "mcp"))]
    pub(crate) fn place(&self) -> String {
        let step = self.step;
        match self.completed {
            [] => format!("Step `{step}` failed."),
            completed => format!(
                "Step `{step}` failed. These steps are done and were not undone: `{}`.",
                completed.join("`, `")
            ),
        }
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "step `{}` failed", self.step)?;
        if !self.completed.is_empty() {
            write!(f, " after `{}`", self.completed.join("`, `"))?;
        }
        Ok(())
    }
}

impl std::error::Error for StepError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            StepErrorKind::Call(error) => Some(error),
            StepErrorKind::Script(error) => Some(error.as_error()),
        }
    }
}
