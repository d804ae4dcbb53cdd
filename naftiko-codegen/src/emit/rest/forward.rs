//! Handlers of REST adapters that forward requests to an upstream API.

use proc_macro2::TokenStream;
use quote::quote;

use super::handler_function;
use crate::emit::imports::Imports;
use crate::model::{Capability, Forward};
use crate::names::ident;
use crate::prose::{code, docs};

/// Returns the route.
pub(super) fn route(forward: &Forward) -> TokenStream {
    let (pattern, handler) = (&forward.pattern, ident(&forward.ident));
    quote!(.forward(#pattern, #handler))
}

/// Returns the handler.
pub(super) fn handler(capability: &Capability, forward: &Forward, imports: &Imports) -> TokenStream {
    let Some((client, method)) = capability
        .clients
        .get(forward.client)
        .and_then(|client| Some((client, client.forward.as_ref()?)))
    else {
        return TokenStream::new();
    };
    let about = docs([format!(
        "{}: forwards every request to the API {}.",
        code(&forward.pattern),
        code(&client.namespace)
    )]);
    let (state, reply) = (
        imports.runtime("axum::extract", "State"),
        imports.runtime("rest", "Reply"),
    );
    let (accessor, method) = (ident(&client.accessor), ident(method));
    let below = if let Some(name) = &forward.below {
        quote!(Some(#name))
    } else {
        quote!(None)
    };
    let trusted = &forward.trusted_headers;
    let body = quote! {
        let request = request.into_forward_request(#below, &[#(#trusted),*]);
        let response = capability.#accessor().#method(request).await?;
        Ok(#reply::stream(response))
    };
    let patterns = [quote!(#state(capability)), quote!(request)];
    handler_function(&about, &forward.ident, patterns, &body, imports)
}
