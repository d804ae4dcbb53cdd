//! Aggregates: a struct with a method for each flow.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use super::call::{InputPlace, Response, Site};
use super::imports::Imports;
use super::{Unit, convention, inputs};
use crate::model::{Aggregate, Capability, Flow, Target};
use crate::names::ident;
use crate::prose::{code, docs, prose};

/// Returns the module of an aggregate.
pub(super) fn unit(capability: &Capability, aggregate: &Aggregate) -> Unit {
    let about = format!("The flows of the aggregate {}.", code(&aggregate.namespace));
    let mut unit = Unit::new(&aggregate.module, [about]);
    let imports = &unit.imports;
    let own = imports.parent("Capability");
    let name = ident(&aggregate.type_name);
    let about = docs([
        prose(&aggregate.title),
        format!(
            "The flows of {}, which the adapters run too.",
            code(&aggregate.namespace)
        ),
    ]);
    let flows = aggregate
        .flows
        .iter()
        .filter_map(|flow| method(capability, flow, imports));
    let names = aggregate.flows.iter().map(|flow| flow.operation.ident.as_str());
    let convention = convention(names);
    let structs = aggregate.flows.iter().filter_map(|flow| {
        let inputs: Vec<_> = flow.operation.inputs.iter().collect();
        let what = format!("the flow {}", code(&flow.operation.name));
        inputs::structure(&capability.types, &flow.input_name, &what, &inputs, imports)
    });
    unit.items = quote! {
        #about
        #[derive(Clone, Copy, Debug)]
        pub struct #name<'a> {
            capability: &'a #own,
        }

        #convention
        impl<'a> #name<'a> {
            pub(super) fn new(capability: &'a #own) -> Self {
                Self { capability }
            }

            #(#flows)*
        }

        #(#structs)*
    };
    unit
}

/// Returns the method of the capability that returns the flows.
pub(super) fn accessor(aggregate: &Aggregate) -> TokenStream {
    let (accessor, module) = (ident(&aggregate.accessor), ident(&aggregate.module));
    let name = ident(&aggregate.type_name);
    let docs = docs([format!("Returns the flows of {}.", code(&aggregate.namespace))]);
    quote! {
        #docs
        #[must_use]
        pub fn #accessor(&self) -> #module::#name<'_> {
            #module::#name::new(self)
        }
    }
}

/// Returns the method of a flow. A flow without a target has none.
fn method(capability: &Capability, flow: &Flow, imports: &Imports) -> Option<TokenStream> {
    let exposed = &flow.operation;
    let place = match exposed.target {
        Target::Steps(_) => InputPlace::Variables,
        _ => InputPlace::Fields,
    };
    let site = Site::new(capability, exposed, place, quote!(self.capability), imports);
    let response = Response::of(capability, exposed);
    let docs = docs([prose(&exposed.description), does(&response)]);
    let (name, input_name) = (ident(&exposed.ident), ident(&flow.input_name));
    let uses = exposed.target.uses();
    let input = (!exposed.inputs.is_empty()).then(|| {
        let name = ident(if uses.is_empty() { "_input" } else { "input" });
        quote!(, #name: #input_name)
    });
    if let Response::Mock(template) = &response {
        let (json, value) = (imports.runtime("value", "Json"), site.made(template));
        return Some(quote! {
            #docs
            #[must_use]
            #[allow(clippy::needless_pass_by_value, clippy::unused_self, reason = "every flow has the same form")]
            pub fn #name(self #input) -> #json {
                #value
            }
        });
    }
    let streaming = || imports.runtime("client", "Streaming").into_token_stream();
    let is_binary = response.is_binary();
    let blob = if is_binary {
        streaming()
    } else {
        TokenStream::new()
    };
    let answer = site.answer(&response, (&blob, &quote!(response)))?;
    let fields = matches!(exposed.target, Target::Steps(_))
        .then(|| inputs::destructured(&flow.input_name, exposed))
        .flatten();
    let error = match exposed.target {
        Target::Steps(_) => imports.runtime("steps", "StepError"),
        _ => imports.runtime("client", "Error"),
    };
    let (output, before, result) = (answer.output, answer.before, answer.value.into_result());
    Some(quote! {
        #docs
        pub async fn #name(self #input) -> Result<#output, #error> {
            #fields
            #before
            #result
        }
    })
}

/// Returns the sentence about what a flow does.
fn does(response: &Response<'_>) -> String {
    match response {
        Response::Called(called) => match called.steps {
            Some(steps) => format!("Runs the steps {}.", steps.listed()),
            None => format!("Calls {}.", code(&called.operation.id)),
        },
        Response::Mapped(steps, _) => format!("Runs the steps {}.", steps.listed()),
        Response::Mock(_) | Response::Flow(_) | Response::Stub(_) => "Returns a mock response.".to_owned(),
    }
}
