//! Methods of tools and MCP resources, with the declared call as the default body.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use super::input::Parameter;
use crate::emit::call::{Content, InputPlace, Response, Site};
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
        Target::Call(_) | Target::Mock(_) | Target::Unresolved(_) => input.place(),
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
    let (types, imports) = (&site.capability.types, site.imports);
    let json = || imports.runtime("value", "Json").into_token_stream();
    match Response::of(site.capability, site.exposed) {
        Response::Called(called) => {
            let (output, answer) = match called.content {
                Content::Text => (quote!(String), quote!(response.value()?)),
                Content::Json => {
                    if let Some((before, last)) = site.last_json(called) {
                        return (json(), quote!(#before Ok(#last)));
                    }
                    let (params, pending) = site.pending(called);
                    return (json(), quote!(#params Ok(#pending.json().await?)));
                }
                Content::Binary(_) => {
                    let blob = imports.runtime("mcp", "Blob");
                    (quote!(#blob), quote!(#blob::read(response).await?))
                }
                Content::Selected(read) => {
                    let select = read::selection(read, imports);
                    (json(), quote!(response.select(#select)?))
                }
                Content::Mapped(read) => {
                    let map = read::function(types, read, imports);
                    (read::type_of(types, read, imports), quote!(response.map(#map)?))
                }
            };
            let call = site.call(called);
            (output, quote!(#call Ok(#answer)))
        }
        Response::Mapped(steps, template) => {
            let (steps, value) = (site.steps(steps), site.made(template));
            (json(), quote!(#steps Ok(#value)))
        }
        Response::Mock(template) => {
            let value = site.made(template);
            (json(), quote!(Ok(#value)))
        }
        Response::Stub(message) => {
            let error = imports.runtime("mcp", "ToolError");
            (json(), quote!(Err(#error::unresolved(#message))))
        }
    }
}
