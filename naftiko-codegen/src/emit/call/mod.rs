//! Calls of exposed operations.

mod passed;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::argument::Presence;
use super::imports::Imports;
use super::rest::place;
use super::value::{self, Holes};
use super::{argument, client};
use crate::model::{
    Argument, Capability, Client, Exposed, JsonTemplate, Operation, Output, Place, Target, TypeId,
};
use crate::names::ident;

/// The place of a call in the generated code.
pub(super) struct Site<'a> {
    pub capability: &'a Capability,
    pub exposed: &'a Exposed,
    /// The prefix of inputs: empty for local variables, `input.` for the fields of a tool's input.
    pub prefix: TokenStream,
    /// The capability, as an expression.
    pub receiver: TokenStream,
    pub imports: &'a Imports,
}

/// Returns the statements before the call, and the call as a future of its response.
pub(super) fn call(
    site: &Site<'_>,
    client: &Client,
    operation: &Operation,
    arguments: &[Argument],
) -> (TokenStream, TokenStream) {
    let uses = uses(arguments);
    let with = operation.inputs.iter().zip(arguments);
    let positional: Vec<TokenStream> = with
        .clone()
        .filter(|(input, _)| operation.is_positional(input))
        .map(|(input, argument)| site.borrowed(input, argument))
        .collect();
    let params = operation.params_name.as_ref().map(|name| {
        let path = client::path(site.capability, client, name, site.imports);
        let fields: Vec<_> = with
            .filter(|(input, _)| !operation.is_positional(input))
            .collect();
        let absent = fields
            .iter()
            .filter(|(_, argument)| matches!(argument, Argument::Absent))
            .count();
        let optional = fields.iter().all(|(input, _)| !input.required);
        if absent == fields.len() && optional {
            return quote!(let params = #path::default(););
        }
        let rest = (absent > 0 && optional).then(|| quote!(..#path::default()));
        let fields = fields
            .iter()
            .filter(|(_, argument)| rest.is_none() || !matches!(argument, Argument::Absent))
            .map(|(input, argument)| {
                let name = ident(&input.ident);
                let value = site.owned(input, argument, &uses);
                if name == value.to_string() {
                    quote!(#name)
                } else {
                    quote!(#name: #value)
                }
            });
        quote!(let params = #path { #(#fields,)* #rest };)
    });
    let method = ident(&operation.method_name);
    let accessor = ident(&client.accessor);
    let receiver = &site.receiver;
    let passed = operation.params_name.as_ref().map(|_| quote!(&params));
    let arguments = positional.into_iter().chain(passed);
    (
        quote!(#params),
        quote!(#receiver.#accessor().#method(#(#arguments),*)),
    )
}

/// Returns the statement that awaits the response.
pub(super) fn response(site: &Site<'_>, future: &TokenStream) -> TokenStream {
    let limit = match &site.exposed.output {
        Output::Binary(binary) => binary.limit.map(|bytes| {
            let bytes = value::grouped(bytes, "");
            quote!(.or_limit(#bytes)?)
        }),
        _ => None,
    };
    let renamed = renamed(site);
    quote!(let response = #future.await #renamed? #limit;)
}

/// Returns the code that reports invalid inputs by the caller's names, if the API has other names for values that it may reject: parts of
/// a path, headers and cookies.
fn renamed(site: &Site<'_>) -> Option<TokenStream> {
    let Target::Call {
        client,
        operation,
        arguments,
    } = &site.exposed.target
    else {
        return None;
    };
    let (_, operation) = site.capability.operation(*client, *operation)?;
    let pairs: Vec<TokenStream> = operation
        .inputs
        .iter()
        .zip(arguments)
        .filter(|(input, _)| matches!(input.place, Place::Path | Place::Header | Place::Cookie))
        .filter_map(|(input, argument)| {
            let Argument::Input(index) = argument else {
                return None;
            };
            let given = site.exposed.inputs.get(*index)?;
            let (name, source) = (&input.name, &given.source);
            (source.name() != Some(name.as_str())).then(|| {
                let place = place(source, site.imports);
                quote!((#name, #place))
            })
        })
        .collect();
    (!pairs.is_empty()).then(|| quote!(.map_err(|error| error.in_inputs(&[#(#pairs),*]))))
}

/// Returns the number of uses of each input.
pub(super) fn uses(arguments: &[Argument]) -> BTreeMap<usize, usize> {
    let mut uses = BTreeMap::new();
    for index in arguments.iter().flat_map(Argument::inputs) {
        *uses.entry(index).or_insert(0) += 1;
    }
    uses
}

impl Site<'_> {
    /// Returns the input with an index: the expression, its type and its presence.
    fn input(&self, index: usize) -> (TokenStream, TypeId, Presence) {
        let Some(input) = self.exposed.inputs.get(index) else {
            return (TokenStream::new(), TypeId::ANY, Presence::Optional);
        };
        let (prefix, name) = (&self.prefix, ident(&input.ident));
        let presence = Presence::of(input.required, input.nullable);
        (quote!(#prefix #name), input.value_type, presence)
    }

    /// Returns a string as an upload.
    fn upload(&self, text: &TokenStream) -> TokenStream {
        let upload = self.imports.runtime("client", "Upload");
        quote!(#upload::from(#text))
    }

    fn json(&self, value: &TokenStream) -> TokenStream {
        let json = self.imports.runtime("value", "Json");
        quote!(#json::from(#value))
    }

    /// Returns a constant as a JSON value.
    fn constant(&self, constant: &serde_json::Value) -> TokenStream {
        value::owned_json(constant, self.imports)
    }

    /// Returns an input as an expression that converts into the runtime's `Argument`.
    fn reference(&self, index: usize) -> TokenStream {
        let (place, given, presence) = self.input(index);
        if argument::is_copy(given) && presence == Presence::Required {
            place
        } else {
            quote!(&#place)
        }
    }

    fn holes<'h>(&self, input: &'h dyn Fn(usize) -> TokenStream) -> Holes<'h> {
        let receiver = &self.receiver;
        let client = match &self.exposed.target {
            Target::Call { client, .. } => self.capability.clients.get(*client),
            Target::Mock(_) | Target::Unresolved(_) => None,
        };
        let accessor = client.map(|client| {
            let accessor = ident(&client.accessor);
            quote!(.#accessor())
        });
        Holes {
            input,
            variables: quote!(#receiver #accessor),
        }
    }

    /// Returns the response of a mock.
    pub(super) fn mock(&self, template: &JsonTemplate) -> TokenStream {
        let rendered = value::json(
            template,
            &self.holes(&|index| self.reference(index)),
            self.imports,
        );
        self.json(&rendered)
    }
}
