//! Rust expressions that read values from a response.

use proc_macro2::TokenStream;
use quote::quote;

use super::argument::Presence;
use super::imports::Imports;
use super::{argument, types, value};
use crate::model::{Capability, Path, Read, ReadKind, Step};
use crate::names::ident;

/// Returns the type of a read value.
pub(super) fn type_of(capability: &Capability, read: &Read, imports: &Imports) -> TokenStream {
    let plain = match &read.kind {
        ReadKind::Value(value_type) => return argument::owned(*value_type, presence(read), imports),
        ReadKind::Shape(shape) => types::path(capability, *shape, imports),
        ReadKind::List(item) => {
            let item = type_of(capability, item, imports);
            quote!(Vec<#item>)
        }
        ReadKind::Constant(_) => {
            let json = imports.runtime("value", "Json");
            return quote!(#json);
        }
    };
    if read.required {
        plain
    } else {
        quote!(Option<#plain>)
    }
}

/// Returns whether the type has nested lists, for which clippy requires a type alias.
pub(super) fn nests(read: &Read) -> bool {
    matches!(&read.kind, ReadKind::List(item) if matches!(item.kind, ReadKind::List(_)))
}

fn presence(read: &Read) -> Presence {
    Presence::of(read.required, false)
}

/// Returns the value, with `?` if reading may fail.
pub(super) fn value(
    capability: &Capability,
    read: &Read,
    at: &TokenStream,
    imports: &Imports,
) -> TokenStream {
    if let ReadKind::Constant(constant) = &read.kind {
        return value::owned_json(constant, imports);
    }
    let result = result(capability, read, at, imports);
    quote!(#result?)
}

/// Returns the value as a `Result`, for closures.
pub(super) fn result(
    capability: &Capability,
    read: &Read,
    at: &TokenStream,
    imports: &Imports,
) -> TokenStream {
    let node = node(read, at, imports);
    match &read.kind {
        ReadKind::Value(value_type) => {
            let reader = ident(&argument::reader(*value_type, presence(read)));
            quote!(#node.#reader())
        }
        ReadKind::Constant(_) => {
            let value = value(capability, read, at, imports);
            quote!(Ok(#value))
        }
        ReadKind::Shape(shape) => {
            let from_json = from_json(capability, *shape, imports);
            if read.required {
                quote!(#from_json(#node))
            } else {
                quote!(#node.optional(#from_json))
            }
        }
        ReadKind::List(item) => {
            let reader = ident(if read.required { "list" } else { "optional_list" });
            let item = function(capability, item, imports);
            quote!(#node.#reader(#item))
        }
    }
}

/// Returns a function from a node to the value read from it.
pub(super) fn function(capability: &Capability, read: &Read, imports: &Imports) -> TokenStream {
    match &read.kind {
        ReadKind::Shape(shape) if read.required && read.path.is_empty() => {
            from_json(capability, *shape, imports)
        }
        ReadKind::Value(value_type) if read.path.is_empty() => {
            let at = imports.runtime("value", "JsonCursor");
            let reader = ident(&argument::reader(*value_type, presence(read)));
            quote!(#at::#reader)
        }
        _ => {
            let result = result(capability, read, &quote!(at), imports);
            let name = if matches!(read.kind, ReadKind::Constant(_)) {
                quote!(_)
            } else {
                quote!(at)
            };
            quote!(|#name| #result)
        }
    }
}

fn from_json(capability: &Capability, shape: usize, imports: &Imports) -> TokenStream {
    imports.trait_in_scope("value", "FromJson");
    let path = types::path(capability, shape, imports);
    quote!(#path::from_json)
}

/// Returns the expression of the node or nodes that are read.
fn node(read: &Read, at: &TokenStream, imports: &Imports) -> TokenStream {
    let every = matches!(read.kind, ReadKind::List(_));
    let steps = steps(&read.path, every, imports);
    quote!(#at #steps)
}

/// Returns the steps of a path. `every` is whether a last step with several nodes selects all of them, or the first.
fn steps(path: &Path, every: bool, imports: &Imports) -> TokenStream {
    let last = path.len().saturating_sub(1);
    let steps = path.iter().enumerate().map(|(place, step)| match step {
        Step::Key(key) => quote!(.key(#key)),
        Step::Index(index) => {
            let index = proc_macro2::Literal::usize_unsuffixed(*index);
            quote!(.index(#index))
        }
        Step::FromEnd(place) => {
            let place = proc_macro2::Literal::usize_unsuffixed(*place);
            quote!(.from_end(#place))
        }
        Step::Query(query) => {
            let method = ident(if every && place == last { "all" } else { "first" });
            let path = imports.json_path(query);
            quote!(.#method(&#path))
        }
    });
    steps.collect()
}

/// Returns a function from the root to the node that a mapping selects.
pub(super) fn selection(read: &Read, imports: &Imports) -> TokenStream {
    function_to(&read.path, imports)
}

/// Returns a function from the root to the node that a path selects.
pub(super) fn function_to(path: &Path, imports: &Imports) -> TokenStream {
    let steps = steps(path, false, imports);
    quote!(|at| at #steps)
}
