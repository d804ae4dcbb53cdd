//! The types of a whole document, read and written: for tests of round trips, since a capability uses some of them in one direction.

use std::path::Path;

use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::emit;
use crate::include::FileReader;
use crate::include::loader::Loader;
use crate::model::{SharedTypes, Types};
use crate::module::{Module, runtime};
use crate::openapi::{self, Reading, Roots, Selection};
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

/// Returns the types of all schemas of a document, with reading and writing. `None` for a file that is no document.
pub fn document_types(path: &Path, name: &str, loader: &dyn Loader) -> Option<DocumentTypes> {
    let mut files = FileReader::new(loader, &[]);
    let mut files = files.package(path);
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let shown = path.display().to_string();
    let tree = openapi::open(&mut Reading {
        spec: path,
        options: &Options::default(),
        files: &mut files,
        sources: &mut sources,
        diagnostics: &mut diagnostics,
    })?;
    let json = tree.root.to_json();
    let read = openapi::read(
        tree,
        &openapi::Refs::default(),
        &mut files,
        &mut sources,
        &mut diagnostics,
    )?;
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
