//! Writes generated files into a folder. Only changed files are written.
//!
//! A [`Plan`] compares the files with the folder before anything is written. A file without the generator's marker in its first line is
//! never overwritten. A document has no place for the marker; it is generated if the module beside it is. The files of a skill are generated if
//! the list in their folder has them. A file is removed only if it is generated and belongs to a module or skill of this run. Nothing
//! outside the folder is changed, and links in it are not followed.

mod change;
mod folder;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

pub use change::{Change, Kind};

use crate::files::{ATTRIBUTES, MARKER};

/// The changes that make a folder equal to the generated files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    dir: PathBuf,
    changes: Vec<Change>,
}

impl Plan {
    /// Compares `files`, whose paths are relative to `dir`, with the folder. Writes nothing.
    ///
    /// Generated files that are no longer part of a module or skill, or whose module is no longer generated, will be removed.
    ///
    /// # Errors
    ///
    /// Returns an error with the path if a path is not below `dir`, a link is on the way to a file, a file exists and is not generated, or
    /// a file cannot be read.
    pub fn new<C: AsRef<[u8]>>(dir: &Path, files: &BTreeMap<PathBuf, C>) -> io::Result<Self> {
        let mut changes = Vec::new();
        for (path, contents) in files {
            folder::plain(dir, inside(path)?)?;
            changes.extend(compare(dir.join(path), contents.as_ref())?);
        }
        let kept: BTreeSet<PathBuf> = files.keys().map(|path| dir.join(path)).collect();
        let stale = folder::generated(dir, files.keys())?
            .into_iter()
            .filter(|(path, _)| !kept.contains(path));
        changes.extend(stale.map(|(path, old)| Change::remove(path, old)));
        let dir = dir.to_owned();
        Ok(Self { dir, changes })
    }

    /// Returns the changes, with the files to write first. Empty if the folder is up to date.
    pub fn changed(&self) -> &[Change] {
        &self.changes
    }

    /// Returns the changes as unified diffs without colours. Empty if the folder is up to date.
    pub fn diff(&self) -> String {
        self.changes.iter().map(Change::diff).collect()
    }

    /// Applies the changes: writes each file to a temporary file in the same folder and renames it, then removes stale files.
    ///
    /// # Errors
    ///
    /// Returns an error with the path of the first file or folder that cannot be written or removed. Earlier changes remain.
    pub fn apply(&self) -> io::Result<()> {
        self.changes.iter().try_for_each(|change| {
            // The path may have changed since the plan was made.
            folder::plain(
                &self.dir,
                change.path().strip_prefix(&self.dir).unwrap_or(change.path()),
            )?;
            match change.new_contents() {
                Some(contents) => write(change.path(), contents),
                None => folder::remove(change.path()),
            }
        })
    }
}

/// Writes a file if its contents differ, with or without the marker.
///
/// # Errors
///
/// Returns an error with the path if the file or its folder cannot be written.
pub(crate) fn write_if_changed(path: &Path, contents: &str) -> io::Result<()> {
    match fs::read(path) {
        Ok(old) if old == contents.as_bytes() => Ok(()),
        _ => write(path, contents.as_bytes()),
    }
}

/// Returns the change of the file at `path`; `None` if its contents are equal.
fn compare(path: PathBuf, contents: &[u8]) -> io::Result<Option<Change>> {
    match fs::read(&path) {
        Ok(old) if old == contents => Ok(None),
        // Attributes that exist are the user's.
        Ok(_) if path.ends_with(ATTRIBUTES) => Ok(None),
        Ok(old) if folder::is_ours(&path, &old)? => Ok(Some(Change::update(path, old, contents))),
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!(
                "`{}` exists and is not a generated file: its first line does not start with `{}`; nothing was written; \
                 move the file, or generate into another folder",
                path.display(),
                MARKER.trim_end()
            ),
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some(Change::create(path, contents))),
        Err(error) => Err(folder::naming(&path, "read", &error)),
    }
}

/// Returns the path, or an error if it is not below the folder.
fn inside(path: &Path) -> io::Result<&Path> {
    if path
        .components()
        .all(|component| matches!(component, Component::Normal(_)))
    {
        return Ok(path);
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        format!("`{}` is not a path below the output folder", path.display()),
    ))
}

/// Replaces a file, with an error that names it.
fn write(path: &Path, contents: &[u8]) -> io::Result<()> {
    replace(path, contents).map_err(|error| folder::naming(path, "write", &error))
}

/// Replaces a file in one step, so that a reader sees the old contents or the new ones. Missing folders are created, and a link is replaced.
///
/// # Errors
///
/// Returns an error if the file or its folder cannot be written. The old file remains.
pub fn replace(path: &Path, contents: impl AsRef<[u8]>) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(dir)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = dir.join(format!(".{name}.{}.tmp", std::process::id()));
    let done = create(&temporary, contents.as_ref()).and_then(|()| {
        if let Ok(old) = fs::metadata(path) {
            fs::set_permissions(&temporary, old.permissions())?;
        }
        fs::rename(&temporary, path)
    });
    if done.is_err() {
        // The first error is returned. A remaining temporary file is not another error.
        let _ = fs::remove_file(&temporary);
    }
    done
}

/// Creates a file. An existing one is removed first and not opened, since it may be a link.
fn create(path: &Path, contents: &[u8]) -> io::Result<()> {
    let open = || OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = match open() {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(path)?;
            open()?
        }
        other => other?,
    };
    file.write_all(contents)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
