//! What is said, where, and with which exit code.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use naftiko_codegen::diagnostic::{Report, Style};
use naftiko_codegen::{Defect, Outcome, Verdict};

use crate::arguments::MessageFormat;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; there may be warnings.
    Done = 0,
    /// A spec has errors, or a check found a difference.
    Errors = 1,
    /// Wrong usage, or a file that cannot be read or written.
    Usage = 2,
    /// A file is no capability document.
    NotACapability = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Exit {
    /// What the outcome of generating means for the shell.
    pub(crate) fn of(outcome: &Outcome) -> Self {
        match outcome.verdict() {
            Verdict::Good => Self::Done,
            Verdict::Errors => Self::Errors,
            Verdict::NotACapability => Self::NotACapability,
            Verdict::Unreadable => Self::Usage,
        }
    }
}

/// Why nothing could be done, in one line.
#[derive(Debug)]
pub(crate) struct Failure(pub String);

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<Defect> for Failure {
    fn from(defect: Defect) -> Self {
        Self(defect.to_string())
    }
}

/// Says why nothing could be done.
pub(crate) fn fail(failure: &Failure) -> Exit {
    say(&format!("error: {}", failure.0));
    Exit::Usage
}

/// Writes what was found to standard error.
pub(crate) fn diagnostics(report: &Report, format: MessageFormat) {
    let style = match format {
        MessageFormat::Json => Style::Json,
        MessageFormat::Human if colours() => Style::Terminal,
        MessageFormat::Human => Style::Plain,
    };
    let rendered = report.render(style);
    if !rendered.is_empty() {
        say(rendered.trim_end());
    }
}

/// Writes code or a difference to standard output; an end of the pipe before the end of the text is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes lines to standard error; where that is closed there is nobody to tell.
pub(crate) fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether standard error is a terminal of somebody who did not ask for no colours.
fn colours() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
