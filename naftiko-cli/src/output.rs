//! Generated files in a folder: written, or compared with it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use naftiko_codegen::write::{Kind, Plan};

use crate::arguments::MessageFormat;
use crate::terminal::{self, Exit, Failure};

/// Writes files into a folder and reports each change, or prints the differences to the folder if `check` is set.
pub(crate) fn folder<C: AsRef<[u8]>>(
    dir: &Path,
    files: &BTreeMap<PathBuf, C>,
    check: bool,
    format: MessageFormat,
) -> Result<Exit, Failure> {
    let plan = Plan::new(dir, files)?;
    if check {
        compare(&plan)
    } else {
        write(&plan, format)
    }
}

/// Prints the differences to the folder.
fn compare(plan: &Plan) -> Result<Exit, Failure> {
    terminal::print(&plan.diff())?;
    match plan.changed().len() {
        0 => Ok(Exit::Done),
        changed => {
            let files = if changed == 1 {
                "1 file is".to_owned()
            } else {
                format!("{changed} files are")
            };
            terminal::eprint(&format!("{files} out of date; run without `--check` to update"));
            Ok(Exit::Errors)
        }
    }
}

/// Writes the files, and reports each change.
fn write(plan: &Plan, format: MessageFormat) -> Result<Exit, Failure> {
    plan.apply()?;
    for change in plan.changed().iter().filter(|_| format == MessageFormat::Human) {
        let what = match change.kind() {
            Kind::Created => "created",
            Kind::Updated => "updated",
            Kind::Removed => "removed",
        };
        terminal::eprint(&format!("{what} {}", change.path().display()));
    }
    Ok(Exit::Done)
}
