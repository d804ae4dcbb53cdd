//! REST adapters: routes, handlers and the OpenAPI document.

mod forward;
mod handler;

use proc_macro2::{Ident, TokenStream};
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

/// The types that every handler uses.
struct HandlerTypes {
    own: Ident,
    state: Ident,
    request: Ident,
    reply: Ident,
    problem: Ident,
}

impl HandlerTypes {
    fn imported(imports: &Imports) -> Self {
        Self {
            own: imports.parent("Capability"),
            state: imports.runtime("axum::extract", "State"),
            request: imports.runtime("rest", "Request"),
            reply: imports.runtime("rest", "Reply"),
            problem: imports.runtime("rest", "Problem"),
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
    let own = imports.parent("Capability");
    let routes_type = imports.runtime("rest", "Routes");
    let axum_router = imports.runtime("axum", "Router");
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
    let about_all = docs([format!(
        "Returns the routes of {} with their handlers: replace one, add others, or use [`router`].{}",
        code(&adapter.namespace),
        if adapter.guard.is_some() {
            " They have no guard: add the capability's guard, as [`router`] does."
        } else {
            ""
        }
    )]);
    let about_router = docs([format!(
        "Returns the router of {}, to serve it, nest it, or add layers.",
        code(&adapter.namespace)
    )]);
    let callers = adapter
        .guard
        .as_ref()
        .map(|guard| guard::description(&adapter.namespace, guard, true, imports));
    let made = if let Some(guard) = &adapter.guard {
        let field = ident(&guard.field);
        quote! {
            let callers = capability.#field.clone();
            callers.protect(routes().into_router(capability))
        }
    } else {
        quote!(routes().into_router(capability))
    };
    let start = quote!(#routes_type::new().document(OPENAPI));
    let links = adapter.links.iter().map(|item| link(item, imports));
    let headers = &adapter.expose_headers;
    let exposed = (!headers.is_empty()).then(|| quote!(.expose_headers(&[#(#headers),*])));
    let pages = adapter.routes.iter().filter_map(|route| {
        let (pattern, operation) = (&route.pattern, &capability.pages_of_route(route)?.id);
        Some(quote!(.pages(#pattern, #operation)))
    });
    let (statements, routes) = chain::split(
        &start,
        exposed
            .into_iter()
            .chain(routes)
            .chain(forwards)
            .chain(links)
            .chain(pages),
    );
    let items = quote! {
        #callers

        #about_all
        #[must_use]
        pub fn routes() -> #routes_type<#own> {
            #statements
            #routes
        }

        #about_router
        pub fn router(capability: #own) -> #axum_router {
            #made
        }
    };
    let handlers = adapter
        .routes
        .iter()
        .map(|route| handler(capability, route, adapter.unknown_arguments, imports))
        .chain(
            adapter
                .forwards
                .iter()
                .map(|forward| forward::handler(capability, forward, imports)),
        )
        .collect::<TokenStream>();
    let about_openapi = docs(["The OpenAPI 3.1 document, served at `/openapi.json` and shown at `/docs`."]);
    unit.items = quote!(#items #handlers);
    unit.document = Some(Document {
        namespace: adapter.namespace.clone(),
        declared: quote!(#about_openapi pub static OPENAPI: &str),
        json: openapi::document(capability, adapter),
    });
    unit
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
