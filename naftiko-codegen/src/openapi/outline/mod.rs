//! Outline of a document: its operations, servers and security schemes as plain values, with every reference followed.
//!
//! The versions of documents differ here, and nowhere after.

mod body;
mod parameter;
mod security;
mod server;

use std::collections::HashMap;

use super::document;
use super::library::{Library, Location};
use super::lower::Lowering;
use super::named::Refs;
use super::operation::{METHODS, text};
use super::pages;
use super::parameters::all_parameters;
use super::version::{self, Version};
use crate::diagnostic::Diagnostics;
use crate::include::PackageReader;
use crate::source::{Sources, Span, Spanned};
use crate::yaml::{Node, Tree};

pub(crate) use super::lower::JsonKind;
pub(crate) use body::{Body, Content, Field};
pub(crate) use parameter::{In, Parameter, Serialization};
pub(crate) use security::{Requirement, Scheme, SchemeKind};
pub(crate) use server::{Server, Variable};

/// A document.
#[derive(Debug)]
pub(crate) struct Outline {
    pub(crate) title: String,
    /// The version of the API.
    pub(crate) version: String,
    pub(crate) description: String,
    /// The alternative addresses of the API.
    pub(crate) servers: Vec<Server>,
    pub(crate) schemes: Vec<Scheme>,
    /// The alternatives of authentication, for operations without their own.
    pub(crate) security: Vec<Requirement>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) webhooks: Option<Span>,
    /// References to parameters in files that are not read.
    pub(crate) missing: Vec<Spanned<String>>,
}

/// An operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: Option<Spanned<String>>,
    /// In upper case.
    pub(crate) method: Spanned<String>,
    /// The path template, as the document writes it.
    pub(crate) path: String,
    pub(crate) tags: Vec<String>,
    pub(crate) summary: String,
    pub(crate) description: String,
    /// The address of the operation or of its path.
    pub(crate) server: Option<Server>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    /// The media types of successful responses with a body.
    pub(crate) responses: Vec<String>,
    pub(crate) security: Option<Vec<Requirement>>,
    pub(crate) callbacks: Option<Span>,
    pub(crate) links: Option<Span>,
    /// The names of the parameters of the query that say where a page starts, if the operation returns a list in pages.
    pub(crate) page_starts: Vec<String>,
}

/// Reads the outline of a document. Errors are reported; `None` for a file that is not a document.
pub(crate) fn outline(
    tree: Tree,
    refs: &Refs,
    files: &mut PackageReader<'_, '_>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Outline> {
    let version = match version::of(&tree) {
        Ok(version) => version,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            return None;
        }
    };
    let library = Library::load(tree, refs, files, sources, diagnostics);
    let root = library.root()?;
    let info = |key: &str| text(root.node.get("info").and_then(|info| info.get(key)));
    let mut reader = Reader {
        root,
        version,
        lowering: Lowering::new(&library, version, diagnostics),
        missing: Vec::new(),
    };
    let mut operations = reader.operations();
    let mut starts = page_starts(&library, version);
    for operation in &mut operations {
        let place = (operation.method.value.clone(), operation.path.clone());
        operation.page_starts = starts.remove(&place).unwrap_or_default();
    }
    Some(Outline {
        title: info("title"),
        version: info("version"),
        description: info("description"),
        servers: server::servers(&mut reader),
        schemes: security::schemes(&mut reader),
        security: security::requirements(root).unwrap_or_default(),
        operations,
        webhooks: root.node.get("webhooks").map(Node::head),
        missing: reader.missing,
    })
}

/// Returns the names of the parameters that say where a page starts, by the method and path of the operation. It is the types that say whether
/// there are pages; what is wrong with them is reported when code is generated.
fn page_starts(library: &Library, version: Version) -> HashMap<(String, String), Vec<String>> {
    let document = document::typed(library, version, &mut Diagnostics::default());
    let operations = document.operations.into_iter().map(|operation| {
        let starts = pages::starts(&operation, &document.types);
        ((operation.method, operation.path), starts)
    });
    operations.collect()
}

/// A document while it is read.
struct Reader<'t> {
    root: Location<'t>,
    version: Version,
    lowering: Lowering<'t>,
    missing: Vec<Spanned<String>>,
}

impl<'t> Reader<'t> {
    fn operations(&mut self) -> Vec<Operation> {
        let mut found = Vec::new();
        for key in ["paths", "x-ms-paths"] {
            for (path, item) in self.root.get(key).into_iter().flat_map(Location::members) {
                let item = self.lowering.followed(item).unwrap_or(item);
                for (method, at) in item.members() {
                    if METHODS.contains(&method.value.as_str()) && at.node.as_mapping().is_some() {
                        let method = method.as_ref().map(|method| method.to_ascii_uppercase());
                        found.push(self.operation(&path.value, item, method, at));
                    }
                }
            }
        }
        found
    }

    fn operation(
        &mut self,
        path: &str,
        item: Location<'t>,
        method: Spanned<String>,
        at: Location<'t>,
    ) -> Operation {
        let id = at.node.get("operationId").and_then(Node::to_text);
        let tags = at.get("tags").into_iter().flat_map(Location::items);
        let tags = tags.filter_map(|tag| tag.node.as_str()).map(str::to_owned);
        self.report_missing(item);
        self.report_missing(at);
        let declared = all_parameters(&mut self.lowering, item, at);
        let server = [at, item].into_iter().find_map(|at| server::first(at));
        Operation {
            id: id.filter(|id| !id.value.trim().is_empty()),
            method,
            path: path.to_owned(),
            tags: tags.collect(),
            summary: text(at.node.get("summary")),
            description: text(at.node.get("description")),
            server,
            parameters: parameter::parameters(self, path, &declared),
            body: body::body(self, at, &declared),
            responses: body::responses(self, at),
            security: security::requirements(at),
            callbacks: at.node.get("callbacks").map(Node::head),
            links: self.links(at),
            page_starts: Vec::new(),
        }
    }

    /// Notes references to parameters whose files are not read.
    fn report_missing(&mut self, at: Location<'t>) {
        for parameter in at.get("parameters").into_iter().flat_map(Location::items) {
            if let Some((value, reference)) = parameter.reference()
                && self.lowering.resolved(parameter).is_err()
            {
                self.missing.push(Spanned::new(reference.to_owned(), value.span));
            }
        }
    }

    /// Returns the place of the first link in a response.
    fn links(&mut self, at: Location<'t>) -> Option<Span> {
        let responses = at.get("responses").into_iter().flat_map(Location::members);
        let mut responses = responses.map(|(_, response)| response);
        responses.find_map(|response| {
            let response = self.lowering.followed(response)?;
            response.node.get("links").map(Node::head)
        })
    }
}
