//! The types of documents that several specs of a run have in common.

use std::collections::HashMap;
use std::rc::Rc;

use super::described::DocumentUse;
use super::types::TypeTable;
use crate::model::{ImportedTypes, SharedTypes, Type, TypeId};
use crate::names::{Case, Scope};
use crate::openapi::{Document, Roots, Selection};
use crate::source::Span;

/// The documents that several specs use, in the order of their first use.
#[derive(Debug, Default)]
pub(crate) struct Shared(Vec<SharedDocument>);

/// A document with the types that the bodies of all its specs contain.
#[derive(Debug)]
pub(super) struct SharedDocument {
    document: Rc<Document>,
    pub selection: Selection,
    /// The names of the types by their index in the document.
    names: HashMap<TypeId, String>,
    types: SharedTypes,
}

/// Selects the types of documents that several specs use. `module` is the name of the module with their modules.
pub(crate) fn share<'u>(uses: impl Iterator<Item = &'u DocumentUse>, module: &str) -> Shared {
    let mut documents: Vec<(&Rc<Document>, Roots, usize)> = Vec::new();
    for used in uses {
        let mut known = documents.iter_mut();
        match known.find(|(document, ..)| Rc::ptr_eq(document, &used.document)) {
            Some((_, roots, specs)) => {
                roots.extend(&used.roots);
                *specs += 1;
            }
            None => documents.push((&used.document, used.roots.clone(), 1)),
        }
    }
    let mut names = Scope::new(Case::Snake);
    let shared = documents.into_iter().filter(|(_, _, specs)| *specs > 1);
    let shared = shared.map(|(document, roots, _)| {
        let name = names.assign(document.name());
        SharedDocument::new(document, &roots, name, module)
    });
    Shared(shared.collect())
}

impl Shared {
    /// Returns the types of a document; `None` if a single spec uses it.
    pub(super) fn of(&self, document: &Rc<Document>) -> Option<&SharedDocument> {
        let mut shared = self.0.iter();
        shared.find(|shared| Rc::ptr_eq(&shared.document, document))
    }

    /// Returns the first document.
    pub(crate) fn place(&self) -> Option<Span> {
        let first = self.0.first()?;
        Some(Span::file(first.document.source))
    }

    /// Returns the modules of the types.
    pub(crate) fn modules(&self) -> Vec<&SharedTypes> {
        self.0.iter().map(|shared| &shared.types).collect()
    }
}

impl SharedDocument {
    fn new(document: &Rc<Document>, roots: &Roots, name: String, module: &str) -> Self {
        let selection = Selection::new(&document.types, roots);
        let mut table = TypeTable::new();
        let part = selection.part(roots, table.next());
        let (ids, types): (Vec<TypeId>, Vec<Type>) = part.types.into_iter().unzip();
        let added = table.extend(types);
        let types = table.finish();
        let named = ids.into_iter().zip(added);
        let named = named.filter_map(|(id, added)| Some((id, types.get(added).name()?.to_owned())));
        Self {
            document: Rc::clone(document),
            names: named.collect(),
            types: SharedTypes {
                path: ["super", "super", module, &name].map(str::to_owned).to_vec(),
                name,
                file: document.file.clone(),
                title: document.title.clone(),
                types,
            },
            selection,
        }
    }

    /// Returns the types that a capability uses, which `added` has by their index in the document and in the capability's table.
    pub(super) fn imported(&self, added: impl Iterator<Item = (TypeId, TypeId)>) -> ImportedTypes {
        let named = added.filter_map(|(id, added)| Some((added, self.names.get(&id)?.clone())));
        ImportedTypes {
            path: self.types.path.clone(),
            names: named.collect(),
        }
    }
}
