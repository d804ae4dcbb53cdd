//! The documents of a run: each is read once, for every spec and API that uses it.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::describe::Candidates;
use super::document::{self, Document};
use super::named::{Named, Refs};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::include::PackageReader;
use crate::include::files::Refusal;
use crate::index::Index;
use crate::options::{Options, Types};
use crate::source::{Source, SourceId, Sources, Span, Spanned};
use crate::spec::ConsumedApi;
use crate::yaml;

/// The endings of a document beside its spec: `parcels.openapi.yaml`.
const BESIDE: [&str; 3] = ["openapi.yaml", "openapi.yml", "openapi.json"];

/// The documents that have been read, by path and files in place of references.
#[derive(Debug, Default)]
pub(crate) struct Documents(HashMap<(PathBuf, Refs), Known>);

#[derive(Clone, Debug)]
struct Known {
    source: SourceId,
    document: Option<Rc<Document>>,
}

/// The files and places of one spec.
pub(crate) struct Reading<'r, 'p, 'a> {
    /// The path of the spec.
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
            let (names, of_this_api) = named(indexed.api, &reading);
            let required = indexed.option(reading.options, |options| &options.types) == Types::Required;
            if required && names.is_empty() {
                without_document(indexed.api, reading.diagnostics);
            }
            let refs = Refs::of(indexed, reading.options);
            let mut documents = Vec::new();
            for name in names {
                let known = self.read(&name, &refs, &mut reading);
                used.push(known.source);
                documents.extend(known.document);
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

    fn read(&mut self, named: &Named, refs: &Refs, reading: &mut Reading<'_, '_, '_>) -> Known {
        let path = named.path(reading.files, reading.sources);
        let known = self.0.entry((path, refs.clone()));
        known
            .or_insert_with_key(|(path, refs)| load(named, path, refs, reading))
            .clone()
    }
}

/// Reports an API whose operations have no types, although the user requires them.
fn without_document(api: &ConsumedApi, diagnostics: &mut Diagnostics) {
    let message = format!(
        "`{}` has no OpenAPI document, which `types: required` asks for",
        api.namespace
    );
    let diagnostic = Diagnostic::new(codes::TYPES_REQUIRED, api.namespace.span, message);
    diagnostics.push(diagnostic.help("name the document with the option `openapi`"));
}

/// Returns the names of the documents of an API, and whether they are of this API alone.
///
/// The option of the front comes before the key of the spec, and both before a file beside the spec.
fn named(api: &ConsumedApi, reading: &Reading<'_, '_, '_>) -> (Vec<Named>, bool) {
    let namespace = api.namespace.as_str();
    let option = &reading.options.openapi;
    if let Some(paths) = option.get(namespace) {
        let is_own = option.namespaces().contains(&namespace);
        return (paths.iter().cloned().map(Named::Option).collect(), is_own);
    }
    let in_spec = api
        .options
        .as_ref()
        .and_then(|options| options.openapi.get(namespace));
    if let Some(paths) = in_spec {
        let key = |path: &PathBuf| {
            Named::Key(Spanned::new(
                path.to_string_lossy().into_owned(),
                api.namespace.span,
            ))
        };
        return (paths.iter().map(key).collect(), true);
    }
    let found = beside(reading.spec).find(|path| reading.files.exists(path));
    (found.map(Named::Option).into_iter().collect(), false)
}

/// Returns the paths that a document beside a spec may have.
fn beside(spec: &Path) -> impl Iterator<Item = PathBuf> {
    BESIDE.iter().map(|ending| spec.with_extension(ending))
}

/// Returns the paths of specs: all but those of `OpenAPI` documents beside one of them, which patterns such as `*.yaml` include.
pub fn without_documents(paths: &[PathBuf]) -> Vec<&Path> {
    let documents: HashSet<PathBuf> = paths.iter().flat_map(|spec| beside(spec)).collect();
    let paths = paths.iter().map(PathBuf::as_path);
    paths.filter(|path| !documents.contains(*path)).collect()
}

/// Reads a document; what is wrong with it is reported.
fn load(named: &Named, path: &Path, refs: &Refs, reading: &mut Reading<'_, '_, '_>) -> Known {
    let bytes = match named.read(reading.files, reading.sources) {
        Ok(bytes) => bytes,
        Err(Refusal::Unreadable(_, error)) => return unreadable(named, path, &error, reading),
        Err(Refusal::Outside(diagnostic)) => {
            let source = diagnostic.primary.span.source;
            reading.diagnostics.push(*diagnostic);
            return Known {
                source,
                document: None,
            };
        }
    };
    let shown = path.display().to_string();
    let limits = yaml::Limits::DOCUMENT;
    let tree = yaml::parse_within(reading.sources, &shown, &bytes, limits, reading.diagnostics);
    let Some(tree) = tree else {
        return Known {
            source: reading.sources.last(),
            document: None,
        };
    };
    let source = tree.source;
    let document = document::read(tree, refs, reading.files, reading.sources, reading.diagnostics);
    Known {
        source,
        document: document.map(Rc::new),
    }
}

fn unreadable(named: &Named, path: &Path, error: &io::Error, reading: &mut Reading<'_, '_, '_>) -> Known {
    let shown = path.display().to_string();
    let place = match named {
        Named::Option(_) => Span::file(reading.sources.add(Source::new(shown.as_str(), ""))),
        Named::Key(text) => text.span,
    };
    let message = format!("the OpenAPI document `{shown}` cannot be read: {error}");
    let diagnostic = Diagnostic::new(codes::DOCUMENT_UNREADABLE, place, message);
    reading
        .diagnostics
        .push(diagnostic.help("correct the path of the option `openapi`"));
    Known {
        source: place.source,
        document: None,
    }
}
