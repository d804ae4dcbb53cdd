//! The command `naftiko infer`.

use std::fs;
use std::path::{Path, PathBuf};

use naftiko_codegen::{Recording, infer};

use crate::arguments::Infer;
use crate::new_file;
use crate::terminal::{self, Exit, Failure};

/// Makes a document of recorded responses, and writes it into a new file or to standard output.
pub(crate) fn run(arguments: &Infer) -> Result<Exit, Failure> {
    let all = recordings(&arguments.folder)?;
    let chosen: Vec<Recording> = all
        .iter()
        .filter(|recording| is_chosen(&recording.operation, &arguments.operations))
        .cloned()
        .collect();
    if chosen.is_empty() {
        return Err(nothing_chosen(&arguments.folder, &all));
    }
    let first = chosen.first().map(|recording| recording.operation.as_str());
    let namespace = first.and_then(|operation| operation.split_once('.'));
    let title = namespace.map_or("api", |(namespace, _)| namespace);
    let document = infer(title, &chosen);
    match &arguments.out {
        None => terminal::print(&document)?,
        Some(out) => new_file::write(out, &document)?,
    }
    Ok(Exit::Done)
}

/// Returns whether an operation is one of the chosen ones, by its name with or without the namespace. Without a choice, each is.
fn is_chosen(operation: &str, chosen: &[String]) -> bool {
    let name = operation.rsplit('.').next();
    chosen.is_empty()
        || chosen
            .iter()
            .any(|known| known == operation || Some(known.as_str()) == name)
}

fn nothing_chosen(folder: &Path, all: &[Recording]) -> Failure {
    let mut known: Vec<&str> = all.iter().map(|recording| recording.operation.as_str()).collect();
    known.dedup();
    let folder = folder.display();
    Failure(if known.is_empty() {
        format!("`{folder}` has no recordings; make some with `naftiko mock SPEC --record {folder}`")
    } else {
        format!(
            "`{folder}` has no recording of the operation; it has `{}`",
            known.join("`, `")
        )
    })
}

/// Reads every recording below a folder, in the order of their paths.
fn recordings(folder: &Path) -> Result<Vec<Recording>, Failure> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    let recordings = files.iter().map(|path| {
        let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
        Recording::parse(&text).map_err(|error| Failure(format!("`{}`: {error}", path.display())))
    });
    recordings.collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure(format!(
        "`{}` cannot be read: {error}; name a folder of `naftiko mock --record`",
        path.display()
    ))
}
