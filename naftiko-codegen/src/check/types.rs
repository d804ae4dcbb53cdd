//! Types of documents: values without a type, and members that are lost.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::{Index, IndexedApi};
use crate::method::Method;
use crate::model::{Capability, Client, Type, TypeId, Types, Untyped};
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
        let parts = operation.body_type().into_iter().chain(operation.response_type());
        let roots: Vec<TypeId> = parts.chain(operation.error.map(|slot| slot.id)).collect();
        for id in types.reached(&roots) {
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
        Untyped::Union => "with a union whose branches values do not tell apart",
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
            let id = operation
                .response_type()
                .filter(|_| operation.method == Method::Get)?;
            Some((place, id))
        });
    let read: Vec<(usize, TypeId)> = read.collect();
    for (indexed, operation) in api.operations.iter().zip(&client.operations) {
        let is_replaced = |id: &TypeId| !id.is_plain() && operation.method == Method::Put;
        let Some(written) = operation.body_type().filter(is_replaced) else {
            continue;
        };
        let reader = read.iter().find(|(_, id)| *id == written);
        let Some(reader) = reader.and_then(|(place, _)| api.operations.get(*place)) else {
            continue;
        };
        let loses = |id: &TypeId| matches!(types.get(*id), Type::Record(item) if item.rest.is_none());
        if !types.reached(&[written]).iter().any(loses) {
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
