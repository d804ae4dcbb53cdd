//! The command `naftiko check`.

use naftiko_codegen::diagnostic::Style;
use naftiko_codegen::{FileLoader, generate};

use crate::arguments::{Check, MessageFormat};
use crate::terminal::{self, Exit, Failure};
use crate::{features, patterns};

/// Reports what is wrong with the specs; prints where variables are sent, if asked for.
pub(crate) fn run(arguments: &Check) -> Result<Exit, Failure> {
    let options = &arguments.reading.options.0;
    let format = arguments.reading.messages.message_format;
    let specs = patterns::expanded(&arguments.specs)?;
    let mut outcome = generate(&specs, options, &FileLoader);
    features::compare_with_manifest(&mut outcome, &specs);
    terminal::diagnostics(&outcome.report, &arguments.reading.messages);
    if format == MessageFormat::Human {
        for coverage in &outcome.coverage {
            terminal::print(&format!("{coverage}\n"))?;
        }
    }
    if arguments.secrets {
        let style = match format {
            MessageFormat::Human => Style::Plain,
            MessageFormat::Json => Style::Json,
        };
        for secrets in &outcome.secrets {
            terminal::print(&secrets.render(style))?;
        }
    }
    Ok(Exit::of(&outcome))
}
