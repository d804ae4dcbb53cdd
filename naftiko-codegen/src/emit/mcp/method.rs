//! Methods of tools and MCP resources, with the declared call as the default body.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::call::{Site, call, response, uses};
use crate::emit::imports::Imports;
use crate::emit::prose::{docs, prose};
use crate::emit::read;
use crate::model::{Capability, Exposed, Output, Payload, Piece, Target};
use crate::names::ident;

/// Returns the method of an operation. `input` is the name of its input struct.
pub(super) fn method(
    capability: &Capability,
    exposed: &Exposed,
    input: Option<&str>,
    imports: &Imports,
) -> TokenStream {
    let name = ident(&exposed.ident);
    let error = imports.runtime("mcp", "ToolError");
    let docs = docs([prose(&exposed.title), prose(&exposed.description)]);
    let site = Site {
        capability,
        exposed,
        prefix: quote!(input.),
        receiver: quote!(self.capability()),
        imports,
    };
    let (output, body) = answer(&site);
    let input = input.map(|input| {
        let input = ident(input);
        let name = if body.uses_input {
            quote!(input)
        } else {
            quote!(_input)
        };
        quote!(, #name: #input)
    });
    let (tokens, future) = (&body.tokens, imports.future());
    let nested = matches!(&exposed.output, Output::Mapped(mapped) if read::nests(mapped))
        .then(|| quote!(#[allow(clippy::type_complexity, reason = "the spec nests lists")]));
    quote! {
        #docs
        #nested
        fn #name(&self #input) -> impl #future<Output = Result<#output, #error>> + Send {
            async move { #tokens }
        }
    }
}

struct Body {
    tokens: TokenStream,
    uses_input: bool,
}

/// Returns the return type of a tool, and its default body.
fn answer(site: &Site<'_>) -> (TokenStream, Body) {
    let (capability, imports) = (site.capability, site.imports);
    let json = || imports.runtime("value", "Json");
    match &site.exposed.target {
        Target::Call {
            client,
            operation,
            arguments,
        } => {
            let uses_input = !uses(arguments).is_empty();
            let Some((client, operation)) = capability.operation(*client, *operation) else {
                return (
                    TokenStream::new(),
                    Body {
                        tokens: TokenStream::new(),
                        uses_input,
                    },
                );
            };
            let (before, future) = call(site, client, operation, arguments);
            let (output, answer) = match (&site.exposed.output, &operation.payload) {
                (Output::Mapped(mapped), _) if mapped.is_selection() => {
                    let (json, select) = (json(), read::selection(mapped, imports));
                    (quote!(#json), quote!(Ok(response.select(#select)?)))
                }
                (Output::Mapped(mapped), _) => {
                    let map = read::function(&capability.types, mapped, imports);
                    (
                        read::type_of(&capability.types, mapped, imports),
                        quote!(Ok(response.map(#map)?)),
                    )
                }
                (Output::Relay, Payload::Text) => (quote!(String), quote!(Ok(response.value()?))),
                (Output::Binary(_), _) | (_, Payload::Binary) => {
                    let blob = imports.runtime("mcp", "Blob");
                    (quote!(#blob), quote!(Ok(#blob::read(response).await?)))
                }
                (Output::Relay, Payload::Json(_)) => {
                    let json = json();
                    (quote!(#json), quote!(Ok(response.json()?)))
                }
            };
            let response = response(site, &future);
            (
                output,
                Body {
                    tokens: quote!(#before #response #answer),
                    uses_input,
                },
            )
        }
        Target::Mock(template) => {
            let mut uses_input = false;
            template.visit(&mut |piece| uses_input |= matches!(piece, Piece::Input(_)));
            let value = site.mock(template);
            let json = json();
            (
                quote!(#json),
                Body {
                    tokens: quote!(Ok(#value)),
                    uses_input,
                },
            )
        }
        Target::Unresolved(message) => {
            let (error, json) = (imports.runtime("mcp", "ToolError"), json());
            (
                quote!(#json),
                Body {
                    tokens: quote!(Err(#error::unresolved(#message))),
                    uses_input: false,
                },
            )
        }
    }
}
