//! Terminal output and exit codes.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use naftiko_codegen::diagnostic::{Notes, Report, Style};
use naftiko_codegen::{Outcome, Verdict};

use crate::arguments::{MessageFormat, Messages};

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Success; there may be warnings.
    Done = 0,
    /// A spec has errors, or `--check` found a difference.
    Errors = 1,
    /// Wrong usage, or a file that cannot be read or written.
    Usage = 2,
    /// A file is not a capability spec.
    NotACapability = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Exit {
    /// Returns the exit code of an outcome.
    pub(crate) fn of(outcome: &Outcome) -> Self {
        match outcome.verdict() {
            Verdict::Good => Self::Done,
            Verdict::Errors => Self::Errors,
            Verdict::NotACapability => Self::NotACapability,
            Verdict::Unreadable => Self::Usage,
        }
    }
}

/// An error that prevents the run, in one line.
#[derive(Debug)]
pub(crate) struct Failure(pub String);

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Prints an error.
pub(crate) fn report_failure(failure: &Failure) -> Exit {
    eprint(&format!("error: {}", failure.0));
    Exit::Usage
}

/// Prints the diagnostics to standard error.
pub(crate) fn diagnostics(report: &Report, messages: &Messages) {
    let style = match messages.message_format {
        MessageFormat::Json => Style::Json,
        MessageFormat::Human if use_colors() => Style::Terminal,
        MessageFormat::Human => Style::Plain,
    };
    let notes = if messages.notes {
        Notes::Shown
    } else {
        Notes::Folded
    };
    let rendered = report.render_with(style, notes);
    if !rendered.is_empty() {
        eprint(rendered.trim_end());
    }
}

/// Prints code or differences to standard output. A closed pipe is not an error.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure(format!("failed to write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Prints lines to standard error, which may be closed.
pub(crate) fn eprint(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Returns whether standard error is a terminal and `NO_COLOR` is not set.
fn use_colors() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
