//! Handlers of REST operations: read the inputs, call, and respond.

use proc_macro2::TokenStream;
use quote::quote;

use super::handler_function;
use crate::emit::argument::{finish_with, read_input};
use crate::emit::call::{Content, InputPlace, Response, Site};
use crate::emit::chain;
use crate::emit::imports::Imports;
use crate::emit::read;
use crate::model::{Capability, ExposedInput, Route, Source};
use crate::names::ident;
use crate::options::UnknownArguments;
use crate::prose::{code, docs, prose};

/// Returns the handler of a route.
pub(super) fn handler(
    capability: &Capability,
    route: &Route,
    unknown: UnknownArguments,
    imports: &Imports,
) -> TokenStream {
    let exposed = &route.operation;
    let site = Site::new(
        capability,
        exposed,
        InputPlace::Variables,
        quote!(capability),
        imports,
    );
    let inputs = inputs(&site, unknown);
    let (uses_capability, body) = body(&site);
    let docs = handler_docs(capability, route);
    let state = if uses_capability {
        let state = imports.runtime("axum::extract", "State");
        quote!(#state(capability))
    } else {
        quote!(_)
    };
    let request = if exposed.inputs.is_empty() {
        quote!(_)
    } else {
        quote!(request)
    };
    let unused = (!uses_capability)
        .then(|| quote!(#[allow(clippy::unused_async, reason = "every handler is asynchronous")]));
    let (before, body) = (quote!(#docs #unused), quote!(#inputs #body));
    handler_function(&before, &exposed.ident, [state, request], &body, imports)
}

fn handler_docs(capability: &Capability, route: &Route) -> TokenStream {
    let exposed = &route.operation;
    let line = format!("{} {}", route.method, route.pattern);
    let does = match Response::of(capability, exposed) {
        Response::Called(called) => match called.steps {
            Some(steps) => format!("{}: runs the steps {}.", code(&line), steps.listed()),
            None => format!("{}: calls {}.", code(&line), code(&called.operation.id)),
        },
        Response::Mapped(steps, _) => format!("{}: runs the steps {}.", code(&line), steps.listed()),
        Response::Flow(run) => format!("{}: runs the flow {}.", code(&line), code(&run.id())),
        Response::Mock(_) => format!("{}: returns a mock response.", code(&line)),
        Response::Stub(_) => format!("{}: not served, since its call has no target.", code(&line)),
    };
    docs([prose(&exposed.title), prose(&exposed.description), does])
}

/// Returns the statements that read every input and return all input errors.
fn inputs(site: &Site<'_>, unknown: UnknownArguments) -> TokenStream {
    let inputs = &site.exposed.inputs;
    if inputs.is_empty() {
        return TokenStream::new();
    }
    let used = site.exposed.target.uses();
    let selects = inputs.iter().filter_map(|input| match &input.source {
        Source::Selected(written, path) => {
            let function = read::function_to(path, site.imports);
            Some(quote!(inputs.read_path(#written, #function);))
        }
        _ => None,
    });
    let body = site.exposed.typed_body();
    let is_body = |input: &ExposedInput| body.is_some_and(|body| std::ptr::eq(body, input));
    let others = inputs.iter().enumerate().filter(|(_, input)| !is_body(input));
    let reads = others.map(|(index, input)| {
        let read = read_input(input, &site.capability.types, site.imports);
        if used.contains_key(&index) {
            let name = ident(&input.ident);
            quote!(let #name = #read;)
        } else {
            quote!(let _ = #read;)
        }
    });
    let ignoring =
        (body.is_some() && unknown == UnknownArguments::Ignore).then(|| quote!(.ignoring_unknown()));
    let read = quote!(request.into_inputs() #ignoring);
    let Some(body) = body else {
        return quote! {
            let mut inputs = #read;
            #(#selects)*
            #(#reads)*
            inputs.finish()?;
        };
    };
    let (name, finish) = (ident(&body.ident), finish_with(body, site.imports));
    if inputs.len() == 1 && body.source == Source::Body {
        return quote!(let #name = #read.#finish?;);
    }
    quote! {
        let mut inputs = #read;
        #(#selects)*
        #(#reads)*
        let #name = inputs.#finish?;
    }
}

/// Returns the body of the handler, and whether it uses the capability.
fn body(site: &Site<'_>) -> (bool, TokenStream) {
    let imports = site.imports;
    let reply = imports.runtime("rest", "Reply");
    match Response::of(site.capability, site.exposed) {
        Response::Called(called) => {
            let private = site.exposed.issues_credentials;
            let (mapping, answer) = match called.content {
                Content::Text | Content::Json if called.steps.is_some() => {
                    let call = site.call(called);
                    let private = private.then(|| quote!(.no_store()));
                    return (true, quote!(#call Ok(#reply::relay(response) #private)));
                }
                Content::Text | Content::Json => {
                    let (params, pending) = site.pending(called);
                    let private = private.then(|| quote!(.map(#reply::no_store)));
                    return (true, quote!(#params #pending.relay().await #private));
                }
                Content::Binary(binary) => {
                    let media_type = chain::call("content_type", binary.media_type.as_ref());
                    let private = private.then(|| quote!(.no_store()));
                    let call = site.relayed(called);
                    return (
                        true,
                        quote!(#call Ok(#reply::stream(response) #media_type #private)),
                    );
                }
                Content::Selected(read) => {
                    let select = read::selection(read, imports);
                    let mapping = quote!(let output = response.select(#select)?;);
                    (mapping, quote!(#reply::mapped(response, output)))
                }
                Content::Mapped(read) => {
                    imports.trait_in_scope("value", "ToJson");
                    let map = read::function(&site.capability.types, read, imports);
                    let mapping = quote!(let output = response.map(#map)?;);
                    (mapping, quote!(#reply::mapped(response, output.to_json())))
                }
            };
            let private = private.then(|| quote!(.no_store()));
            let call = site.mapped(called, &mapping);
            (true, quote!(#call Ok(#answer #private)))
        }
        Response::Mapped(steps, template) => {
            let status = imports.runtime("http", "StatusCode");
            let (steps, value) = (site.steps(steps), site.made(template));
            (true, quote!(#steps Ok(#reply::json(#status::OK, #value))))
        }
        Response::Flow(run) => (true, site.flow_reply(run)),
        Response::Mock(template) => {
            let status = imports.runtime("http", "StatusCode");
            let value = site.made(template);
            (false, quote!(Ok(#reply::json(#status::OK, #value))))
        }
        Response::Stub(message) => {
            let problem = imports.runtime("rest", "Problem");
            (false, quote!(Err(#problem::unresolved(#message))))
        }
    }
}
