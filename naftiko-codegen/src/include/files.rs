//! The only reader of files: specs, and the files that specs include.
//!
//! The user names a spec, which may be anywhere. A file that a spec includes must be below the package of that spec, or below a path of
//! the option `allow_paths`, with links resolved. The package is the nearest folder above the spec with a `Cargo.toml`, else the spec's
//! own folder. The reason: the author of a spec may not be trusted, and included files become part of the program.

use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::loader::Loader;
use crate::diagnostic::{Diagnostic, codes};
use crate::file_path;
use crate::source::{SourceId, Sources};
use crate::spec::Text;
use crate::yaml;

/// The largest size of a prompt file in bytes.
pub(crate) const MAX_PROMPT_BYTES: u64 = 1 << 20;
/// The largest size of an Avro or Protobuf schema in bytes.
pub(crate) const MAX_SCHEMA_BYTES: u64 = 1 << 20;
/// The largest size of all files of a skill in bytes.
pub(crate) const MAX_SKILL_BYTES: u64 = 2 << 20;

/// The purpose of an included file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// A spec whose entries another spec imports.
    Import,
    /// The text of a prompt.
    Prompt,
    /// An Avro or Protobuf schema.
    Schema,
    /// An `OpenAPI` document, or a file that one refers to.
    Document,
    /// Changes of an `OpenAPI` document.
    Overlay,
    /// The folder of a skill.
    Skill,
}

impl FileKind {
    /// Returns the name of such a file in diagnostics.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Import => "imported file",
            Self::Prompt => "prompt file",
            Self::Schema => "schema file",
            Self::Document => "OpenAPI document",
            Self::Overlay => "overlay",
            Self::Skill => "skill folder",
        }
    }

    /// Returns the largest size of such a file in bytes.
    pub(super) fn limit(self) -> u64 {
        match self {
            Self::Import => yaml::MAX_BYTES as u64,
            Self::Prompt => MAX_PROMPT_BYTES,
            Self::Schema => MAX_SCHEMA_BYTES,
            Self::Document | Self::Overlay => yaml::Limits::DOCUMENT.bytes as u64,
            Self::Skill => MAX_SKILL_BYTES,
        }
    }
}

/// An included file.
pub(crate) struct File {
    /// The path in diagnostics and for cargo's change tracking.
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
}

impl File {
    /// Returns the text, without the byte order mark that some editors write before it; `None` when it is not UTF-8.
    pub(super) fn text(&self) -> Option<&str> {
        let text = std::str::from_utf8(&self.bytes).ok()?;
        Some(text.strip_prefix('\u{feff}').unwrap_or(text))
    }
}

/// The position of a path relative to the package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Below a path of the option `allow_paths`.
    Allowed,
    /// Below the package, by a relative path.
    Package,
    /// Anywhere else, or an absolute path.
    Outside,
}

/// The location of a file or folder.
pub(super) struct Located {
    /// The path as diagnostics show it.
    pub(super) path: PathBuf,
    /// The path with links resolved.
    pub(super) real: PathBuf,
    pub(super) place: Place,
}

/// The reason why a file is not included.
pub(crate) enum Refusal {
    /// The file is outside the package and the allowed paths, which is an error for every purpose.
    Outside(Box<Diagnostic>),
    /// The file cannot be read.
    Unreadable(PathBuf, io::Error),
}

/// Reads the files of one run.
pub(crate) struct FileReader<'a> {
    loader: &'a dyn Loader,
    /// Folders and files outside the package that specs may include, with links resolved.
    allowed: Vec<PathBuf>,
    /// Every file that was read, for cargo's change tracking.
    read: Vec<PathBuf>,
    /// Every included file that does not exist.
    missing: Vec<PathBuf>,
}

/// Reads the files that one spec includes.
pub(crate) struct PackageReader<'r, 'a> {
    files: &'r mut FileReader<'a>,
    /// The package, with links resolved.
    root: PathBuf,
}

impl<'a> FileReader<'a> {
    /// Creates a reader over a loader.
    pub(crate) fn new(loader: &'a dyn Loader, allow_paths: &[PathBuf]) -> Self {
        // A path that does not exist here may exist on the machine that runs the program.
        let real = |path: &PathBuf| loader.real_path(path).unwrap_or_else(|_| path.clone());
        Self {
            loader,
            allowed: allow_paths.iter().map(real).collect(),
            read: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// Reads a spec that the user named.
    pub(crate) fn spec(&mut self, path: &Path) -> io::Result<Vec<u8>> {
        let bytes = self.loader.load(path, yaml::MAX_BYTES as u64)?;
        self.read.push(path.to_owned());
        Ok(bytes)
    }

    /// Returns the reader for the files that a spec includes.
    pub(crate) fn package(&mut self, spec: &Path) -> PackageReader<'_, 'a> {
        let folder = spec.parent().unwrap_or(Path::new(""));
        let real = self.loader.real_path(folder);
        let folder = real.unwrap_or_else(|_| folder.to_owned());
        let is_package = |folder: &&Path| self.loader.real_path(&folder.join("Cargo.toml")).is_ok();
        let root = folder.ancestors().find(is_package).unwrap_or(&folder).to_owned();
        PackageReader { files: self, root }
    }

    /// Returns the path of every file that was read, and of every included file that does not exist.
    pub(crate) fn into_paths(self) -> (Vec<PathBuf>, Vec<PathBuf>) {
        (self.read, self.missing)
    }
}

impl PackageReader<'_, '_> {
    /// Reads the file with the path `location`, which is relative to the file that contains it.
    pub(crate) fn include(
        &mut self,
        location: &Text,
        kind: FileKind,
        sources: &Sources,
    ) -> Result<File, Refusal> {
        self.include_in(location.span.source, location, kind, sources)
    }

    /// Reads the file with the path `location`, which is relative to the file `origin`.
    pub(crate) fn include_in(
        &mut self,
        origin: SourceId,
        location: &Text,
        kind: FileKind,
        sources: &Sources,
    ) -> Result<File, Refusal> {
        let Located { path, real, place } = self.locate_in(origin, location, sources);
        if place == Place::Outside {
            return Err(Refusal::Outside(Box::new(outside(location, kind, &path))));
        }
        // The real path is the one whose place was checked.
        match self.files.loader.load(&real, kind.limit()) {
            Ok(bytes) => {
                self.files.read.push(path.clone());
                Ok(File { path, bytes })
            }
            Err(error) => {
                if error.kind() == io::ErrorKind::NotFound && !self.files.missing.contains(&path) {
                    self.files.missing.push(path.clone());
                }
                Err(Refusal::Unreadable(path, error))
            }
        }
    }

    /// Returns the names in a folder, sorted. `real` is a path without links whose place was checked, as in the next two.
    pub(super) fn names(&self, real: &Path) -> io::Result<Vec<OsString>> {
        let mut names = self.files.loader.list(real)?;
        names.sort();
        Ok(names)
    }

    /// Returns whether a path leads elsewhere by a link at its end.
    pub(super) fn is_link(&self, real: &Path) -> bool {
        self.files
            .loader
            .real_path(real)
            .map_or(true, |target| target != real)
    }

    /// Reads a file in a folder; `shown` is its path in diagnostics.
    pub(super) fn load(&mut self, real: &Path, shown: PathBuf, limit: u64) -> io::Result<Vec<u8>> {
        let bytes = self.files.loader.load(real, limit)?;
        self.files.read.push(shown);
        Ok(bytes)
    }

    /// Reads a file that the user named.
    pub(crate) fn named(&mut self, path: &Path, kind: FileKind) -> io::Result<Vec<u8>> {
        let bytes = self.files.loader.load(path, kind.limit())?;
        self.files.read.push(path.to_owned());
        Ok(bytes)
    }

    /// Returns whether a file exists.
    pub(crate) fn exists(&self, path: &Path) -> bool {
        self.files.loader.real_path(path).is_ok()
    }

    /// Returns whether two paths are of one file.
    pub(crate) fn is_same(&self, one: &Path, other: &Path) -> bool {
        self.real(one) == self.real(other)
    }

    /// Returns the path of a file relative to a folder; an absolute path if they have nothing in common.
    pub(crate) fn relative(&self, folder: &Path, file: &Path) -> PathBuf {
        let (folder, file) = (self.real(folder), self.real(file));
        let common = folder
            .components()
            .zip(file.components())
            .take_while(|(one, other)| one == other)
            .count();
        if common == 0 && file.is_absolute() {
            return file;
        }
        let up = folder.components().skip(common).map(|_| Component::ParentDir);
        up.chain(file.components().skip(common)).collect()
    }

    /// Returns the path of a location as diagnostics show it.
    pub(crate) fn path_of(&self, location: &Text, sources: &Sources) -> PathBuf {
        self.locate(location, sources).path
    }

    /// Returns where a location is, which is relative to the file that contains it.
    pub(super) fn locate(&self, location: &Text, sources: &Sources) -> Located {
        self.locate_in(location.span.source, location, sources)
    }

    fn locate_in(&self, origin: SourceId, location: &Text, sources: &Sources) -> Located {
        let named = file_path::of_location(&location.value);
        let origin = Path::new(sources.get(origin).map_or("", |source| source.name()));
        let path = file_path::beside(origin, Path::new(&named));
        let real = self.real(&path);
        let place = if self.files.allowed.iter().any(|allowed| contains(allowed, &real)) {
            Place::Allowed
        } else if !Path::new(&named).has_root() && contains(&self.root, &real) {
            Place::Package
        } else {
            Place::Outside
        };
        Located { path, real, place }
    }

    /// Returns the path with links resolved. If it does not exist, links of its nearest existing folder are resolved.
    fn real(&self, path: &Path) -> PathBuf {
        for folder in path.ancestors() {
            if let Ok(real) = self.files.loader.real_path(folder) {
                return match path.strip_prefix(folder) {
                    Ok(rest) if rest.as_os_str().is_empty() => real,
                    Ok(rest) => real.join(rest),
                    Err(_) => path.to_owned(),
                };
            }
        }
        path.to_owned()
    }
}

/// Returns the diagnostic of a file outside the package.
pub(super) fn outside(location: &Text, kind: FileKind, path: &Path) -> Diagnostic {
    let (noun, shown) = (kind.noun(), path.display());
    let message = if path.has_root() {
        format!("{noun} `{shown}` has an absolute path; it is not read")
    } else {
        format!("{noun} `{shown}` is outside the package; it is not read")
    };
    let help = format!(
        "move the file into the package and write its path relative to this file, or allow it with the option \
         `allow_paths` (`--allow-paths {}`)",
        path.parent().unwrap_or(path).display()
    );
    Diagnostic::new(codes::FILE_OUTSIDE, location.span, message).help(help)
}

/// Returns whether a path is a folder or below it. Both are without links, and a relative one has `..` only at its start.
fn contains(folder: &Path, path: &Path) -> bool {
    path.strip_prefix(folder)
        .is_ok_and(|rest| rest.components().all(|part| matches!(part, Component::Normal(_))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_contains_what_is_below_it() {
        let contains = |folder: &str, path: &str| super::contains(Path::new(folder), Path::new(path));
        assert!(contains("/a/b", "/a/b/c") && contains("/a/b", "/a/b") && contains("", "a/b"));
        assert!(!contains("/a/b", "/a/bc") && !contains("/a/b", "/a") && !contains("/a", "a"));
        assert!(!contains("", "../a") && !contains("", "/a"));
    }
}
