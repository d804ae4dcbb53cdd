//! Methods of tools and MCP resources, with the declared call as the default body.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use super::input::Parameter;
use crate::emit::call::{Content, InputPlace, Response, RunFlow, Site};
use crate::emit::imports::Imports;
use crate::emit::read;
use crate::model::{Capability, Exposed, Output, Target};
use crate::names::ident;
use crate::prose::{docs, prose};

/// Returns the method of an operation.
pub(super) fn method(
    capability: &Capability,
    exposed: &Exposed,
    input: Parameter<'_>,
    imports: &Imports,
) -> TokenStream {
    let name = ident(&exposed.ident);
    let error = imports.runtime("mcp", "ToolError");
    let docs = docs([prose(&exposed.title), prose(&exposed.description)]);
    let place = match exposed.target {
        // Each step takes its inputs, which a struct could not give one by one.
        Target::Steps(_) => InputPlace::Variables,
        _ => input.place(),
    };
    let site = Site::new(capability, exposed, place, quote!(self.capability()), imports);
    let (output, body) = answer(&site);
    let fields = matches!(exposed.target, Target::Steps(_)).then(|| input.fields(exposed));
    let input = input.type_of(&capability.types, imports).map(|input| {
        let is_used = !exposed.target.uses().is_empty();
        let name = ident(if is_used { "input" } else { "_input" });
        quote!(, #name: #input)
    });
    let future = imports.future();
    let nested = matches!(&exposed.output, Output::Mapped(mapped) if read::nests(mapped))
        .then(|| quote!(#[allow(clippy::type_complexity, reason = "the spec nests lists")]));
    quote! {
        #docs
        #nested
        fn #name(&self #input) -> impl #future<Output = Result<#output, #error>> + Send {
            async move { #fields #body }
        }
    }
}

/// Returns the return type of a tool, and its default body.
fn answer(site: &Site<'_>) -> (TokenStream, TokenStream) {
    let imports = site.imports;
    let json = || imports.runtime("value", "Json").into_token_stream();
    let response = Response::of(site.capability, site.exposed);
    let (output, value) = match &response {
        Response::Called(_) | Response::Mapped(..) => return called(site, &response),
        Response::Flow(run) => flow(site, *run),
        Response::Mock(template) => (json(), site.made(template)),
        Response::Stub(message) => {
            let error = imports.runtime("mcp", "ToolError");
            return (json(), quote!(Err(#error::unresolved(#message))));
        }
    };
    (output, quote!(Ok(#value)))
}

/// Returns the return type and the body of a tool that calls.
fn called(site: &Site<'_>, response: &Response<'_>) -> (TokenStream, TokenStream) {
    let (blob, read) = blob(response, site.imports);
    let answer = site.answer(response, (&blob, &read));
    answer.map_or_else(Default::default, |answer| {
        let (before, value) = (answer.before, answer.value.into_plain());
        (answer.output, quote!(#before Ok(#value)))
    })
}

/// Returns the type of a binary result, and the expression that reads it from `response`.
fn blob(response: &Response<'_>, imports: &Imports) -> (TokenStream, TokenStream) {
    if !response.is_binary() {
        return Default::default();
    }
    let blob = imports.runtime("mcp", "Blob");
    (quote!(#blob), quote!(#blob::read(response).await?))
}

/// Returns the return type and the value of a tool that runs a flow.
fn flow(site: &Site<'_>, run: RunFlow<'_>) -> (TokenStream, TokenStream) {
    let (types, imports) = (&site.capability.types, site.imports);
    let json = || imports.runtime("value", "Json").into_token_stream();
    let value = site.run_flow(run);
    match Response::of(site.capability, &run.flow.operation) {
        Response::Called(called) => match called.content {
            Content::Text => (quote!(String), value),
            Content::Json | Content::Selected(_) => (json(), value),
            Content::Mapped(read) => (read::type_of(types, read, imports), value),
            Content::Binary(_) => {
                let blob = imports.runtime("mcp", "Blob");
                (quote!(#blob), quote!(#blob::read(#value).await?))
            }
        },
        Response::Mapped(..) | Response::Mock(_) | Response::Flow(_) | Response::Stub(_) => (json(), value),
    }
}
