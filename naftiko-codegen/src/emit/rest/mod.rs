//! REST adapters: routes, handlers and the OpenAPI document.

mod forward;
mod handler;

use proc_macro2::TokenStream;
use quote::quote;

use super::call::{Content, Response};
use super::chain;
use super::imports::Imports;
use super::{Document, Unit};
use super::{guard, openapi};
use crate::model::{Capability, Exposed, Link, RestAdapter};
use crate::names::ident;
use crate::prose::{code, docs, prose};
use handler::handler;

/// Returns a handler with the documentation and attributes before it, the patterns of its capability and request, and its body.
fn handler_function(
    before: &TokenStream,
    name: &str,
    [state_pattern, request_pattern]: [TokenStream; 2],
    body: &TokenStream,
    imports: &Imports,
) -> TokenStream {
    let own = imports.parent("Capability");
    let state = imports.runtime("axum::extract", "State");
    let [request, reply, problem] = imports.all("rest", ["Request", "Reply", "Problem"]);
    let name = ident(name);
    quote! {
        #before
        pub async fn #name(
            #state_pattern: #state<#own>,
            #request_pattern: #request,
        ) -> Result<#reply, #problem> {
            #body
        }
    }
}

/// Returns the module of one adapter.
pub(super) fn unit(capability: &Capability, adapter: &RestAdapter) -> Unit {
    let about = if adapter.description.is_empty() {
        format!("The REST adapter {}.", code(&adapter.namespace))
    } else {
        prose(&adapter.description)
    };
    let mut unit = Unit::new(&adapter.module, [about]);
    let imports = &unit.imports;
    let callers = adapter
        .guard
        .as_ref()
        .map(|guard| guard::description(&adapter.namespace, guard, true, imports));
    let routes = routes(capability, adapter, imports);
    let served = router(adapter, imports);
    let handlers = adapter.routes.iter();
    let handlers = handlers.map(|route| handler(capability, route, adapter.unknown_arguments, imports));
    let forwards = adapter.forwards.iter();
    let forwards = forwards.map(|forward| forward::handler(capability, forward, imports));
    let about_openapi = docs(["The OpenAPI 3.1 document, served at `/openapi.json` and shown at `/docs`."]);
    unit.items = quote!(#callers #routes #served #(#handlers)* #(#forwards)*);
    unit.document = Some(Document {
        namespace: adapter.namespace.clone(),
        declared: quote!(#about_openapi pub static OPENAPI: &str),
        json: openapi::document(capability, adapter),
    });
    unit
}

/// Returns the function that makes the routes.
fn routes(capability: &Capability, adapter: &RestAdapter, imports: &Imports) -> TokenStream {
    let own = imports.parent("Capability");
    let routes_type = imports.runtime("rest", "Routes");
    let routes = adapter.routes.iter().map(|route| {
        let (method_type, method) = (imports.runtime("http", "Method"), ident(route.method.as_str()));
        let (pattern, handler) = (&route.pattern, ident(&route.operation.ident));
        if answers_json(capability, &route.operation) {
            quote!(.route_producing(#method_type::#method, #pattern, "application/json", #handler))
        } else {
            quote!(.route(#method_type::#method, #pattern, #handler))
        }
    });
    let forwards = adapter.forwards.iter().map(forward::route);
    let links = adapter.links.iter().map(|item| link(item, imports));
    let headers = &adapter.expose_headers;
    let exposed = (!headers.is_empty()).then(|| quote!(.expose_headers(&[#(#headers),*])));
    let pages = adapter.routes.iter().filter_map(|route| {
        let (pattern, operation) = (&route.pattern, &capability.pages_of_route(route)?.id);
        Some(quote!(.pages(#pattern, #operation)))
    });
    let calls = exposed.into_iter().chain(routes).chain(forwards);
    let calls = calls.chain(links).chain(pages);
    let (statements, routes) = chain::split(&quote!(#routes_type::new().document(OPENAPI)), calls);
    let about = docs([format!(
        "Returns the routes of {} with their handlers: replace one, add others, or use [`router`].{}",
        code(&adapter.namespace),
        if adapter.guard.is_some() {
            " They have no guard: add the capability's guard, as [`router`] does."
        } else {
            ""
        }
    )]);
    quote! {
        #about
        #[must_use]
        pub fn routes() -> #routes_type<#own> {
            #statements
            #routes
        }
    }
}

/// Returns the function that makes the router, with the guard of the adapter.
fn router(adapter: &RestAdapter, imports: &Imports) -> TokenStream {
    let own = imports.parent("Capability");
    let axum_router = imports.runtime("axum", "Router");
    let about = docs([format!(
        "Returns the router of {}, to serve it, nest it, or add layers.",
        code(&adapter.namespace)
    )]);
    let made = if let Some(guard) = &adapter.guard {
        let field = ident(&guard.field);
        quote! {
            let callers = capability.#field.clone();
            callers.protect(routes().into_router(capability))
        }
    } else {
        quote!(routes().into_router(capability))
    };
    quote! {
        #about
        pub fn router(capability: #own) -> #axum_router {
            #made
        }
    }
}

/// Returns the call that adds a link.
fn link(link: &Link, imports: &Imports) -> TokenStream {
    let type_name = imports.runtime("rest", "Link");
    let Link { api, path, route, .. } = link;
    let (theirs, ours): (Vec<_>, Vec<_>) = link.query.iter().cloned().unzip();
    let query = (!link.query.is_empty()).then(|| quote!(.query(&[#((#theirs, #ours)),*])));
    let omitted = &link.omitted;
    let omitted = (!omitted.is_empty()).then(|| quote!(.omitted(&[#(#omitted),*])));
    let any_query = link.any_query.then(|| quote!(.any_query()));
    quote!(.link(#type_name::new(#api, #path, #route) #query #omitted #any_query))
}

/// Returns whether the handler creates a JSON response, so that its type is known.
fn answers_json(capability: &Capability, exposed: &Exposed) -> bool {
    match Response::of(capability, exposed) {
        Response::Called(called) => matches!(called.content, Content::Selected(_) | Content::Mapped(_)),
        Response::Flow(run) => run.is_json(capability),
        Response::Mapped(..) | Response::Mock(_) => true,
        Response::Stub(_) => false,
    }
}
