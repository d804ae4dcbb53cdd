//! Input structs of tools, MCP resources and prompts.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::argument::{self, Presence};
use crate::emit::debug::{Shown, debug};
use crate::emit::imports::Imports;
use crate::model::{ExposedInput, Types};
use crate::names::ident;
use crate::prose::{code, docs, prose};

/// Returns the struct of the inputs, if there are any. `what` is the name of their owner in the documentation.
pub(super) fn input(
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
    let [inputs_type, invalid] = imports.all("input", ["Inputs", "InvalidInput"]);
    let about = docs([format!("Input of {what}.")]);
    let fields = inputs.iter().map(|input| {
        let name = ident(&input.ident);
        let field_type = argument::owned(
            input.value_type,
            Presence::of(input.required, input.nullable),
            types,
            imports,
        );
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
    let reads = inputs.iter().map(|input| {
        let name = ident(&input.ident);
        let read = argument::read_input(input, types, imports);
        quote!(#name: #read)
    });
    Some(quote! {
        #about
        #[derive(Clone, #derived PartialEq)]
        pub struct #name { #(#fields),* }

        #debug

        impl #name {
            fn read(mut inputs: #inputs_type) -> Result<Self, #invalid> {
                let input = Self { #(#reads),* };
                inputs.finish()?;
                Ok(input)
            }
        }
    })
}
