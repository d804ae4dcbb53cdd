//! Structs of the inputs of tools, MCP resources, prompts and flows.

use proc_macro2::TokenStream;
use quote::quote;

use super::argument::{self, Presence};
use super::debug::{Shown, debug};
use super::imports::Imports;
use crate::model::{Exposed, ExposedInput, Types};
use crate::names::ident;
use crate::prose::{code, docs, prose};

/// Returns the struct of the inputs, if there are any. `what` is the name of their owner in the documentation.
pub(super) fn structure(
    types: &Types,
    name: &str,
    what: &str,
    inputs: &[&ExposedInput],
    imports: &Imports,
) -> Option<TokenStream> {
    if inputs.is_empty() {
        return None;
    }
    let name = ident(name);
    let about = docs([format!("Input of {what}.")]);
    let fields = inputs.iter().map(|input| {
        let name = ident(&input.ident);
        let field_type = owned(input, types, imports);
        let description = if input.description.is_empty() {
            format!("The input {}.", code(&input.name))
        } else {
            prose(&input.description)
        };
        let docs = docs([description]);
        quote!(#docs pub #name: #field_type)
    });
    let shown = inputs.iter().map(|input| Shown::named(&input.name, &input.ident));
    let (derived, debug) = debug(&name, shown);
    Some(quote! {
        #about
        #[derive(Clone, #derived)]
        pub struct #name { #(#fields),* }

        #debug
    })
}

/// Returns the type of an input.
pub(super) fn owned(input: &ExposedInput, types: &Types, imports: &Imports) -> TokenStream {
    let presence = Presence::of(input.required, input.nullable);
    argument::owned(input.value_type, presence, types, imports)
}

/// Returns the statement that makes a variable of each input that is used.
pub(super) fn destructured(name: &str, exposed: &Exposed) -> Option<TokenStream> {
    let (name, uses) = (ident(name), exposed.target.uses());
    let inputs = exposed.inputs.iter().enumerate();
    let names: Vec<_> = inputs
        .filter(|(index, _)| uses.contains_key(index))
        .map(|(_, input)| ident(&input.ident))
        .collect();
    let rest = (names.len() < exposed.inputs.len()).then(|| quote!(..));
    (!names.is_empty()).then(|| quote!(let #name { #(#names,)* #rest } = input;))
}
