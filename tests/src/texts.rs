//! Specs in memory, compiled without a file system.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use naftiko_codegen::diagnostic::{Diagnostic, Notes, Report, Style};
use naftiko_codegen::{Import, ImportOptions, Loader, Options, Outcome, generate, import_openapi};

/// Files in memory.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    files: BTreeMap<PathBuf, Vec<u8>>,
    /// Links, with the path that each leads to.
    links: BTreeMap<PathBuf, PathBuf>,
}

impl Texts {
    /// Creates one spec, `spec.yaml`.
    pub fn spec(text: impl Into<Vec<u8>>) -> Self {
        Self::default().with("spec.yaml", text)
    }

    /// Creates a spec and its imports from one text, in which a line `+++ path` begins each import.
    pub fn files(bytes: &[u8]) -> Self {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Self::spec(bytes);
        };
        let mut files = text.split("\n+++ ");
        let spec = Self::spec(files.next().unwrap_or_default());
        files.fold(spec, |texts, file| {
            let (path, text) = file.split_once('\n').unwrap_or((file, ""));
            texts.with(path.trim(), text)
        })
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }

    /// Adds a link.
    #[must_use]
    pub fn with_link(mut self, path: impl Into<PathBuf>, target: impl Into<PathBuf>) -> Self {
        self.links.insert(path.into(), target.into());
        self
    }

    /// Compiles `spec.yaml`.
    pub fn compile(&self) -> Outcome {
        self.compile_all(&["spec.yaml"])
    }

    /// Compiles `spec.yaml` with options.
    pub fn compile_with(&self, options: &Options) -> Outcome {
        generate(&["spec.yaml".into()], options, self)
    }

    /// Imports `spec.yaml`, which is an `OpenAPI` document.
    pub fn import(&self, import: &ImportOptions) -> Import {
        import_openapi(Path::new("spec.yaml"), import, &Options::default(), self)
    }

    /// Compiles these files in one run.
    pub fn compile_all(&self, paths: &[&str]) -> Outcome {
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        generate(&paths, &Options::default(), self)
    }
}

impl Loader for Texts {
    fn load(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let bytes = self.files.get(path).ok_or_else(missing)?;
        match u64::try_from(bytes.len()) {
            Ok(length) if length <= limit => Ok(bytes.clone()),
            _ => Err(io::ErrorKind::FileTooLarge.into()),
        }
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        if let Some(target) = self.links.get(path) {
            return Ok(target.clone());
        }
        let exists = self.files.keys().any(|file| file.starts_with(path));
        exists.then(|| path.to_owned()).ok_or_else(missing)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        if self.files.contains_key(folder) {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let below = self.files.keys().chain(self.links.keys());
        let below = below.filter_map(|file| file.strip_prefix(folder).ok());
        let names = below.filter_map(|path| Some(path.components().next()?.as_os_str().to_owned()));
        let names: BTreeSet<OsString> = names.collect();
        Ok(names.into_iter().collect())
    }
}

/// Returns the plain text of the diagnostics that a condition selects.
pub fn shown(outcome: &Outcome, select: impl Fn(&Diagnostic) -> bool) -> String {
    selected(&outcome.report, select)
}

/// Returns the plain text of the diagnostics of a report that a condition selects.
pub fn selected(report: &Report, select: impl Fn(&Diagnostic) -> bool) -> String {
    let selected = report.diagnostics().iter().filter(|found| select(found));
    selected.map(|found| report.render_one(found) + "\n\n").collect()
}

/// Returns every diagnostic as plain text, with the notes.
pub fn rendered(outcome: &Outcome) -> String {
    outcome.report.render_with(Style::Plain, Notes::Shown)
}

/// Returns the sections of a text: a title after `=== `, and the lines below it.
pub fn sections(text: &str) -> Vec<(&str, &str)> {
    let sections = text.split("=== ").skip(1);
    sections
        .filter_map(|section| section.split_once('\n'))
        .map(|(title, text)| (title.trim(), text))
        .collect()
}

fn missing() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "no such file")
}
