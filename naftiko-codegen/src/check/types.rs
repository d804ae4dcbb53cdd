//! Types of documents: values without a type, and members that are lost.

use std::collections::{BTreeMap, HashSet};

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::{Index, IndexedApi};
use crate::method::Method;
use crate::model::{Capability, Client, Operation, Payload, Type, TypeId, Types, Untyped};
use crate::options::{self, Options};

/// Checks the types of every consumed API.
pub(super) fn check(
    index: &Index<'_>,
    capability: &Capability,
    options: &Options,
    diagnostics: &mut Diagnostics,
) {
    for (api, client) in index.apis.iter().zip(&capability.clients) {
        if api.option(options, |options| &options.types) == options::Types::Required {
            untyped_values(api, client, &capability.types, diagnostics);
        }
        let namespace = api.api.namespace.as_str();
        let in_spec = api.api.options.as_ref();
        let in_spec = in_spec.and_then(|options| options.unknown.get(namespace));
        // A user who decided about these members needs no warning.
        if options.unknown.get(namespace).or(in_spec).is_none() {
            lost_members(api, client, &capability.types, diagnostics);
        }
    }
}

/// Reports operations with values whose type cannot be read.
fn untyped_values(api: &IndexedApi<'_>, client: &Client, types: &Types, diagnostics: &mut Diagnostics) {
    for (indexed, operation) in api.operations.iter().zip(&client.operations) {
        let mut reasons: BTreeMap<Untyped, usize> = BTreeMap::new();
        let parts = body(operation).into_iter().chain(answer(operation));
        let roots: Vec<TypeId> = parts.chain(operation.error.map(|slot| slot.id)).collect();
        for id in reached(types, roots) {
            if let Type::Untyped(reason) = types.get(id)
                && *reason != Untyped::Free
            {
                *reasons.entry(*reason).or_default() += 1;
            }
        }
        if reasons.is_empty() {
            continue;
        }
        let reasons = reasons
            .iter()
            .map(|(reason, count)| format!("{count} {}", because(*reason)));
        let name = &indexed.operation.name;
        let message = format!(
            "`{name}` has schemas without a type, which `types: required` does not allow: {}",
            reasons.collect::<Vec<_>>().join(", ")
        );
        let diagnostic = Diagnostic::new(codes::TYPES_REQUIRED, name.span, message);
        diagnostics.push(diagnostic.help("correct these places of the document"));
    }
}

fn because(reason: Untyped) -> &'static str {
    match reason {
        Untyped::Free => "of any type",
        Untyped::MissingFile => "in files that are not read",
        Untyped::Reference => "with a reference that leads nowhere",
        Untyped::Conflict => "with parts that contradict each other",
        Untyped::Unsupported => "without a counterpart in Rust",
    }
}

/// Reports operations that write a type which another operation reads, without the members that the document does not list.
fn lost_members(api: &IndexedApi<'_>, client: &Client, types: &Types, diagnostics: &mut Diagnostics) {
    let read = client
        .operations
        .iter()
        .enumerate()
        .filter_map(|(place, operation)| {
            let id = answer(operation).filter(|_| operation.method == Method::Get)?;
            Some((place, id))
        });
    let read: Vec<(usize, TypeId)> = read.collect();
    for (indexed, operation) in api.operations.iter().zip(&client.operations) {
        let Some(written) = body(operation).filter(|_| operation.method == Method::Put) else {
            continue;
        };
        let reader = read.iter().find(|(_, id)| *id == written);
        let Some(reader) = reader.and_then(|(place, _)| api.operations.get(*place)) else {
            continue;
        };
        let loses = |id: &TypeId| matches!(types.get(*id), Type::Record(item) if item.rest.is_none());
        if !reached(types, vec![written]).iter().any(loses) {
            continue;
        }
        let (reader, name) = (&reader.operation.name, &indexed.operation.name);
        let message =
            format!("`{name}` writes what `{reader}` reads, without members that the document does not list");
        let diagnostic = Diagnostic::new(codes::MEMBERS_LOST, name.span, message);
        let help = "set the option `unknown` to `keep`, or to `drop` if nothing is lost";
        diagnostics.push_alike(diagnostic.related(reader.span, "reads the type").help(help));
    }
}

/// Returns the type of a body that a document describes.
fn body(operation: &Operation) -> Option<TypeId> {
    let mut inputs = operation.inputs.iter();
    let body = inputs.find(|input| input.whole_body)?;
    Some(body.value_type).filter(|id| !id.is_plain())
}

/// Returns the type of a JSON response that a document describes.
fn answer(operation: &Operation) -> Option<TypeId> {
    match operation.payload {
        Payload::Json(slot) => Some(slot.id).filter(|id| !id.is_plain()),
        Payload::Text | Payload::Binary => None,
    }
}

/// Returns the types that values of some types contain, with these.
fn reached(types: &Types, roots: Vec<TypeId>) -> HashSet<TypeId> {
    let (mut found, mut pending) = (HashSet::new(), roots);
    while let Some(id) = pending.pop() {
        if found.insert(id) {
            types.get(id).visit(&mut |part| pending.push(part));
        }
    }
    found
}
