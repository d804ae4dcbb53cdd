//! What a folder holds of earlier runs.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::module::{Files, MARKER};

/// Every generated file, with what it holds, in the folders of the modules that are generated now or were the last time.
///
/// Only those folders are searched, so that what another run generated into a folder of its own below `dir` is left alone.
pub(super) fn generated(dir: &Path, files: &Files) -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let now = files
        .keys()
        .filter_map(|path| Some(path.parent()?.components().next()?.as_os_str().to_owned()));
    let modules: BTreeSet<OsString> = now.chain(declared(dir)).collect();
    let mut found = Vec::new();
    for module in modules {
        collect(&dir.join(module), &mut found)?;
    }
    Ok(found)
}

/// The modules that the `mod.rs` of an earlier run declares.
fn declared(dir: &Path) -> Vec<OsString> {
    let Ok(text) = fs::read_to_string(dir.join("mod.rs")) else {
        return Vec::new();
    };
    if !text.starts_with(MARKER) {
        return Vec::new();
    }
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(|name| OsString::from(name.trim_start_matches("r#")))
        .collect()
}

/// Adds the generated files of the folder and the folders in it; one that is not there holds none.
fn collect(dir: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) -> io::Result<()> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(());
        }
        Err(error) => return Err(naming(dir, "read", &error)),
    };
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    for path in paths {
        // A link is somebody's own arrangement: it is neither followed nor removed.
        let kind = fs::symlink_metadata(&path)
            .map_err(|error| naming(&path, "read", &error))?
            .file_type();
        if kind.is_dir() {
            collect(&path, found)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
            let bytes = fs::read(&path).map_err(|error| naming(&path, "read", &error))?;
            if bytes.starts_with(MARKER.as_bytes()) {
                found.push((path, bytes));
            }
        }
    }
    Ok(())
}

/// Removes a file, and its folder when that leaves it empty.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path).map_err(|error| naming(path, "remove", &error))?;
    if let Some(dir) = path.parent() {
        // Refused by the system while something is left in it, which is what is wanted.
        let _ = fs::remove_dir(dir);
    }
    Ok(())
}

/// The error, naming the file it is about.
pub(super) fn naming(path: &Path, what: &str, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("cannot {what} `{}`: {error}", path.display()),
    )
}
