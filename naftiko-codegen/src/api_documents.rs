//! The `OpenAPI` documents of a spec, or one document, with the changes of their overlays.

use std::collections::HashSet;
use std::path::Path;

use crate::check::options::{Namespaces, unknown_namespaces};
use crate::diagnostic::{Diagnostics, Report};
use crate::include::loader::Loader;
use crate::include::{FileReader, include};
use crate::index::Index;
use crate::openapi::{self, Reading, Refs};
use crate::options::Options;
use crate::parse::{self, Parsed};
use crate::source::{Sources, Span};
use crate::yaml::Tree;

/// The documents that were read, with their diagnostics.
#[derive(Debug)]
pub struct ApiDocuments {
    /// The documents, in the order of the spec.
    pub documents: Vec<ApiDocument>,
    /// What is wrong with them, with their overlays, and with the spec.
    pub report: Report,
}

/// A document.
#[derive(Debug)]
pub struct ApiDocument {
    /// The path, as it is named.
    pub path: String,
    /// The title of the API.
    pub title: String,
    /// The number of operations.
    pub operations: usize,
    /// The number of types with names.
    pub types: usize,
    /// The document as YAML, with the changes of its overlays.
    pub text: String,
}

/// Reads the documents of a spec, or one document. Overlays come from the options, and for a spec from its keys too.
pub fn api_documents(path: &Path, options: &Options, loader: &dyn Loader) -> ApiDocuments {
    let mut run = Run {
        path,
        options,
        files: FileReader::new(loader, &options.allow_paths),
        sources: Sources::default(),
        diagnostics: Diagnostics::default(),
    };
    let documents = run.documents();
    if options.strict {
        run.diagnostics.make_strict(&HashSet::new());
    }
    ApiDocuments {
        documents,
        report: Report::new(run.diagnostics, run.sources),
    }
}

struct Run<'a> {
    path: &'a Path,
    options: &'a Options,
    files: FileReader<'a>,
    sources: Sources,
    diagnostics: Diagnostics,
}

impl Run<'_> {
    fn documents(&mut self) -> Vec<ApiDocument> {
        let trees = self.trees();
        trees
            .into_iter()
            .filter_map(|(tree, refs)| self.document(tree, &refs))
            .collect()
    }

    fn trees(&mut self) -> Vec<(Tree, Refs)> {
        let mut documents = openapi::Documents::default();
        let Some(tree) = self.reading(|reading| openapi::open(&mut { reading })) else {
            return Vec::new();
        };
        if openapi::is_document(&tree) {
            self.check_namespaces(Namespaces::none(Span::file(tree.source)));
            let tree = self.reading(|reading| documents.changed(tree, reading));
            return vec![(tree, Refs::for_all(self.options))];
        }
        let document = match parse::parse(&tree, &mut self.diagnostics) {
            Parsed::Document(document) => *document,
            Parsed::NotACapability(diagnostic) => {
                self.sources.withhold_last();
                self.diagnostics.push(diagnostic);
                return Vec::new();
            }
        };
        let files = self.files.package(self.path);
        let included = include(
            document,
            self.path,
            files,
            &mut self.sources,
            &mut self.diagnostics,
        );
        self.check_namespaces(Namespaces::of(&included.document));
        match Index::of(&included.document, &mut self.diagnostics) {
            Some(index) => self.reading(|reading| documents.trees(&index, reading)),
            None => Vec::new(),
        }
    }

    fn check_namespaces(&mut self, namespaces: Namespaces) {
        let unknown = unknown_namespaces(self.options, &[namespaces]);
        self.diagnostics.extend(unknown);
    }

    fn reading<T>(&mut self, read: impl FnOnce(Reading<'_, '_, '_>) -> T) -> T {
        read(Reading {
            spec: self.path,
            options: self.options,
            files: &mut self.files.package(self.path),
            sources: &mut self.sources,
            diagnostics: &mut self.diagnostics,
        })
    }

    /// Reads the operations and types of a document.
    fn document(&mut self, tree: Tree, refs: &Refs) -> Option<ApiDocument> {
        let source = self.sources.get(tree.source);
        let path = source.map(|source| source.name().to_owned()).unwrap_or_default();
        let text = tree.root.to_yaml();
        let mut files = self.files.package(self.path);
        let document = openapi::read(tree, refs, &mut files, &mut self.sources, &mut self.diagnostics)?;
        Some(ApiDocument {
            path,
            title: document.title,
            operations: document.operations.len(),
            types: document
                .types
                .iter()
                .filter(|(_, item)| item.name().is_some())
                .count(),
            text,
        })
    }
}
