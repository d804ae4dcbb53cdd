//! `naftiko generate`.

use std::path::Path;

use naftiko_codegen::write::{Kind, Plan};
use naftiko_codegen::{FileLoader, Outcome, directory};

use crate::arguments::{Generate, MessageFormat};
use crate::terminal::{self, Exit, Failure};

/// Generates into a folder, to standard output, or only compares. Nothing is written unless every spec is free of errors.
pub(crate) fn run(arguments: &Generate) -> Result<Exit, Failure> {
    if arguments.specs.len() > 1 {
        one_spec_only(arguments)?;
    }
    let options = &arguments.reading.options.0;
    let outcome = naftiko_codegen::generate(&arguments.specs, options, &FileLoader);
    terminal::diagnostics(&outcome.report, arguments.reading.message_format);
    let exit = Exit::of(&outcome);
    match &arguments.out {
        _ if exit != Exit::Done => Ok(exit),
        None => print(&outcome),
        Some(dir) if arguments.check => compare(dir, &outcome),
        Some(dir) => write(dir, &outcome, arguments.reading.message_format),
    }
}

/// What several specs cannot have.
fn one_spec_only(arguments: &Generate) -> Result<(), Failure> {
    if arguments.reading.options.0.module.is_some() {
        return Err(Failure(
            "`--module` names the module of one spec, and there are several".to_owned(),
        ));
    }
    if arguments.out.is_none() {
        return Err(Failure(
            "several specs cannot go to standard output: give a folder with `--out DIR`".to_owned(),
        ));
    }
    Ok(())
}

/// The code of the one spec, as one module, to standard output.
fn print(outcome: &Outcome) -> Result<Exit, Failure> {
    for module in &outcome.modules {
        terminal::print(&module.single_file()?)?;
    }
    Ok(Exit::Done)
}

/// The differences to standard output.
fn compare(dir: &Path, outcome: &Outcome) -> Result<Exit, Failure> {
    let plan = Plan::new(dir, &directory(&outcome.modules)?)?;
    terminal::print(&plan.diff())?;
    match plan.changed().len() {
        0 => Ok(Exit::Done),
        changed => {
            let files = if changed == 1 {
                "1 file differs".to_owned()
            } else {
                format!("{changed} files differ")
            };
            terminal::say(&format!(
                "{files} from what the specs give: run the same command without `--check`"
            ));
            Ok(Exit::Errors)
        }
    }
}

/// The files into the folder, and a line for each that changed.
fn write(dir: &Path, outcome: &Outcome, format: MessageFormat) -> Result<Exit, Failure> {
    let plan = Plan::new(dir, &directory(&outcome.modules)?)?;
    plan.apply()?;
    for change in plan.changed().iter().filter(|_| format == MessageFormat::Human) {
        let what = match change.kind() {
            Kind::Created => "created",
            Kind::Updated => "updated",
            Kind::Removed => "removed",
        };
        terminal::say(&format!("{what} {}", change.path().display()));
    }
    Ok(Exit::Done)
}
