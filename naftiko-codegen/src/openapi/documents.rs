//! The documents of a run: each is read once, for every spec and API that uses it.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::describe::Candidates;
use super::document::{self, Document};
use super::named::{Named, Refs};
use super::overlay::{self, Overlay};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::include::PackageReader;
use crate::include::files::{FileKind, Refusal};
use crate::index::Index;
use crate::options::{Options, PerNamespace, Types};
use crate::source::{Source, SourceId, Sources, Span, Spanned};
use crate::spec::ConsumedApi;
use crate::yaml::{self, Tree};

/// The endings of a document beside its spec: `parcels.openapi.yaml`.
const BESIDE: [&str; 3] = ["openapi.yaml", "openapi.yml", "openapi.json"];

/// The documents and overlays that have been read.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    /// By their path, the files in place of references, and the paths of the overlays that change them.
    documents: HashMap<(PathBuf, Refs, Vec<PathBuf>), Known<Document>>,
    overlays: HashMap<PathBuf, Known<Overlay>>,
}

/// A file that has been read, with its content if it is valid.
#[derive(Debug)]
struct Known<T> {
    source: SourceId,
    content: Option<Rc<T>>,
}

impl<T> Clone for Known<T> {
    fn clone(&self) -> Self {
        Self {
            source: self.source,
            content: self.content.clone(),
        }
    }
}

/// The files and places of one spec.
pub(crate) struct Reading<'r, 'p, 'a> {
    /// The path of the spec, or of a document that is read without a spec.
    pub(crate) spec: &'r Path,
    pub(crate) options: &'r Options,
    pub(crate) files: &'r mut PackageReader<'p, 'a>,
    pub(crate) sources: &'r mut Sources,
    pub(crate) diagnostics: &'r mut Diagnostics,
}

impl Documents {
    /// Returns the documents of each consumed API, and the sources whose errors concern the spec.
    pub(crate) fn of_spec(
        &mut self,
        index: &Index<'_>,
        mut reading: Reading<'_, '_, '_>,
    ) -> (Vec<Candidates>, Vec<SourceId>) {
        let mut used = Vec::new();
        let sole = index.apis.len() == 1;
        let candidates = index.apis.iter().map(|indexed| {
            let (names, of_this_api) = documents_of(indexed.api, &reading);
            let overlays = self.overlays_of(indexed.api, &mut reading);
            used.extend(overlays.iter().map(|(_, overlay)| overlay.source));
            let required = indexed.option(reading.options, |options| &options.types) == Types::Required;
            if names.is_empty() {
                without_document(indexed.api, required, &overlays, reading.diagnostics);
            }
            let refs = Refs::of(indexed, reading.options);
            let mut documents = Vec::new();
            for name in names {
                let known = self.read(&name, &refs, &overlays, &mut reading);
                used.push(known.source);
                documents.extend(known.content);
            }
            Candidates {
                documents,
                of_this_api: of_this_api || sole,
                required,
            }
        });
        let candidates = candidates.collect();
        (candidates, used)
    }

    fn read(
        &mut self,
        named: &Named,
        refs: &Refs,
        overlays: &[(PathBuf, Known<Overlay>)],
        reading: &mut Reading<'_, '_, '_>,
    ) -> Known<Document> {
        let path = named.path(reading.files, reading.sources);
        let changes = overlays.iter().map(|(path, _)| path.clone()).collect();
        let known = self.documents.entry((path, refs.clone(), changes));
        known
            .or_insert_with_key(|(path, refs, _)| document(named, path, refs, overlays, reading))
            .clone()
    }

    /// Returns the tree of each document of a spec, with the changes of its overlays, and the files in place of references.
    pub(crate) fn trees(&mut self, index: &Index<'_>, mut reading: Reading<'_, '_, '_>) -> Vec<(Tree, Refs)> {
        let mut trees = Vec::new();
        for indexed in &index.apis {
            let overlays = self.overlays_of(indexed.api, &mut reading);
            let refs = Refs::of(indexed, reading.options);
            for name in documents_of(indexed.api, &reading).0 {
                let path = name.path(reading.files, reading.sources);
                if let Ok(tree) = tree(&name, &path, FileKind::Document, &mut reading) {
                    trees.push((changed(tree, &path, &overlays, &mut reading), refs.clone()));
                }
            }
        }
        trees
    }

    /// Returns the tree of a document with the changes of the overlays for all APIs.
    pub(crate) fn changed(&mut self, tree: Tree, mut reading: Reading<'_, '_, '_>) -> Tree {
        let paths = reading.options.overlay.get("").into_iter().flatten();
        let names: Vec<Named> = paths.cloned().map(Named::Option).collect();
        let overlays = self.overlays(&names, &mut reading);
        let path = reading.spec;
        changed(tree, path, &overlays, &mut reading)
    }

    /// Returns the overlays of an API with their paths, in the order in which they are applied.
    fn overlays_of(
        &mut self,
        api: &ConsumedApi,
        reading: &mut Reading<'_, '_, '_>,
    ) -> Vec<(PathBuf, Known<Overlay>)> {
        let names = named(api, reading.options, |options| &options.overlay);
        self.overlays(&names.map_or_else(Vec::new, |(names, _)| names), reading)
    }

    fn overlays(
        &mut self,
        names: &[Named],
        reading: &mut Reading<'_, '_, '_>,
    ) -> Vec<(PathBuf, Known<Overlay>)> {
        let overlays = names.iter().map(|named| {
            let path = named.path(reading.files, reading.sources);
            let known = self.overlays.entry(path.clone());
            let known = known.or_insert_with_key(|path| overlay(named, path, reading));
            (path, known.clone())
        });
        overlays.collect()
    }
}

/// Returns the names of the documents of an API, and whether they are of this API alone.
fn documents_of(api: &ConsumedApi, reading: &Reading<'_, '_, '_>) -> (Vec<Named>, bool) {
    named(api, reading.options, |options| &options.openapi).unwrap_or_else(|| {
        let found = documents_beside(reading.spec).find(|path| reading.files.exists(path));
        (found.map(Named::Option).into_iter().collect(), false)
    })
}

/// Returns the files that an option names for an API, and whether they are of this API alone. The option of the front comes before the key
/// of the spec.
fn named(
    api: &ConsumedApi,
    options: &Options,
    option: fn(&Options) -> &PerNamespace<Vec<PathBuf>>,
) -> Option<(Vec<Named>, bool)> {
    let namespace = api.namespace.as_str();
    if let Some(paths) = option(options).get(namespace) {
        let is_own = option(options).namespaces().contains(&namespace);
        return Some((paths.iter().cloned().map(Named::Option).collect(), is_own));
    }
    let paths = option(api.options.as_ref()?).get(namespace)?;
    let key = |path: &PathBuf| {
        Named::Key(Spanned::new(
            path.to_string_lossy().into_owned(),
            api.namespace.span,
        ))
    };
    Some((paths.iter().map(key).collect(), true))
}

/// Reports an API without a document, if the user requires types or names overlays.
fn without_document(
    api: &ConsumedApi,
    required: bool,
    overlays: &[(PathBuf, Known<Overlay>)],
    diagnostics: &mut Diagnostics,
) {
    let help = "name the document with the option `openapi`";
    if required {
        let message = format!(
            "`{}` has no OpenAPI document, which `types: required` asks for",
            api.namespace
        );
        let diagnostic = Diagnostic::new(codes::TYPES_REQUIRED, api.namespace.span, message);
        diagnostics.push(diagnostic.help(help));
    }
    for (path, _) in overlays {
        let message = format!(
            "`{}` has no OpenAPI document, which the overlay `{}` is for",
            api.namespace,
            path.display()
        );
        let diagnostic = Diagnostic::new(codes::OVERLAY_UNMATCHED, api.namespace.span, message);
        diagnostics.push(diagnostic.help(help));
    }
}

/// Returns the paths that an `OpenAPI` document beside a spec may have.
pub fn documents_beside(spec: &Path) -> impl Iterator<Item = PathBuf> {
    BESIDE.iter().map(|ending| spec.with_extension(ending))
}

/// Returns the paths of specs: all but those of `OpenAPI` documents beside one of them, which patterns such as `*.yaml` include.
pub fn without_documents(paths: &[PathBuf]) -> Vec<&Path> {
    let documents: HashSet<PathBuf> = paths.iter().flat_map(|spec| documents_beside(spec)).collect();
    let paths = paths.iter().map(PathBuf::as_path);
    paths.filter(|path| !documents.contains(*path)).collect()
}

/// Reads a document and applies overlays to it. What is wrong with it is reported.
fn document(
    named: &Named,
    path: &Path,
    refs: &Refs,
    overlays: &[(PathBuf, Known<Overlay>)],
    reading: &mut Reading<'_, '_, '_>,
) -> Known<Document> {
    match tree(named, path, FileKind::Document, reading) {
        Ok(tree) => {
            let tree = changed(tree, path, overlays, reading);
            let source = tree.source;
            let document = document::read(tree, refs, reading.files, reading.sources, reading.diagnostics);
            Known {
                source,
                content: document.map(Rc::new),
            }
        }
        Err(source) => Known {
            source,
            content: None,
        },
    }
}

/// Returns the tree of the document `path` with the changes of overlays.
fn changed(
    tree: Tree,
    path: &Path,
    overlays: &[(PathBuf, Known<Overlay>)],
    reading: &mut Reading<'_, '_, '_>,
) -> Tree {
    let overlays = overlays
        .iter()
        .filter_map(|(_, overlay)| overlay.content.as_deref());
    overlays.fold(tree, |tree, overlay| {
        overlay.check_extends(path, reading.files, reading.sources, reading.diagnostics);
        overlay.apply(tree, reading.diagnostics)
    })
}

/// Reads a document that the user names, or another file of its size. What is wrong with it is reported.
pub(crate) fn open(reading: &mut Reading<'_, '_, '_>) -> Option<Tree> {
    let path = reading.spec;
    tree(&Named::Option(path.to_owned()), path, FileKind::Document, reading).ok()
}

/// Reads an overlay. What is wrong with it is reported.
fn overlay(named: &Named, path: &Path, reading: &mut Reading<'_, '_, '_>) -> Known<Overlay> {
    match tree(named, path, FileKind::Overlay, reading) {
        Ok(tree) => Known {
            source: tree.source,
            content: overlay::read(&tree, reading.diagnostics).map(Rc::new),
        },
        Err(source) => Known {
            source,
            content: None,
        },
    }
}

/// Reads a file into a tree. For a file that cannot be read, which is reported, returns the source of the report.
fn tree(
    named: &Named,
    path: &Path,
    kind: FileKind,
    reading: &mut Reading<'_, '_, '_>,
) -> Result<Tree, SourceId> {
    let bytes = match named.read(kind, reading.files, reading.sources) {
        Ok(bytes) => bytes,
        Err(Refusal::Unreadable(_, error)) => return Err(unreadable(named, path, kind, &error, reading)),
        Err(Refusal::Outside(diagnostic)) => {
            let source = diagnostic.primary.span.source;
            reading.diagnostics.push(*diagnostic);
            return Err(source);
        }
    };
    let shown = path.display().to_string();
    let limits = yaml::Limits::DOCUMENT;
    let tree = yaml::parse_within(reading.sources, &shown, &bytes, limits, reading.diagnostics);
    tree.ok_or_else(|| reading.sources.last())
}

/// Reports a file that cannot be read, and returns the source of the report.
fn unreadable(
    named: &Named,
    path: &Path,
    kind: FileKind,
    error: &io::Error,
    reading: &mut Reading<'_, '_, '_>,
) -> SourceId {
    let shown = path.display().to_string();
    let place = match named {
        Named::Option(_) => Span::file(reading.sources.add(Source::new(shown.as_str(), ""))),
        Named::Key(text) => text.span,
    };
    let code = match kind {
        FileKind::Overlay => codes::OVERLAY_UNREADABLE,
        _ => codes::DOCUMENT_UNREADABLE,
    };
    let message = format!("the {} `{shown}` cannot be read: {error}", kind.noun());
    let diagnostic = Diagnostic::new(code, place, message);
    reading
        .diagnostics
        .push(diagnostic.help(format!("correct the path of the {}", kind.noun())));
    place.source
}
