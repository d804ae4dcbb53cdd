//! Inputs of tools, MCP resources and prompts: a struct of several, or the body with the type of a document.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::argument::{self, finish_with};
use crate::emit::call::InputPlace;
use crate::emit::imports::Imports;
use crate::emit::inputs;
use crate::model::{Exposed, ExposedInput, Types};
use crate::names::ident;

/// The parameter of a method.
#[derive(Clone, Copy)]
pub(super) enum Parameter<'a> {
    /// The method has no inputs.
    None,
    /// The struct with this name.
    Struct(&'a str),
    /// The only input, a body with the type of a document.
    Body(&'a ExposedInput),
}

impl<'a> Parameter<'a> {
    /// Returns the parameter of an operation whose inputs have a struct with a name, if they need one.
    pub(super) fn of(exposed: &'a Exposed, struct_name: &'a str) -> Self {
        match (exposed.inputs.as_slice(), exposed.typed_body()) {
            ([], _) => Self::None,
            ([_], Some(body)) => Self::Body(body),
            _ => Self::Struct(struct_name),
        }
    }

    /// Returns the place of the inputs.
    pub(super) fn place(self) -> InputPlace {
        match self {
            Self::None | Self::Struct(_) => InputPlace::Fields,
            Self::Body(_) => InputPlace::Whole,
        }
    }

    /// Returns the type; `None` without inputs.
    pub(super) fn type_of(self, types: &Types, imports: &Imports) -> Option<TokenStream> {
        match self {
            Self::None => None,
            Self::Struct(name) => {
                let name = ident(name);
                Some(quote!(#name))
            }
            Self::Body(body) => Some(inputs::owned(body, types, imports)),
        }
    }

    /// Returns the statement that makes a variable of each input that is used.
    pub(super) fn fields(self, exposed: &Exposed) -> Option<TokenStream> {
        match self {
            Self::Struct(name) => inputs::destructured(name, exposed),
            Self::None | Self::Body(_) => None,
        }
    }

    /// Returns the expression that reads `inputs`.
    pub(super) fn read(self, imports: &Imports) -> TokenStream {
        match self {
            Self::None => quote!(inputs.finish()),
            Self::Struct(name) => {
                let name = ident(name);
                quote!(#name::read(inputs))
            }
            Self::Body(body) => {
                let finish = finish_with(body, imports);
                quote!(inputs.#finish)
            }
        }
    }
}

/// Returns the struct of the inputs, if there are any. `what` is the name of their owner in the documentation.
pub(super) fn input(
    types: &Types,
    name: &str,
    what: &str,
    fields: &[&ExposedInput],
    imports: &Imports,
) -> Option<TokenStream> {
    let structure = inputs::structure(types, name, what, fields, imports)?;
    let name = ident(name);
    let [inputs_type, invalid] = imports.all("input", ["Inputs", "InvalidInput"]);
    let reading = reading(types, fields, imports);
    Some(quote! {
        #structure

        impl #name {
            fn read(mut inputs: #inputs_type) -> Result<Self, #invalid> {
                #reading
            }
        }
    })
}

/// Returns the statements that read a struct. A body with the type of a document is read last.
fn reading(types: &Types, inputs: &[&ExposedInput], imports: &Imports) -> TokenStream {
    let is_body = |input: &&&ExposedInput| input.is_typed_body();
    let read = |input: &&ExposedInput| {
        let read = argument::read_input(input, types, imports);
        (ident(&input.ident), read)
    };
    let others = inputs.iter().filter(|input| !is_body(input)).map(read);
    let Some(body) = inputs.iter().find(is_body) else {
        let reads = others.map(|(name, read)| quote!(#name: #read));
        return quote! {
            let input = Self { #(#reads),* };
            inputs.finish()?;
            Ok(input)
        };
    };
    let reads = others.map(|(name, read)| quote!(let #name = #read;));
    let (name, finish) = (ident(&body.ident), finish_with(body, imports));
    let names = inputs.iter().map(|input| ident(&input.ident));
    quote! {
        #(#reads)*
        let #name = inputs.#finish?;
        Ok(Self { #(#names),* })
    }
}
