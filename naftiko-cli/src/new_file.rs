//! Files that are completed by hand: a new one is written, and another one is kept.

use std::fs;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::terminal::{self, Failure};

/// Writes a new file. A file with another text is kept, since authors complete it by hand.
pub(crate) fn write(out: &Path, text: &str) -> Result<(), Failure> {
    if fs::read(out).is_ok_and(|known| known == text.as_bytes()) {
        return Ok(());
    }
    let file = OpenOptions::new().write(true).create_new(true).open(out);
    let written = file.and_then(|mut file| {
        file.write_all(text.as_bytes()).inspect_err(|_| {
            // The first error is returned, and a part of a file is not left.
            let _ = fs::remove_file(out);
        })
    });
    written.map_err(|error| {
        let help = match error.kind() {
            ErrorKind::AlreadyExists => "; remove the file, or write to another one",
            _ => "",
        };
        Failure(format!("`{}` cannot be written: {error}{help}", out.display()))
    })?;
    terminal::eprint(&format!("created {}", out.display()));
    Ok(())
}
