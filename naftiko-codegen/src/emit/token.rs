//! Access tokens of clients: static descriptions and token requests.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::sending::{self, Sender};
use super::value::Holes;
use super::{chain, read, value};
use crate::model::{
    Capability, Client, ClientCredentials, CustomToken, OAuth2, Path, Piece, Renewal, Template, TokenFields,
    TokenPlacement,
};
use crate::names::ident;

/// Returns the static description of OAuth 2.
pub(super) fn oauth2(client: &Client, oauth2: &OAuth2, imports: &Imports) -> TokenStream {
    let type_name = imports.runtime("client", "OAuth2");
    let pieces = |template: &Template| value::fixed(template, imports);
    let (endpoint, client_id) = (pieces(&oauth2.token_endpoint), pieces(&oauth2.client_id));
    let constructor = if let Some(token) = &oauth2.refresh_token {
        let token = pieces(token);
        quote!(refresh_token(#endpoint, #client_id, #token))
    } else {
        quote!(client_credentials(#endpoint, #client_id))
    };
    let secret = chain::call("client_secret", oauth2.client_secret.as_ref().map(pieces));
    let scope = chain::call("scope", oauth2.scope.as_ref().map(pieces));
    let parameters = chain::call("parameters", value::pairs(&oauth2.parameters, imports));
    let basic = match oauth2.credentials {
        ClientCredentials::Body => None,
        ClientCredentials::Basic => Some(quote!(.basic())),
        ClientCredentials::EncodedBasic => Some(quote!(.basic_encoded())),
    };
    let json = oauth2.json.then(|| quote!(.json()));
    let find = |path: &Path| read::function_to(path, imports);
    let token = chain::call("token", oauth2.answer.token.as_ref().map(find));
    let variable = &client.token_uri_variable;
    let (life, renewal) = (life(&oauth2.answer, imports), renewal(oauth2.renewal));
    quote! {
        /// The source of this API's tokens.
        static TOKEN: #type_name =
            #type_name::#constructor.token_uri_variable(#variable) #secret #scope #parameters #basic #json #token #life #renewal;
    }
}

/// Returns the path of a token's lifetime in a response.
fn life(answer: &TokenFields, imports: &Imports) -> TokenStream {
    let find = |path: &Path| read::function_to(path, imports);
    let expires_in = chain::call("expires_in", answer.expires_in.as_ref().map(find));
    let expires_at = chain::call("expires_at", answer.expires_at.as_ref().map(find));
    quote!(#expires_in #expires_at)
}

fn renewal(renewal: Renewal) -> TokenStream {
    let margin = renewal.safety_margin.map(proc_macro2::Literal::u32_unsuffixed);
    let margin = chain::call("safety_margin", margin);
    let forbidden = renewal.on_forbidden.then(|| quote!(.refresh_on_forbidden()));
    quote!(#margin #forbidden)
}

/// Returns the static description of tokens from another API's operation, and its call.
pub(super) fn custom(capability: &Capability, token: &CustomToken, imports: &Imports) -> TokenStream {
    let Some((client, operation)) = capability.operation(token.client, token.operation) else {
        return TokenStream::new();
    };
    let type_name = imports.runtime("client", "CustomToken");
    let [http, bindings, call] = imports.all("client", ["HttpClient", "TokenVariables", "Call"]);
    let (module, description) = (ident(&client.accessor), ident(&operation.static_name));
    // A value has an explicit type, so that it converts into an argument.
    let absent = |_| quote!(None::<&str>);
    let constants = Holes {
        input: &absent,
        variable: quote!(variables.get),
    };
    let input = |index: usize| match token.arguments.get(index) {
        Some(Some(template)) => value::text(template, &constants, imports),
        _ => absent(index),
    };
    let sender = Sender {
        http: quote!(api),
        description: quote!(super::#module::#description),
        holes: Holes {
            input: &input,
            variable: quote!(api.variable),
        },
    };
    let body = sending::call(operation, &sender, imports);
    let used = variables(token);
    let variables_name = if used.is_empty() {
        quote!(_)
    } else {
        quote!(variables)
    };
    let find = read::function_to(token.answer.token.as_ref().unwrap_or(&Path::new()), imports);
    let life = life(&token.answer, imports);
    let placement = placement(&token.placement, imports);
    let declared = (!used.is_empty()).then(|| {
        let piece = imports.runtime("client", "Piece");
        quote!(.variables(&[#(#piece::Variable(#used)),*]))
    });
    let renewal = renewal(token.renewal);
    quote! {
        /// The source of this API's tokens.
        static TOKEN: #type_name = #type_name::new(&super::#module::API, request_token, #find) #life #placement #declared #renewal;

        /// The call that returns a token.
        fn request_token<'a>(api: &'a #http, #variables_name: &'a #bindings) -> #call<'a> {
            #body
        }
    }
}

/// Returns the variables of the call, each once.
fn variables(token: &CustomToken) -> Vec<&str> {
    let pieces = token.arguments.iter().flatten().flatten();
    let mut names: Vec<&str> = pieces
        .filter_map(|piece| {
            if let Piece::Variable(name) = piece {
                Some(name.as_str())
            } else {
                None
            }
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn placement(placement: &TokenPlacement, imports: &Imports) -> Option<TokenStream> {
    let (variant, name) = match placement {
        TokenPlacement::Bearer => return None,
        TokenPlacement::Header(name) => (ident("Header"), name),
        TokenPlacement::Query(name) => (ident("Query"), name),
    };
    let type_name = imports.runtime("client", "Placement");
    Some(quote!(.placement(#type_name::#variant(#name))))
}
