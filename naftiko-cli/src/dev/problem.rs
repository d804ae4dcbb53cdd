//! Problems of a change, while the version before it is served.

use naftiko_codegen::Outcome;
use naftiko_codegen::diagnostic::{Notes, Style};

use crate::terminal::{self, Exit, Failure};

/// Why a change is not served.
#[derive(Debug)]
pub(crate) struct Problem {
    exit: Exit,
    /// The number of errors.
    errors: usize,
    /// The errors as plain text.
    pub text: String,
    /// Whether the terminal shows the errors already.
    is_shown: bool,
}

impl Problem {
    /// Returns the problem of specs with errors, which the terminal shows.
    pub(crate) fn of_specs(outcome: &Outcome) -> Self {
        Self {
            exit: Exit::of(outcome),
            errors: outcome.report.errors(),
            text: outcome.report.render_with(Style::Plain, Notes::Folded),
            is_shown: true,
        }
    }

    /// Returns the number of errors in words.
    pub(crate) fn count(&self) -> String {
        match self.errors {
            1 => "1 error".to_owned(),
            errors => format!("{errors} errors"),
        }
    }

    /// Ends the command with what is wrong at its start.
    pub(crate) fn first(self) -> Result<Exit, Failure> {
        if self.is_shown {
            Ok(self.exit)
        } else {
            Err(Failure(self.text))
        }
    }

    /// Prints what the terminal does not show, and that the change is not served.
    pub(crate) fn report(&self) {
        if !self.is_shown {
            terminal::eprint(&format!("error: {}", self.text));
        }
        terminal::eprint(&format!(
            "the change has {}; the version before it is served",
            self.count()
        ));
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self {
            exit: Exit::Usage,
            errors: 1,
            text: failure.0,
            is_shown: false,
        }
    }
}
