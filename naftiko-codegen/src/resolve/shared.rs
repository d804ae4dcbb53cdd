//! The types of documents that several specs of a run have in common.

use std::collections::HashMap;
use std::rc::Rc;

use super::described::DocumentUse;
use super::types::TypeTable;
use crate::model::{ImportedTypes, SharedTypes, Type, TypeId};
use crate::names::{Case, Scope};
use crate::openapi::{Document, Roots, Selection};
use crate::source::Span;

/// The documents whose types are in modules of their own, in the order of their first use.
#[derive(Debug, Default)]
pub(crate) struct Shared(Vec<SharedDocument>);

/// A document with the types that the bodies of all its specs contain.
#[derive(Debug)]
pub(super) struct SharedDocument {
    document: Rc<Document>,
    /// The module with the types, if another run has generated it.
    module: Option<String>,
    pub selection: Selection,
    /// The names of the types by their index in the document.
    names: HashMap<TypeId, String>,
    types: SharedTypes,
}

/// Selects the types of documents that are in modules of their own: those of another run, and with `module` those that several specs use.
/// `module` is the name of the module that gets theirs.
pub(crate) fn share<'u>(uses: impl Iterator<Item = &'u DocumentUse>, module: Option<&str>) -> Shared {
    let mut documents: Vec<(&DocumentUse, Roots, usize)> = Vec::new();
    for used in uses {
        let mut known = documents.iter_mut();
        match known.find(|(first, ..)| first.is_of(&used.document, used.module.as_ref())) {
            Some((_, roots, specs)) => {
                roots.extend(&used.roots);
                *specs += 1;
            }
            None => documents.push((used, used.roots.clone(), 1)),
        }
    }
    let mut names = Scope::new(Case::Snake).in_ascii();
    let shared = documents.into_iter().filter_map(|(used, roots, specs)| {
        let path = match (&used.module, module) {
            (Some(path), _) => path_in_types(path),
            (None, Some(module)) if specs > 1 => {
                let name = names.assign(used.document.name());
                ["super", "super", module, &name].map(str::to_owned).to_vec()
            }
            (None, _) => return None,
        };
        Some(SharedDocument::new(used, &roots, path))
    });
    Shared(shared.collect())
}

/// Returns a path of a user's module as the module `types` of a spec writes it.
fn path_in_types(path: &str) -> Vec<String> {
    let mut segments = path.split("::").peekable();
    let is_relative = segments
        .peek()
        .is_some_and(|first| matches!(*first, "self" | "super"));
    let up: &[&str] = if is_relative { &["super", "super"] } else { &[] };
    let rest = segments.filter(|segment| *segment != "self");
    up.iter().copied().chain(rest).map(str::to_owned).collect()
}

impl Shared {
    /// Returns the types of a document; `None` if the spec has its own.
    pub(super) fn of(&self, used: &DocumentUse) -> Option<&SharedDocument> {
        let mut shared = self.0.iter();
        shared.find(|shared| used.is_of(&shared.document, shared.module.as_ref()))
    }

    /// Returns the first document whose types this run generates.
    pub(crate) fn place(&self) -> Option<Span> {
        let first = self.generated().next()?;
        Some(Span::file(first.document.source))
    }

    fn generated(&self) -> impl Iterator<Item = &SharedDocument> {
        self.0.iter().filter(|shared| shared.module.is_none())
    }

    /// Returns the modules that this run generates.
    pub(crate) fn modules(&self) -> Vec<&SharedTypes> {
        self.generated().map(|shared| &shared.types).collect()
    }
}

impl SharedDocument {
    fn new(used: &DocumentUse, roots: &Roots, path: Vec<String>) -> Self {
        let document = &used.document;
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
            module: used.module.clone(),
            names: named.collect(),
            types: SharedTypes {
                path,
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
