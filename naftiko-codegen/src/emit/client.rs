//! Clients: one struct per consumed API.

use proc_macro2::TokenStream;
use quote::quote;

use super::chain;
use super::imports::Imports;
use super::{Unit, convention, operation, params, token, value};
use crate::model::{Authentication, Capability, Client, Credential, Place, Template};
use crate::names::ident;
use crate::options::Tolerance;
use crate::prose::{code, docs, prose};

/// Returns the module `client`: the client itself, or one module for each of several clients.
/// `signing_key` is the variable with the keys of the capability, if its clients have any.
pub(super) fn unit(capability: &Capability, signing_key: Option<&str>) -> Unit {
    match capability.clients.as_slice() {
        [client] => one(capability, client, ("client", 1), signing_key),
        clients => {
            let mut unit = Unit::new("client", ["The clients of the consumed APIs.".to_owned()]);
            unit.items = clients
                .iter()
                .map(|client| {
                    let (module, name) = (ident(&client.accessor), ident(&client.type_name));
                    quote!(pub use self::#module::#name;)
                })
                .collect();
            unit.children = clients
                .iter()
                .map(|client| one(capability, client, (&client.accessor, 2), signing_key))
                .collect();
            unit
        }
    }
}

/// Returns the path of an item of a client's module from the modules of adapters.
pub(super) fn path(capability: &Capability, client: &Client, item: &str, imports: &Imports) -> TokenStream {
    let module = imports.parent("client");
    let item = ident(item);
    if capability.clients.len() == 1 {
        quote!(#module::#item)
    } else {
        let own = ident(&client.accessor);
        quote!(#module::#own::#item)
    }
}

fn one(
    capability: &Capability,
    client: &Client,
    (module, depth): (&str, usize),
    signing_key: Option<&str>,
) -> Unit {
    let about = format!(
        "Client of the API {}, at {}.",
        code(&client.namespace),
        shown_base(client)
    );
    let mut unit = Unit::new(module, [about]);
    let imports = &unit.imports;
    let visible = if depth == 1 {
        quote!(pub(super))
    } else {
        quote!(pub(in super::super))
    };
    let api = api(client, &visible, signing_key, imports);
    let statics = client
        .operations
        .iter()
        .map(|item| operation::description(item, &capability.types, imports));
    let structs = client
        .operations
        .iter()
        .filter_map(|item| params::params(capability, client, item, imports));
    let token = match &client.authentication {
        Authentication::OAuth2(oauth2) => token::oauth2(client, oauth2, imports),
        Authentication::CustomToken(custom) => token::custom(capability, custom, imports),
        _ => TokenStream::new(),
    };
    let item = item(capability, client, &visible, imports);
    unit.items = quote!(#api #token #(#statics)* #item #(#structs)*);
    unit
}

/// Returns the client with its methods.
fn item(capability: &Capability, client: &Client, visible: &TokenStream, imports: &Imports) -> TokenStream {
    let type_name = ident(&client.type_name);
    let [http, source] = imports.all("client", ["HttpClient", "TokenSource"]);
    let about = docs([if client.description.is_empty() {
        format!("Client of the API {}.", code(&client.namespace))
    } else {
        prose(&client.description)
    }]);
    let operations = client.operations.iter();
    let convention = convention(operations.clone().map(|operation| operation.method_name.as_str()));
    let methods = operations.map(|item| operation::methods(capability, item, imports));
    let variable = client.lends_variables.then(|| {
        quote! {
            /// Returns the value of a variable of the spec.
            pub(crate) fn variable(&self, name: &str) -> &str {
                self.http.variable(name)
            }
        }
    });
    let forward = forward(client, imports);
    quote! {
        #about
        #[derive(Clone, Debug)]
        pub struct #type_name { #visible http: #http }

        #convention
        impl #type_name {
            /// Creates the client; the capability's builder makes the HTTP client.
            #[must_use]
            pub fn new(http: #http) -> Self {
                Self { http }
            }

            /// Returns the token source, if calls use tokens: to fetch a token early, to drop the cached one,
            /// or to rotate credentials.
            #[must_use]
            pub fn token_source(&self) -> Option<&#source> {
                self.http.tokens()
            }
            #variable
            #(#methods)*
            #forward
        }
    }
}

/// Returns the method that forwards requests, if an adapter forwards to the API.
fn forward(client: &Client, imports: &Imports) -> Option<TokenStream> {
    let (name, id) = (
        ident(client.forward.as_ref()?),
        format!("{}.forward", client.namespace),
    );
    let [request, answer, error] = imports.all("client", ["ForwardRequest", "Streaming", "Error"]);
    Some(quote! {
        /// Forwards a request with the constants of the spec and the API's authentication.
        pub async fn #name(&self, request: #request) -> Result<#answer, #error> {
            self.http.forward(#id, request).await
        }
    })
}

fn shown_base(client: &Client) -> String {
    if client.shown_base_uri.is_empty() {
        "a base URI that the program sets".to_owned()
    } else {
        code(&client.shown_base_uri)
    }
}

/// Returns the static description of the API.
fn api(client: &Client, visible: &TokenStream, signing_key: Option<&str>, imports: &Imports) -> TokenStream {
    let type_name = imports.runtime("client", "Api");
    let namespace = &client.namespace;
    let base_uri = value::fixed(&client.base_uri, imports);
    let base_uri_variable = &client.base_uri_variable;
    let variables = chain::call("variables", value::variables(&client.variables));
    let authentication = authentication(&client.authentication, imports);
    let headers = chain::call("headers", value::pairs(&client.headers, imports));
    let query = chain::call("query", value::pairs(&client.query, imports));
    let tolerance = tolerance(client.tolerance, imports);
    let metadata = client.instance_metadata.then(|| quote!(.instance_metadata()));
    let start =
        quote!(#type_name::new(#namespace, #base_uri).base_uri_variable(#base_uri_variable) #variables);
    let tunnel = chain::call("tunnel", client.tunnel.as_ref());
    let signing = chain::call("signing_key", signing_key);
    let more = quote!(#headers #query #metadata #tunnel #tolerance #signing);
    let made = chain::expression(&start, authentication.into_iter().chain([more]));
    quote! {
        /// The static description of the API.
        #visible static API: #type_name = #made;
    }
}

/// Returns the tolerance of the client, unless it is the default.
fn tolerance(tolerance: Tolerance, imports: &Imports) -> Option<TokenStream> {
    let variant = match tolerance {
        Tolerance::Strict => return None,
        Tolerance::Lenient => ident("Lenient"),
        Tolerance::Open => ident("Open"),
    };
    let type_name = imports.runtime("value", "Tolerance");
    Some(quote!(.tolerance(#type_name::#variant)))
}

fn authentication(authentication: &Authentication, imports: &Imports) -> Vec<TokenStream> {
    let fixed = |template: &Template| value::fixed(template, imports);
    let call = match authentication {
        Authentication::None => None,
        Authentication::Bearer(token) => chain::call("bearer", Some(fixed(token))),
        Authentication::Basic { username, password } => {
            let (username, password) = (fixed(username), fixed(password));
            Some(quote!(.basic(#username, #password)))
        }
        Authentication::Digest { username, password } => {
            let (username, password) = (fixed(username), fixed(password));
            Some(quote!(.digest(#username, #password)))
        }
        Authentication::OAuth2(_) => Some(quote!(.oauth2(&TOKEN))),
        Authentication::CustomToken(_) => Some(quote!(.custom_token(&TOKEN))),
        Authentication::ApiKeys(keys) => {
            let call = |key: &Credential| {
                let (name, value) = (&key.name, fixed(&key.value));
                if key.place == Place::Query {
                    quote!(.api_key_query(#name, #value))
                } else {
                    quote!(.api_key_header(#name, #value))
                }
            };
            return keys.iter().map(call).collect();
        }
    };
    call.into_iter().collect()
}
