//! The command `naftiko check`.

use naftiko_codegen::diagnostic::Style;
use naftiko_codegen::{Extra, FileLoader, generate, generate_with};

use crate::arguments::{Check, MessageFormat};
use crate::terminal::{self, Exit, Failure};
use crate::{features, patterns};

/// Reports what is wrong with the specs; prints where variables are sent and what tools cost, if asked for.
pub(crate) fn run(arguments: &Check) -> Result<Exit, Failure> {
    let options = &arguments.reading.options.0;
    let format = arguments.reading.messages.message_format;
    let specs = patterns::expanded(&arguments.specs)?;
    let mut outcome = if arguments.tokens {
        generate_with(&specs, options, Extra::ToolCosts, &FileLoader)
    } else {
        generate(&specs, options, &FileLoader)
    };
    features::compare_with_manifest(&mut outcome, &specs);
    terminal::diagnostics(&outcome.report, &arguments.reading.messages);
    if format == MessageFormat::Human {
        for coverage in &outcome.coverage {
            terminal::print(&format!("{coverage}\n"))?;
        }
    }
    let style = match format {
        MessageFormat::Human => Style::Plain,
        MessageFormat::Json => Style::Json,
    };
    for costs in &outcome.tool_costs {
        terminal::print(&costs.render(style))?;
    }
    if arguments.secrets {
        for secrets in &outcome.secrets {
            terminal::print(&secrets.render(style))?;
        }
    }
    Ok(Exit::of(&outcome))
}
