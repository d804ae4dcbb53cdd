//! Static guard descriptions.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Value, json};

use super::chain;
use super::imports::Imports;
use super::value;
use crate::model::{CallerScheme, Guard, KeyPlace, ResourceServer, Template};

/// Returns the static `GUARD` of an adapter. `has_page` is whether callers can enter credentials on a page.
pub(super) fn description(namespace: &str, guard: &Guard, has_page: bool, imports: &Imports) -> TokenStream {
    let spec = imports.runtime("guard", "GuardSpec");
    let fixed = |template: &Template| value::fixed(template, imports);
    let made = match &guard.scheme {
        CallerScheme::Bearer(token) => {
            let token = fixed(token);
            quote!(bearer(#namespace, #token))
        }
        CallerScheme::Basic { username, password } => {
            let (username, password) = (fixed(username), fixed(password));
            quote!(basic(#namespace, #username, #password))
        }
        CallerScheme::ApiKey { place, name, value } => {
            let value = fixed(value);
            match place {
                KeyPlace::Header => quote!(api_key_header(#namespace, #name, #value)),
                KeyPlace::Query => quote!(api_key_query(#namespace, #name, #value)),
                KeyPlace::Cookie => quote!(api_key_cookie(#namespace, #name, #value)),
            }
        }
        CallerScheme::OAuth2(server) => {
            let server = resource_server(server, imports);
            quote!(oauth2(#namespace, #server))
        }
        CallerScheme::Own(way) => quote!(custom(#namespace, #way)),
    };
    let variables = chain::call("variables", value::variables(&guard.variables));
    let page = has_page.then(|| quote!(.with_page()));
    quote! {
        /// The guard of the adapter.
        pub static GUARD: #spec = #spec::#made #variables #page;
    }
}

fn resource_server(server: &ResourceServer, imports: &Imports) -> TokenStream {
    let oauth2 = imports.runtime("guard", "OAuth2");
    let fixed = |template: &Template| value::fixed(template, imports);
    let (issuer, resource) = (fixed(&server.authorization_server), fixed(&server.resource));
    let audience = chain::call("audience", server.audience.as_ref().map(fixed));
    let scopes = (!server.scopes.is_empty()).then(|| {
        let scopes = &server.scopes;
        quote!(.scopes(&[#(#scopes),*]))
    });
    quote!(#oauth2::new(#issuer, #resource) #audience #scopes)
}

/// Returns the name and the object of the scheme in an OpenAPI document, and the required scopes.
pub(super) fn security(guard: &Guard) -> (String, Value, &[String]) {
    let named = |name: &str, scheme| (name.to_owned(), scheme, &[][..]);
    match &guard.scheme {
        CallerScheme::Bearer(_) => named("bearer", json!({"type": "http", "scheme": "bearer"})),
        CallerScheme::Basic { .. } => named("basic", json!({"type": "http", "scheme": "basic"})),
        CallerScheme::ApiKey { place, name, .. } => {
            let place = match place {
                KeyPlace::Header => "header",
                KeyPlace::Query => "query",
                KeyPlace::Cookie => "cookie",
            };
            named("apiKey", json!({"type": "apiKey", "in": place, "name": name}))
        }
        CallerScheme::OAuth2(server) => ("oauth2".to_owned(), oauth2(server), &server.scopes),
        CallerScheme::Own(way) if way == "digest" => {
            named("digest", json!({"type": "http", "scheme": "digest"}))
        }
        // OpenAPI requires a type; a scheme that the program checks mostly uses this header.
        CallerScheme::Own(way) => named(
            "custom",
            json!({"type": "apiKey", "in": "header", "name": "Authorization", "description": format!("`{way}`, checked by the program.")}),
        ),
    }
}

/// Returns an OAuth 2 flow if the spec has a token endpoint, else a bearer scheme with the format of the token.
fn oauth2(server: &ResourceServer) -> Value {
    let Some(endpoint) = &server.token_endpoint else {
        return json!({"type": "http", "scheme": "bearer", "bearerFormat": "JWT"});
    };
    let scopes: serde_json::Map<String, Value> = server
        .scopes
        .iter()
        .map(|scope| (scope.clone(), "".into()))
        .collect();
    json!({"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": endpoint, "scopes": scopes}}})
}
