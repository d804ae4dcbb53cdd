//! Writing of a new folder: every file, or nothing.

use std::path::Path;
use std::{fs, io};

use naftiko_codegen::write::replace;

use super::Memory;
use crate::terminal::Failure;

/// Writes the files into a new folder beside the target, and renames it. A target that is not an empty folder is an error.
pub(crate) fn write(target: &Path, files: &Memory) -> Result<(), Failure> {
    let named = |error: io::Error| {
        Failure(format!(
            "`{}` cannot be written: {error}; nothing was created",
            target.display()
        ))
    };
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(named)?;
    let own = target.file_name().unwrap_or_default().to_string_lossy();
    let staged = parent.join(format!(".{own}.{}.tmp", std::process::id()));
    let done = stage(&staged, files).and_then(|()| fs::rename(&staged, target));
    done.map_err(|error| {
        // The first error is returned. A remaining temporary folder is not another error.
        let _ = fs::remove_dir_all(&staged);
        named(error)
    })
}

fn stage(folder: &Path, files: &Memory) -> io::Result<()> {
    fs::create_dir(folder)?;
    files.0.iter().try_for_each(|(path, text)| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)
    })
}

/// Writes a file in one step, so that an error leaves the old one. A link stays, and its target is written.
pub(crate) fn write_file(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().unwrap_or(Path::new(""));
    let is_new = !folder.exists();
    let done = replace(&path, text);
    if done.is_err() && is_new {
        // The first error is returned.
        let _ = fs::remove_dir(folder);
    }
    done
}
