//! Import: a spec for the operations of an `OpenAPI` document.
//!
//! The types of bodies and responses stay in the document, to which the spec refers. What the document has and the spec cannot say is
//! reported.

mod adapter;
mod api;
mod authentication;
mod body;
mod choice;
mod input;
mod name;
mod operation;
mod prose;
mod server;
mod spec;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostics, Report};
use crate::include::loader::Loader;
use crate::include::{FileReader, PackageReader};
use crate::openapi::{self, Documents, Reading, Refs};
use crate::options::{Emit, Options};
use crate::source::Sources;
use spec::Origin;

/// What is imported, and how.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The namespace of the consumed API, instead of the document's title.
    pub namespace: Option<String>,
    /// The tags of which operations have one; none for all operations.
    pub tags: Vec<String>,
    /// The ids of the operations, or their names in the spec; none for all operations.
    pub operations: Vec<String>,
    /// The path of the operations, with `*` for any characters.
    pub path: Option<String>,
    /// The adapters of the spec.
    pub expose: Emit,
    /// The file that the spec is written to, which its references are relative to.
    pub out: Option<PathBuf>,
}

/// The result of an import.
#[derive(Debug)]
pub struct Import {
    /// The spec as YAML; `None` after an error.
    pub text: Option<String>,
    /// What is wrong with the document, and what has no counterpart in the spec.
    pub report: Report,
}

/// Imports a document, with the overlays of the options.
pub fn import_openapi(path: &Path, import: &ImportOptions, options: &Options, loader: &dyn Loader) -> Import {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let mut files = FileReader::new(loader, &options.allow_paths);
    let reading = Reading {
        spec: path,
        options,
        files: &mut files.package(path),
        sources: &mut sources,
        diagnostics: &mut diagnostics,
    };
    let text = imported(import, reading);
    if options.strict {
        diagnostics.make_strict(&HashSet::new());
    }
    let report = Report::new(diagnostics, sources);
    Import {
        text: text.filter(|_| !report.has_errors()),
        report,
    }
}

fn imported(import: &ImportOptions, mut reading: Reading<'_, '_, '_>) -> Option<String> {
    let tree = openapi::open(&mut reading)?;
    let source = tree.source;
    let origin = Origin {
        document: relative(reading.spec, import, reading.files),
        overlays: reading
            .options
            .overlay
            .get("")
            .into_iter()
            .flatten()
            .map(|overlay| relative(overlay, import, reading.files))
            .collect(),
        refs: replacements(import, &reading),
        text: reading.sources.get(source)?.text().to_owned(),
    };
    let Reading {
        spec,
        options,
        files,
        sources,
        diagnostics,
    } = reading;
    let reading = Reading {
        spec,
        options,
        files: &mut *files,
        sources: &mut *sources,
        diagnostics: &mut *diagnostics,
    };
    let tree = Documents::default().changed(tree, reading);
    let outline = openapi::outline::outline(tree, &Refs::for_all(options), files, sources, diagnostics)?;
    spec::spec(&outline, &origin, import, source, diagnostics)
}

/// Returns the files in place of those that references name, as the spec has them.
fn replacements(import: &ImportOptions, reading: &Reading<'_, '_, '_>) -> Vec<String> {
    let pairs = reading.options.refs.get("").into_iter().flatten();
    let texts = pairs.map(|(from, to)| format!("{from}={}", relative(to, import, reading.files)));
    texts.collect()
}

/// Returns the path of a file relative to the spec.
fn relative(file: &Path, import: &ImportOptions, files: &PackageReader<'_, '_>) -> String {
    let folder = import.out.as_deref().and_then(Path::parent);
    let path = folder.map_or_else(|| file.to_owned(), |folder| files.relative(folder, file));
    match path.display().to_string() {
        path if path.is_empty() => ".".to_owned(),
        path => path,
    }
}
