//! A whole document, for tests: its types, read and written, since a capability uses some of them in one direction; and the pages of its lists.

use std::path::Path;

use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::emit;
use crate::include::FileReader;
use crate::include::loader::Loader;
use crate::model::{FinalState, Paging, PagingWay, SharedTypes, Types};
use crate::module::{Module, runtime};
use crate::openapi::{self, ParameterPlace, Reading, Roots, Selection};
use crate::options::{Emit, Options};
use crate::source::Sources;

/// The types of a document.
#[derive(Debug)]
pub struct DocumentTypes {
    /// The module with the child module `types`.
    pub module: Module,
    /// The schemas with names, and the Rust type of each as the module names it.
    pub schemas: Vec<(String, String)>,
    /// The document as JSON.
    pub document: Value,
}

/// An operation of a document: how it returns a list in pages, and whether it is long-running.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentOperation {
    /// In upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The names of the parameters of the query.
    pub query: Vec<String>,
    /// How the next page is asked for, with the place of the list: ``token `cursor` of `$.meta.next`, list `$.data` ``; `None` without pages.
    pub pages: Option<String>,
    /// Where the result is: `by the method`, `Location`, `the resource` or `the status`; `None` if the operation is not long-running.
    pub final_state: Option<&'static str>,
}

/// Returns the operations of a document. `None` for a file that is no document.
pub fn document_operations(path: &Path, loader: &dyn Loader) -> Option<Vec<DocumentOperation>> {
    let (_, document) = read(path, loader)?;
    let operations = document.operations.into_iter().map(|operation| {
        let in_query = |parameter: &&openapi::Parameter| parameter.place == ParameterPlace::Query;
        let query = operation.parameters.iter().filter(in_query);
        DocumentOperation {
            query: query.map(|parameter| parameter.name.clone()).collect(),
            pages: operation.pages.as_ref().map(shown_pages),
            final_state: operation.long_running.map(shown_final_state),
            method: operation.method,
            path: operation.path,
        }
    });
    Some(operations.collect())
}

fn shown_final_state(state: FinalState) -> &'static str {
    match state {
        FinalState::ByMethod => "by the method",
        FinalState::Location => "`Location`",
        FinalState::Resource => "the resource",
        FinalState::Status => "the status",
    }
}

fn shown_pages(paging: &Paging) -> String {
    let path = |names: &[String]| names.iter().fold("$".to_owned(), |path, name| path + "." + name);
    let way = match &paging.way {
        PagingWay::Token { parameter, next } => format!("token `{}` of `{}`", parameter.name, path(next)),
        PagingWay::Offset { parameter } => format!("offset `{}`", parameter.name),
        PagingWay::Number { parameter, first } => format!("number `{}` from {first}", parameter.name),
        PagingWay::Link { next } => format!("link `{}`", path(next)),
        PagingWay::LinkHeader => "link in the header".to_owned(),
    };
    format!("{way}, list `{}`", path(&paging.items))
}

/// Reads a document; returns it as JSON too.
fn read(path: &Path, loader: &dyn Loader) -> Option<(Value, openapi::Document)> {
    let mut files = FileReader::new(loader, &[]);
    let mut files = files.package(path);
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let tree = openapi::open(&mut Reading {
        spec: path,
        options: &Options::default(),
        files: &mut files,
        sources: &mut sources,
        diagnostics: &mut diagnostics,
    })?;
    let json = tree.root.to_json();
    let refs = openapi::Refs::default();
    let read = openapi::read(tree, &refs, &mut files, &mut sources, &mut diagnostics)?;
    Some((json, read))
}

/// Returns the types of all schemas of a document, with reading and writing. `None` for a file that is no document.
pub fn document_types(path: &Path, name: &str, loader: &dyn Loader) -> Option<DocumentTypes> {
    let shown = path.display().to_string();
    let (json, read) = read(path, loader)?;
    let ids: Vec<_> = read.schemas.iter().map(|(_, id)| *id).collect();
    let roots = Roots {
        read: ids.clone(),
        written: ids,
        ..Roots::default()
    };
    let mut types = Types::default();
    let part = Selection::new(&read.types, &roots).part(&roots, types.next());
    let schemas = read
        .schemas
        .iter()
        .map(|(schema, id)| (schema, part.slot((*id).into())));
    let schemas: Vec<_> = schemas.collect();
    for (_, item) in part.types {
        types.add(item);
    }
    let names = schemas
        .iter()
        .map(|(schema, slot)| ((*schema).clone(), emit::rust_type(*slot, &types)));
    let names = names.collect();
    let shared = SharedTypes {
        path: vec!["types".to_owned()],
        file: shown.clone(),
        title: read.title,
        types,
    };
    let emit = Emit {
        rest: false,
        mcp: false,
        skill: false,
    };
    let unit = emit::shared(name, &[&shared], emit);
    Some(DocumentTypes {
        module: Module::new(name.to_owned(), shown, unit, &runtime(None)).ok()?,
        schemas: names,
        document: json,
    })
}
