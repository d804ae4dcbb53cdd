//! Handlers of REST operations: read the inputs, call, and respond.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::HandlerTypes;
use crate::emit::argument::{self, Presence};
use crate::emit::call::{Site, call, response, uses};
use crate::emit::imports::Imports;
use crate::emit::prose::{code, docs, prose};
use crate::emit::read;
use crate::model::{Binary, Capability, Exposed, ExposedInput, Output, Piece, Route, Source, Target, Types};
use crate::names::ident;

/// Returns the handler of a route.
pub(super) fn handler(capability: &Capability, route: &Route, imports: &Imports) -> TokenStream {
    let exposed = &route.operation;
    let name = ident(&exposed.ident);
    let HandlerTypes {
        own,
        state,
        request,
        reply,
        problem,
    } = HandlerTypes::imported(imports);
    let site = Site {
        capability,
        exposed,
        prefix: TokenStream::new(),
        receiver: quote!(capability),
        imports,
    };
    let inputs = inputs(&site);
    let (uses_capability, body) = body(&site);
    let docs = handler_docs(capability, route);
    let state_name = if uses_capability {
        quote!(#state(capability))
    } else {
        quote!(_: #state<#own>)
    };
    let state_parameter = if uses_capability {
        quote!(#state_name: #state<#own>)
    } else {
        state_name
    };
    let request_name = if exposed.inputs.is_empty() {
        quote!(_)
    } else {
        quote!(request)
    };
    let unused = (!uses_capability)
        .then(|| quote!(#[allow(clippy::unused_async, reason = "every handler is asynchronous")]));
    quote! {
        #docs
        #unused
        pub async fn #name(#state_parameter, #request_name: #request) -> Result<#reply, #problem> {
            #inputs
            #body
        }
    }
}

fn handler_docs(capability: &Capability, route: &Route) -> TokenStream {
    let exposed = &route.operation;
    let line = format!("{} {}", route.method, route.pattern);
    let does = match &exposed.target {
        Target::Call {
            client, operation, ..
        } => {
            let id = capability
                .operation(*client, *operation)
                .map_or("", |(_, operation)| operation.id.as_str());
            format!("{}: calls {}.", code(&line), code(id))
        }
        Target::Mock(_) => format!("{}: returns a mock response.", code(&line)),
        Target::Unresolved(_) => format!("{}: not served, since its call has no target.", code(&line)),
    };
    docs([prose(&exposed.title), prose(&exposed.description), does])
}

/// Returns the statements that read every input and return all input errors.
fn inputs(site: &Site<'_>) -> TokenStream {
    let inputs = &site.exposed.inputs;
    if inputs.is_empty() {
        return TokenStream::new();
    }
    let used = used(site.exposed);
    let selects = inputs.iter().filter_map(|input| match &input.source {
        Source::Selected(written, path) => {
            let function = read::function_to(path, site.imports);
            Some(quote!(inputs.read_path(#written, #function);))
        }
        _ => None,
    });
    let reads = inputs.iter().enumerate().map(|(index, input)| {
        let read = read_input(input, &site.capability.types, site.imports);
        if used.contains(&index) {
            let name = ident(&input.ident);
            quote!(let #name = #read;)
        } else {
            quote!(let _ = #read;)
        }
    });
    quote! {
        let mut inputs = request.into_inputs();
        #(#selects)*
        #(#reads)*
        inputs.finish()?;
    }
}

/// Returns the inputs that the call target uses.
fn used(exposed: &Exposed) -> HashSet<usize> {
    match &exposed.target {
        Target::Call { arguments, .. } => uses(arguments).into_keys().collect(),
        Target::Mock(template) => {
            let mut used = HashSet::new();
            template.visit(&mut |piece| {
                if let Piece::Input(index) = piece {
                    used.insert(*index);
                }
            });
            used
        }
        Target::Unresolved(_) => HashSet::new(),
    }
}

/// Returns the expression that reads one input from its source.
pub(in crate::emit) fn read_input(input: &ExposedInput, types: &Types, imports: &Imports) -> TokenStream {
    let reader = ident(&argument::reader(
        input.value_type,
        Presence::of(input.required, input.nullable),
        types,
    ));
    let source = place(&input.source, imports);
    quote!(inputs.#reader(#source))
}

/// Returns the runtime's value for the location of an input.
pub(in crate::emit) fn place(source: &Source, imports: &Imports) -> TokenStream {
    let place = imports.runtime("input", "ParameterIn");
    match source {
        Source::Path(name) => quote!(#place::Path(#name)),
        Source::Query(name) => quote!(#place::Query(#name)),
        Source::Header(name) => quote!(#place::Header(#name)),
        Source::Cookie(name) => quote!(#place::Cookie(#name)),
        Source::Body => quote!(#place::Body),
        Source::Field(name) | Source::Selected(name, _) => quote!(#place::Field(#name)),
    }
}

fn streamed(binary: &Binary, imports: &Imports) -> TokenStream {
    let reply = imports.runtime("rest", "Reply");
    let media_type = binary
        .media_type
        .as_ref()
        .map(|name| quote!(.content_type(#name)));
    quote!(#reply::stream(response) #media_type)
}

/// Returns the body of the handler, and whether it uses the capability.
fn body(site: &Site<'_>) -> (bool, TokenStream) {
    let (capability, imports) = (site.capability, site.imports);
    let reply = imports.runtime("rest", "Reply");
    match &site.exposed.target {
        Target::Call {
            client,
            operation,
            arguments,
        } => {
            let Some((client, operation)) = capability.operation(*client, *operation) else {
                return (false, TokenStream::new());
            };
            let (before, future) = call(site, client, operation, arguments);
            let (mapping, answer) = match &site.exposed.output {
                Output::Relay => (TokenStream::new(), quote!(#reply::relay(response))),
                Output::Binary(binary) => (TokenStream::new(), streamed(binary, imports)),
                Output::Mapped(mapped) if mapped.is_selection() => {
                    let select = read::selection(mapped, imports);
                    let mapping = quote!(let output = response.select(#select)?;);
                    (mapping, quote!(#reply::json(response.status(), output)))
                }
                Output::Mapped(mapped) => {
                    imports.trait_in_scope("value", "ToJson");
                    let map = read::function(&capability.types, mapped, imports);
                    let mapping = quote!(let output = response.map(#map)?;);
                    (mapping, quote!(#reply::json(response.status(), output.to_json())))
                }
            };
            let private = site.exposed.issues_credentials.then(|| quote!(.no_store()));
            let answer = quote!(#mapping Ok(#answer #private));
            let response = response(site, &future);
            (true, quote!(#before #response #answer))
        }
        Target::Mock(template) => {
            let status = imports.runtime("http", "StatusCode");
            let value = site.mock(template);
            (false, quote!(Ok(#reply::json(#status::OK, #value))))
        }
        Target::Unresolved(message) => {
            let problem = imports.runtime("rest", "Problem");
            (false, quote!(Err(#problem::unresolved(#message))))
        }
    }
}
