//! MCP resources that are files, read from one file or folder only.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::mcp::result::Content;
use crate::{media_type, percent};

/// Unescaped characters in the segment of a URI (RFC 3986, unreserved).
pub(crate) const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The largest number of listed files, and the largest depth of folders.
const MAX_FILES: usize = 10_000;
const MAX_DEPTH: usize = 32;

/// An error of reading a file.
#[derive(Debug)]
pub(crate) enum FileError {
    /// No file has this URI: it is missing, a folder, or outside of the location.
    Absent,
    /// The file has this many bytes, which exceeds the limit.
    TooLarge(u64),
    /// The system returned an error.
    Failed(io::Error),
}

/// A listed file: its URI below the folder's (empty for a single file), and its name.
#[derive(Debug, PartialEq)]
pub(crate) struct Listed {
    pub(crate) below: String,
    pub(crate) name: String,
}

/// Returns the files at a location, sorted by name. Hidden files are ignored, and so are links that lead outside of
/// the folder.
pub(crate) fn list(location: &Path) -> io::Result<Vec<Listed>> {
    let root = location.canonicalize()?;
    if root.is_file() {
        return Ok(vec![Listed {
            below: String::new(),
            name: file_name(&root),
        }]);
    }
    let mut found = Vec::new();
    walk(&root, &root, 0, &mut found)?;
    Ok(found)
}

fn walk(root: &Path, folder: &Path, depth: usize, found: &mut Vec<Listed>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if found.len() >= MAX_FILES {
            return Ok(());
        }
        let path = entry.path();
        if file_name(&path).starts_with('.') {
            continue;
        }
        // Links to folders are not followed, so that they cannot form a cycle.
        if entry.file_type()?.is_dir() {
            if depth < MAX_DEPTH {
                walk(root, &path, depth + 1, found)?;
            }
        } else if path
            .canonicalize()
            .is_ok_and(|real| real.is_file() && real.starts_with(root))
            && let Some(below) = below(root, &path)
        {
            let name = file_name(&path);
            found.push(Listed { below, name });
        }
    }
    Ok(())
}

/// Returns the path below the root as segments of a URI; `None` when a name is not UTF-8.
fn below(root: &Path, path: &Path) -> Option<String> {
    let mut uri = String::new();
    for component in path.strip_prefix(root).ok()?.components() {
        let name = component.as_os_str().to_str()?;
        uri.push('/');
        uri.extend(utf8_percent_encode(name, SEGMENT));
    }
    Some(uri)
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Reads the file at a location, or below it by the rest of a URI (which starts with a slash or is empty).
pub(crate) fn read(location: &Path, rest: &str, mime_type: &str, limit: usize) -> Result<Content, FileError> {
    let root = location.canonicalize().map_err(read_error)?;
    let path = if rest.is_empty() {
        root
    } else {
        let path = join(&root, rest).ok_or(FileError::Absent)?;
        let real = path.canonicalize().map_err(read_error)?;
        if !real.starts_with(&root) || real == root {
            return Err(FileError::Absent);
        }
        real
    };
    let metadata = fs::metadata(&path).map_err(read_error)?;
    if !metadata.is_file() {
        return Err(FileError::Absent);
    }
    if usize::try_from(metadata.len()).map_or(true, |length| length > limit) {
        return Err(FileError::TooLarge(metadata.len()));
    }
    let bytes = Bytes::from(fs::read(&path).map_err(read_error)?);
    Ok(content(bytes, &file_name(&path), mime_type))
}

/// Returns a path of plain names below the root; `None` when a segment is empty or hidden, or would leave the root.
fn join(root: &Path, rest: &str) -> Option<PathBuf> {
    let mut path = root.to_owned();
    for segment in rest.strip_prefix('/')?.split('/') {
        let name = percent::decode(segment)?;
        let mut components = Path::new(name.as_ref()).components();
        let plain = matches!(
            (components.next(), components.next()),
            (Some(Component::Normal(only)), None) if only == name.as_ref()
        );
        if !plain || name.starts_with('.') {
            return None;
        }
        path.push(name.as_ref());
    }
    Some(path)
}

fn content(bytes: Bytes, name: &str, declared: &str) -> Content {
    let by_name = media_type::of_name(name);
    let mime_type = if declared.is_empty() {
        by_name
    } else {
        Some(declared)
    };
    let content = Content::from(bytes);
    match mime_type {
        Some(mime_type) if media_type::is_text(mime_type) => content.with_mime_type(mime_type),
        Some(mime_type) => content.into_blob().with_mime_type(mime_type),
        // UTF-8 becomes text, anything else bytes.
        None => content,
    }
}

fn read_error(error: io::Error) -> FileError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidInput => {
            FileError::Absent
        }
        _ => FileError::Failed(error),
    }
}
