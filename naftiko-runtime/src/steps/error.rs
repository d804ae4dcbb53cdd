//! Errors of steps.

use std::fmt;

use crate::client::Error;

/// The error of a step: the operation ended with it.
#[derive(Clone, Debug)]
pub struct StepError {
    step: &'static str,
    completed: &'static [&'static str],
    error: Error,
}

impl StepError {
    pub(super) fn new(step: &'static str, completed: &'static [&'static str], error: Error) -> Self {
        Self {
            step,
            completed,
            error,
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

    /// Returns the error of the step's call.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// Returns the error of the step's call by value.
    pub fn into_error(self) -> Error {
        self.error
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
        Some(&self.error)
    }
}
