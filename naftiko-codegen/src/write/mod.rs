//! Puts generated files into a folder, touching only what differs and only what is ours.
//!
//! A [`Plan`] compares the files with the folder and is complete before anything is written. A file that exists and does not
//! start with our marker is never overwritten, and a file is removed only if it starts with it and belongs to a module that
//! we generated. Nothing outside of the folder is touched: links in it are not followed.

mod change;
mod folder;

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

pub use change::{Change, Kind};

use crate::module::{Files, MARKER};

/// What has to change in a folder so that it holds the given files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    dir: PathBuf,
    changes: Vec<Change>,
}

impl Plan {
    /// Compares `files`, whose paths are relative to the folder `dir`, with what is there. Reads only.
    ///
    /// Files of modules that are no longer generated, or no longer part of a module, are to be removed.
    ///
    /// # Errors
    ///
    /// A path that leaves `dir`, a link on the way to a file, a file that exists and is not generated, or one that cannot be read;
    /// each names the file.
    pub fn new(dir: &Path, files: &Files) -> io::Result<Self> {
        let mut changes = Vec::new();
        for (path, contents) in files {
            folder::plain(dir, inside(path)?)?;
            changes.extend(compare(dir.join(path), contents)?);
        }
        let kept: BTreeSet<PathBuf> = files.keys().map(|path| dir.join(path)).collect();
        let stale = folder::generated(dir, files)?
            .into_iter()
            .filter(|(path, _)| !kept.contains(path));
        changes.extend(stale.map(|(path, old)| Change::remove(path, &old)));
        let dir = dir.to_owned();
        Ok(Self { dir, changes })
    }

    /// What changes, files to write first; empty when the folder is up to date.
    pub fn changed(&self) -> &[Change] {
        &self.changes
    }

    /// The changes as a unified diff of every file, without colours; empty when the folder is up to date.
    pub fn diff(&self) -> String {
        self.changes.iter().map(Change::diff).collect()
    }

    /// Makes the changes: writes each file to a temporary one beside it and renames that, then removes the stale ones.
    ///
    /// # Errors
    ///
    /// The first file or folder that cannot be written or removed, by name; what was done before stays done.
    pub fn apply(&self) -> io::Result<()> {
        self.changes.iter().try_for_each(|change| {
            // What stood there when the plan was made may have been replaced.
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

/// Writes one file if its contents differ, whoever wrote it before.
///
/// # Errors
///
/// The file or its folder cannot be written; the error names it.
pub(crate) fn write_if_changed(path: &Path, contents: &str) -> io::Result<()> {
    match fs::read(path) {
        Ok(old) if old == contents.as_bytes() => Ok(()),
        _ => write(path, contents),
    }
}

/// The change that gives the file at `path` the contents, if one is needed.
fn compare(path: PathBuf, contents: &str) -> io::Result<Option<Change>> {
    match fs::read(&path) {
        Ok(old) if old == contents.as_bytes() => Ok(None),
        Ok(old) if old.starts_with(MARKER.as_bytes()) => Ok(Some(Change::update(path, &old, contents))),
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!(
                "`{}` exists and is not a generated file (its first line does not start with `{}`): nothing was written; \
                 move it away, or generate into another folder",
                path.display(),
                MARKER.trim_end()
            ),
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some(Change::create(path, contents))),
        Err(error) => Err(folder::naming(&path, "read", &error)),
    }
}

/// The path, if it stays below the folder it is relative to.
fn inside(path: &Path) -> io::Result<&Path> {
    if path
        .components()
        .all(|component| matches!(component, Component::Normal(_)))
    {
        return Ok(path);
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        format!(
            "`{}` is not a path below the folder to write into",
            path.display()
        ),
    ))
}

/// Replaces the file at once, so that a reader sees the old contents or the new ones.
fn write(path: &Path, contents: &str) -> io::Result<()> {
    let named = |error: io::Error| folder::naming(path, "write", &error);
    let dir = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(dir).map_err(named)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = dir.join(format!(".{name}.{}.tmp", std::process::id()));
    let done = create(&temporary, contents).and_then(|()| {
        if let Ok(old) = fs::metadata(path) {
            fs::set_permissions(&temporary, old.permissions())?;
        }
        fs::rename(&temporary, path)
    });
    done.map_err(|error| {
        // The first error is the one to tell; a left-over temporary file is not worth another.
        let _ = fs::remove_file(&temporary);
        named(error)
    })
}

/// Writes a new file. One that an earlier run left is replaced, and never written through: it may be a link by now.
fn create(path: &Path, contents: &str) -> io::Result<()> {
    let open = || OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = match open() {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(path)?;
            open()?
        }
        other => other?,
    };
    file.write_all(contents.as_bytes())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
