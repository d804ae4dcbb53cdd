//! Generated files of earlier runs in a folder. Links below the folder are never followed.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use crate::emit::DOCUMENT;
use crate::files::{LIST, MARKER};

/// Returns the generated files with their contents, in the folders of modules that this run or the last one generated.
///
/// Other folders are not searched, so that the output of another run in a folder below `dir` is kept.
pub(super) fn generated<'p>(
    dir: &Path,
    files: impl Iterator<Item = &'p PathBuf>,
) -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let now = files.filter_map(|path| Some(path.parent()?.components().next()?.as_os_str().to_owned()));
    let modules: BTreeSet<OsString> = now.chain(declared(dir)).collect();
    let mut found = Vec::new();
    for module in modules {
        let folder = dir.join(module);
        if kind(&folder)?.is_some_and(|kind| kind.is_dir()) {
            collect(&folder, &mut found)?;
            skill(&folder, &mut found)?;
        }
    }
    Ok(found)
}

/// Returns the modules that the `mod.rs` of an earlier run declares. Only identifiers are accepted, since the file is not trusted and a
/// path may lead out of the folder.
fn declared(dir: &Path) -> Vec<OsString> {
    let path = dir.join("mod.rs");
    let is_file = kind(&path).is_ok_and(|kind| kind.is_some_and(|kind| kind.is_file()));
    let Some(bytes) = is_file.then(|| ours(&path)).and_then(Result::ok).flatten() else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(&bytes);
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(|name| name.trim_start_matches("r#"))
        .filter(|name| is_identifier(name))
        .map(OsString::from)
        .collect()
}

/// Returns whether a name can be the name of a generated module.
fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Returns the type of the file at a path, without following a link; `None` if there is no file.
fn kind(path: &Path) -> io::Result<Option<fs::FileType>> {
    match fs::symlink_metadata(path) {
        Ok(data) => Ok(Some(data.file_type())),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(naming(path, "read", &error)),
    }
}

/// Returns the contents of a file with the marker; `None` for another file, of which no more is read.
fn ours(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    file.by_ref().take(MARKER.len() as u64).read_to_end(&mut bytes)?;
    if bytes != MARKER.as_bytes() {
        return Ok(None);
    }
    file.read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Returns whether a file with these contents was generated: it has the marker, it is the document of a module that has it, or the list of a
/// skill has it.
pub(super) fn is_ours(path: &Path, contents: &[u8]) -> io::Result<bool> {
    let Some(module) = module_of(path) else {
        return Ok(contents.starts_with(MARKER.as_bytes()) || is_listed(path)?);
    };
    let is_file = kind(&module)?.is_some_and(|kind| kind.is_file());
    Ok(is_file && ours(&module)?.is_some())
}

/// Returns the module beside a document: `rest.rs` of `rest.openapi.json`.
fn module_of(document: &Path) -> Option<PathBuf> {
    let name = document.file_name()?.to_str()?.strip_suffix(DOCUMENT)?;
    Some(document.with_file_name(format!("{name}.rs")))
}

/// Returns whether the list of generated files in a folder above has a file.
fn is_listed(path: &Path) -> io::Result<bool> {
    for folder in path.ancestors().skip(1) {
        if let Some(listed) = listed(folder)? {
            return Ok(listed.iter().any(|listed| folder.join(listed) == path));
        }
    }
    Ok(false)
}

/// Returns the generated files of a skill's folder, relative to it; `None` if the folder has no list of them.
fn listed(folder: &Path) -> io::Result<Option<Vec<PathBuf>>> {
    let list = folder.join(LIST);
    if !kind(&list)?.is_some_and(|kind| kind.is_file()) {
        return Ok(None);
    }
    let Some(bytes) = ours(&list)? else {
        return Ok(None);
    };
    let text = String::from_utf8_lossy(&bytes);
    // The list is not trusted, and a path may lead out of the folder.
    let is_below = |path: &PathBuf| path.components().all(|part| matches!(part, Component::Normal(_)));
    let paths = text.lines().skip(1).map(PathBuf::from).filter(is_below);
    Ok(Some(paths.collect()))
}

/// Adds the generated files of a skill that exist.
fn skill(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) -> io::Result<()> {
    for path in listed(folder)?.unwrap_or_default() {
        let is_known = found.iter().any(|(known, _)| *known == folder.join(&path));
        if is_known || plain(folder, &path).is_err() {
            continue;
        }
        let path = folder.join(path);
        if kind(&path)?.is_some() {
            let bytes = fs::read(&path).map_err(|error| naming(&path, "read", &error))?;
            found.push((path, bytes));
        }
    }
    Ok(())
}

/// Returns the contents of a generated file; `None` for another one.
fn generated_file(path: &Path) -> io::Result<Option<Vec<u8>>> {
    if module_of(path).is_none() {
        return ours(path);
    }
    let contents = fs::read(path)?;
    Ok(is_ours(path, &contents)?.then_some(contents))
}

/// Checks that each existing part of a path below `dir` is a folder, and its last part a file.
///
/// # Errors
///
/// Returns an error with the path of a link or another kind of file. Writing to a link would change a file elsewhere.
pub(super) fn plain(dir: &Path, path: &Path) -> io::Result<()> {
    let mut place = dir.to_owned();
    let mut components = path.components().peekable();
    while let Some(component) = components.next() {
        place.push(component);
        let Some(kind) = kind(&place)? else {
            return Ok(());
        };
        let (fits, expected) = if components.peek().is_some() {
            (kind.is_dir(), "folder")
        } else {
            (kind.is_file(), "file")
        };
        if !fits {
            let link = if kind.is_symlink() { "a link, " } else { "" };
            let message = format!(
                "`{}` is {link}not a {expected}; nothing was written; move it, or generate into another folder",
                place.display()
            );
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
    }
    Ok(())
}

/// Adds the generated files of a folder and its subfolders.
fn collect(dir: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) -> io::Result<()> {
    let entries = fs::read_dir(dir).map_err(|error| naming(dir, "read", &error))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    for path in paths {
        // A link is the user's: it is neither followed nor removed.
        let Some(kind) = kind(&path)? else { continue };
        if kind.is_dir() {
            collect(&path, found)?;
        } else if kind.is_file() && may_be_ours(&path) {
            let bytes = generated_file(&path).map_err(|error| naming(&path, "read", &error))?;
            found.extend(bytes.map(|bytes| (path, bytes)));
        }
    }
    Ok(())
}

/// Returns whether a file has a name of generated ones.
fn may_be_ours(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs") || module_of(path).is_some()
}

/// Removes a file, and its folder if that is empty then.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path).map_err(|error| naming(path, "remove", &error))?;
    if let Some(dir) = path.parent() {
        // The system does not remove a folder that is not empty.
        let _ = fs::remove_dir(dir);
    }
    Ok(())
}

/// Returns the error with the action and the path.
pub(super) fn naming(path: &Path, what: &str, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("cannot {what} `{}`: {error}", path.display()),
    )
}
