//! Reading of a document.

use std::collections::HashSet;

use super::library::{Library, Location};
use super::lower::{Lowering, Named};
use super::named::Refs;
use super::names;
use super::operation::{Operation, operations, text};
use super::version::{self, Version};
use crate::diagnostic::Diagnostics;
use crate::include::PackageReader;
use crate::model::{TypeId, Types};
use crate::source::{SourceId, Sources};
use crate::yaml::Tree;

/// A document.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) source: SourceId,
    /// The name of the file.
    pub(crate) file: String,
    pub(crate) title: String,
    /// The addresses of the API, without a slash at the end.
    pub(crate) servers: Vec<String>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) types: Types,
    /// The schemas with names, with those of other files.
    pub(crate) schemas: Vec<(String, TypeId)>,
}

impl Document {
    /// Returns the name of the file without its endings: `m3ter` of `m3ter.openapi.yaml`.
    pub(crate) fn name(&self) -> &str {
        let stem = self.file.rsplit_once('.').map_or(&*self.file, |(stem, _)| stem);
        stem.strip_suffix(".openapi").unwrap_or(stem)
    }
}

/// Reads a document with the files that it refers to. Errors are reported; `None` for a file that is no document.
pub(crate) fn read(
    tree: Tree,
    refs: &Refs,
    files: &mut PackageReader<'_, '_>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let version = match version::of(&tree) {
        Ok(version) => version,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            return None;
        }
    };
    let source = tree.source;
    let file = sources.get(source).map_or("", |source| file_name(source.name()));
    let file = file.to_owned();
    let library = Library::load(tree, refs, files, sources, diagnostics);
    let root = library.root()?;
    let typed = typed(&library, version, diagnostics);
    Some(Document {
        source,
        file,
        title: text(root.node.get("info").and_then(|info| info.get("title"))),
        servers: servers(root, version),
        operations: typed.operations,
        types: typed.types,
        schemas: typed.schemas,
    })
}

/// The operations of a document with its types.
pub(super) struct Typed {
    pub(super) operations: Vec<Operation>,
    pub(super) types: Types,
    schemas: Vec<(String, TypeId)>,
}

/// Returns the operations of a document with its types. What is wrong with the schemas is reported.
pub(super) fn typed(library: &Library, version: Version, diagnostics: &mut Diagnostics) -> Typed {
    let schemas = schemas(library);
    let mut lowering = Lowering::new(library, version, diagnostics);
    lowering.declare(&schemas);
    let named: Vec<TypeId> = schemas
        .iter()
        .map(|schema| lowering.named(schema.at, &schema.name))
        .collect();
    let operations = operations(&mut lowering, library);
    lowering.complete();
    // A schema that is only a reference has the type of its target.
    let resolved = |id| lowering.types.resolve(id).unwrap_or(TypeId::ANY);
    let operations = operations
        .into_iter()
        .map(|operation| operation.with_types(resolved));
    let operations: Vec<Operation> = operations.collect();
    let schemas = schemas.into_iter().zip(&named);
    let schemas = schemas.map(|(schema, id)| (schema.name, resolved(*id))).collect();
    let named: HashSet<TypeId> = named.into_iter().collect();
    let types = names::place(names::assign(lowering.types.finish(), &named));
    let operations = operations
        .into_iter()
        .map(|operation| operation.with_pages(&types));
    Typed {
        operations: operations.collect(),
        types,
        schemas,
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Returns the schemas with names, of every file.
fn schemas(library: &Library) -> Vec<Named<'_>> {
    library.roots().flat_map(schemas_of).collect()
}

fn schemas_of(root: Location<'_>) -> Vec<Named<'_>> {
    let of_v3 = root
        .get("components")
        .and_then(|components| components.get("schemas"));
    let places = [root.get("definitions"), of_v3, root.get("$defs")];
    let members = places.into_iter().flatten().flat_map(Location::members);
    let named = members.map(|(name, at)| Named {
        name: name.value.clone(),
        at,
    });
    named.collect()
}

/// Returns the addresses of an API.
fn servers(root: Location<'_>, version: Version) -> Vec<String> {
    let trimmed = |text: &str| text.trim_end_matches('/').to_owned();
    if version == Version::V2 {
        let base = trimmed(root.text("basePath").unwrap_or_default());
        let schemes = root.get("schemes").into_iter().flat_map(Location::items);
        let schemes: Vec<&str> = schemes.filter_map(|scheme| scheme.node.as_str()).collect();
        let scheme = if schemes.is_empty() || schemes.contains(&"https") {
            "https"
        } else {
            "http"
        };
        return match root.text("host") {
            Some(host) => vec![format!("{scheme}://{host}{base}")],
            None if base.is_empty() => Vec::new(),
            None => vec![base],
        };
    }
    let servers = root.get("servers").into_iter().flat_map(Location::items);
    servers
        .filter_map(|server| server.text("url").map(trimmed))
        .collect()
}
