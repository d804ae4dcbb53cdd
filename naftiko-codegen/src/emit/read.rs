//! Rust expressions that read values from a response.

use proc_macro2::TokenStream;
use quote::quote;

use super::argument::Presence;
use super::imports::Imports;
use super::{argument, types, value};
use crate::model::{Path, Read, ReadKind, Step, Struct, Type, Types};
use crate::names::ident;

/// Returns the type of a read value.
pub(super) fn type_of(types: &Types, read: &Read, imports: &Imports) -> TokenStream {
    let plain = match &read.kind {
        ReadKind::Value(value_type) => {
            return argument::owned(*value_type, presence(read), types, imports);
        }
        ReadKind::List(item) => {
            let item = type_of(types, item, imports);
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
pub(super) fn value(types: &Types, read: &Read, at: &TokenStream, imports: &Imports) -> TokenStream {
    if let ReadKind::Constant(constant) = &read.kind {
        return value::owned_json(constant, imports);
    }
    let result = result(types, read, at, imports);
    quote!(#result?)
}

/// Returns the value as a `Result`, for closures.
pub(super) fn result(types: &Types, read: &Read, at: &TokenStream, imports: &Imports) -> TokenStream {
    let node = node(read, at, imports);
    match &read.kind {
        ReadKind::Value(value_type) => {
            if let Type::Struct(found) = types.get(*value_type) {
                let from_json = from_json(found, imports);
                return if read.required {
                    quote!(#from_json(#node))
                } else {
                    quote!(#node.optional(#from_json))
                };
            }
            let reader = ident(&argument::reader(*value_type, presence(read), types));
            quote!(#node.#reader())
        }
        ReadKind::Constant(_) => {
            let value = value(types, read, at, imports);
            quote!(Ok(#value))
        }
        ReadKind::List(item) => {
            let reader = ident(if read.required { "list" } else { "optional_list" });
            let item = function(types, item, imports);
            quote!(#node.#reader(#item))
        }
    }
}

/// Returns a function from a node to the value read from it.
pub(super) fn function(types: &Types, read: &Read, imports: &Imports) -> TokenStream {
    let plain = match &read.kind {
        ReadKind::Value(value_type) if read.path.is_empty() => Some(*value_type),
        _ => None,
    };
    match plain.map(|value_type| (value_type, types.get(value_type))) {
        Some((_, Type::Struct(found))) if read.required => from_json(found, imports),
        Some((value_type, plain)) if !matches!(plain, Type::Struct(_)) => {
            let at = imports.runtime("value", "JsonCursor");
            let reader = ident(&argument::reader(value_type, presence(read), types));
            quote!(#at::#reader)
        }
        _ => {
            let result = result(types, read, &quote!(at), imports);
            let name = if matches!(read.kind, ReadKind::Constant(_)) {
                quote!(_)
            } else {
                quote!(at)
            };
            quote!(|#name| #result)
        }
    }
}

fn from_json(found: &Struct, imports: &Imports) -> TokenStream {
    imports.trait_in_scope("value", "FromJson");
    let path = types::path(&found.name, imports);
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
        Step::FirstOf(paths) => {
            let places = paths.iter().map(|path| {
                let steps = self::steps(path, false, imports);
                quote!(at #steps)
            });
            quote!(.first_of(|at| [#(#places),*]))
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
