//! Runs of flows.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Content, Response, Site};
use crate::emit::chain;
use crate::model::{Aggregate, Argument, Capability, Flow};
use crate::names::ident;

/// A flow that an operation runs.
#[derive(Clone, Copy)]
pub(in crate::emit) struct RunFlow<'a> {
    pub aggregate: &'a Aggregate,
    pub flow: &'a Flow,
    pub arguments: &'a [Argument],
}

impl RunFlow<'_> {
    /// Returns whether the flow returns JSON.
    pub(in crate::emit) fn is_json(&self, capability: &Capability) -> bool {
        match Response::of(capability, &self.flow.operation) {
            Response::Called(called) => !matches!(called.content, Content::Text | Content::Binary(_)),
            _ => true,
        }
    }

    /// Returns `namespace.flow`.
    pub(in crate::emit) fn id(&self) -> String {
        format!("{}.{}", self.aggregate.namespace, self.flow.operation.name)
    }
}

impl Site<'_> {
    /// Returns the expression of what a flow returns.
    pub(in crate::emit) fn run_flow(&self, run: RunFlow<'_>) -> TokenStream {
        let (receiver, accessor) = (&self.receiver, ident(&run.aggregate.accessor));
        let method = ident(&run.flow.operation.ident);
        let input = self.flow_input(run);
        let is_mock = matches!(
            Response::of(self.capability, &run.flow.operation),
            Response::Mock(_)
        );
        let awaited = (!is_mock).then(|| quote!(.await?));
        quote!(#receiver.#accessor().#method(#input) #awaited)
    }

    /// Returns the struct of the inputs, if the flow has any.
    fn flow_input(&self, run: RunFlow<'_>) -> Option<TokenStream> {
        let inputs = &run.flow.operation.inputs;
        if inputs.is_empty() {
            return None;
        }
        let uses = self.exposed.target.uses();
        let fields = inputs.iter().zip(run.arguments).map(|(input, argument)| {
            let name = ident(&input.ident);
            let value = self.owned(&Flow::parameter(input), argument, &uses);
            if name == value.to_string() {
                quote!(#name)
            } else {
                quote!(#name: #value)
            }
        });
        let (module, name) = (ident(&run.aggregate.module), ident(&run.flow.input_name));
        Some(quote!(super::#module::#name { #(#fields),* }))
    }

    /// Returns the reply of a REST operation with what a flow returns.
    pub(in crate::emit) fn flow_reply(&self, run: RunFlow<'_>) -> TokenStream {
        let imports = self.imports;
        let reply = imports.runtime("rest", "Reply");
        let status = || imports.runtime("http", "StatusCode");
        let answer = match Response::of(self.capability, &run.flow.operation) {
            Response::Called(called) => match called.content {
                Content::Binary(binary) => {
                    let media_type = chain::call("content_type", binary.media_type.as_ref());
                    quote!(#reply::stream(output) #media_type)
                }
                Content::Text => {
                    let status = status();
                    quote!(#reply::new(#status::OK).with_body("text/plain; charset=utf-8", output))
                }
                Content::Mapped(_) => {
                    imports.trait_in_scope("value", "ToJson");
                    let status = status();
                    quote!(#reply::json(#status::OK, output.to_json()))
                }
                Content::Json | Content::Selected(_) => {
                    let status = status();
                    quote!(#reply::json(#status::OK, output))
                }
            },
            Response::Mapped(..) | Response::Mock(_) | Response::Flow(_) | Response::Stub(_) => {
                let status = status();
                quote!(#reply::json(#status::OK, output))
            }
        };
        let run = self.run_flow(run);
        quote!(let output = #run; Ok(#answer))
    }
}
