//! `naftiko check`.

use naftiko_codegen::{FileLoader, generate};

use crate::arguments::Check;
use crate::terminal::{self, Exit};

/// Says what is wrong with the specs.
pub(crate) fn run(arguments: &Check) -> Exit {
    let options = &arguments.reading.options.0;
    let outcome = generate(&arguments.specs, options, &FileLoader);
    terminal::diagnostics(&outcome.report, arguments.reading.message_format);
    Exit::of(&outcome)
}
