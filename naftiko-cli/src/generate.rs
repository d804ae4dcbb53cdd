//! The command `naftiko generate`.

use naftiko_codegen::{FileLoader, Options, Outcome, directory, without_documents};

use crate::arguments::Generate;
use crate::output;
use crate::patterns;
use crate::terminal::{self, Exit, Failure};

/// Writes the code into a folder or to standard output, or compares it with the folder. Nothing is written if a spec
/// has errors.
pub(crate) fn run(arguments: &Generate) -> Result<Exit, Failure> {
    let specs = patterns::expanded(&arguments.specs)?;
    if without_documents(&specs).len() > 1 {
        require_single_spec_options(arguments)?;
    }
    let options = Options {
        share_types: arguments.out.is_some(),
        ..arguments.reading.options.0.clone()
    };
    let outcome = naftiko_codegen::generate(&specs, &options, &FileLoader);
    terminal::diagnostics(&outcome.report, &arguments.reading.messages);
    let exit = Exit::of(&outcome);
    match &arguments.out {
        _ if exit != Exit::Done => Ok(exit),
        None => print(&outcome),
        Some(dir) => output::folder(
            dir,
            &directory(&outcome.modules),
            arguments.check,
            arguments.reading.messages.message_format,
        ),
    }
}

/// Rejects options that need a single spec.
fn require_single_spec_options(arguments: &Generate) -> Result<(), Failure> {
    if arguments.reading.options.0.module.is_some() {
        return Err(Failure("`--module` needs a single spec".to_owned()));
    }
    if arguments.out.is_none() {
        return Err(Failure(
            "cannot write several specs to standard output; add `--out <DIR>`".to_owned(),
        ));
    }
    Ok(())
}

/// Prints the code of a single spec as one module.
fn print(outcome: &Outcome) -> Result<Exit, Failure> {
    for module in &outcome.modules {
        terminal::print(&module.single_file())?;
    }
    Ok(Exit::Done)
}
