//! Params structs: the inputs of an operation that are not arguments of its method.

use proc_macro2::TokenStream;
use quote::quote;

use super::argument::{self, Presence};
use super::debug::{Shown, debug};
use super::imports::Imports;
use crate::model::{Capability, Client, Input, Operation, Types};
use crate::names::ident;
use crate::prose::{code, docs, prose};

/// Returns the params struct of an operation.
pub(super) fn params(
    capability: &Capability,
    client: &Client,
    operation: &Operation,
    imports: &Imports,
) -> Option<TokenStream> {
    let types = &capability.types;
    let name = ident(operation.params_name.as_ref()?);
    let inputs: Vec<&Input> = operation
        .inputs
        .iter()
        .filter(|input| !operation.is_positional(input))
        .collect();
    let fields = inputs.iter().map(|input| {
        let name = ident(&input.ident);
        let field_type = argument::owned(
            input.value_type,
            Presence::of(input.required, input.nullable),
            types,
            imports,
        );
        let docs = docs([input_docs(input)]);
        quote!(#docs pub #name: #field_type)
    });
    let shown = inputs.iter().map(|input| Shown::named(&input.name, &input.ident));
    let (derived, debug) = debug(&name, shown);
    let about = docs([format!(
        "Inputs of [`{}::{}`].",
        client.type_name, operation.method_name
    )]);
    let required: Vec<&Input> = inputs.iter().copied().filter(|input| input.required).collect();
    let default = required.is_empty().then(|| quote!(Default,));
    let constructor = (!required.is_empty()).then(|| constructor(&name, &inputs, &required, types, imports));
    Some(quote! {
        #about
        #[derive(Clone, #derived #default PartialEq)]
        pub struct #name { #(#fields),* }
        #debug
        #constructor
    })
}

/// Returns the constructor with the required inputs. Optional ones are set by struct update.
fn constructor(
    name: &proc_macro2::Ident,
    inputs: &[&Input],
    required: &[&Input],
    types: &Types,
    imports: &Imports,
) -> TokenStream {
    let arguments = required.iter().map(|input| {
        let name = ident(&input.ident);
        let owned = argument::owned(input.value_type, Presence::Required, types, imports);
        quote!(#name: #owned)
    });
    let fields = inputs.iter().map(|input| {
        let name = ident(&input.ident);
        if input.required {
            quote!(#name)
        } else if input.nullable {
            let optional = imports.runtime("value", "Optional");
            quote!(#name: #optional::Absent)
        } else {
            quote!(#name: None)
        }
    });
    let many = (required.len() > 7)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "the API requires as many")]));
    quote! {
        impl #name {
            /// Creates the inputs from the required ones; the others are absent.
            #many
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#fields),* }
            }
        }
    }
}

/// Returns the documentation of a field: the description, and the wire name if it differs.
fn input_docs(input: &Input) -> String {
    let wire = (input.ident.trim_start_matches("r#") != input.name)
        .then(|| format!("Sent as {}.", code(&input.name)));
    let description = prose(&input.description);
    match (description.is_empty(), wire) {
        (false, Some(wire)) => format!("{description}\n\n{wire}"),
        (true, Some(wire)) => wire,
        (false, None) => description,
        (true, None) => format!("The input {}.", code(&input.name)),
    }
}
