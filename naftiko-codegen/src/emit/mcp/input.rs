//! Inputs of tools, MCP resources and prompts: a struct of several, or the body with the type of a document.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::argument::{self, Presence, finish_with};
use crate::emit::call::InputPlace;
use crate::emit::debug::{Shown, debug};
use crate::emit::imports::Imports;
use crate::model::{Exposed, ExposedInput, Types};
use crate::names::ident;
use crate::prose::{code, docs, prose};

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
            Self::Body(body) => Some(owned(body, types, imports)),
        }
    }

    /// Returns the statement that makes a variable of each input that is used.
    pub(super) fn fields(self, exposed: &Exposed) -> Option<TokenStream> {
        let Self::Struct(name) = self else { return None };
        let (name, uses) = (ident(name), exposed.target.uses());
        let inputs = exposed.inputs.iter().enumerate();
        let names: Vec<_> = inputs
            .filter(|(index, _)| uses.contains_key(index))
            .map(|(_, input)| ident(&input.ident))
            .collect();
        let rest = (names.len() < exposed.inputs.len()).then(|| quote!(..));
        (!names.is_empty()).then(|| quote!(let #name { #(#names,)* #rest } = input;))
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

fn owned(input: &ExposedInput, types: &Types, imports: &Imports) -> TokenStream {
    let presence = Presence::of(input.required, input.nullable);
    argument::owned(input.value_type, presence, types, imports)
}

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
    let reading = reading(types, inputs, imports);
    Some(quote! {
        #about
        #[derive(Clone, #derived)]
        pub struct #name { #(#fields),* }

        #debug

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
