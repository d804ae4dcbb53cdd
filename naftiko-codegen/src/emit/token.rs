//! Access tokens of clients: static descriptions and token requests.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::sending::{self, Sender};
use super::{read, value};
use crate::model::{
    Capability, CustomToken, OAuth2, Path, Piece, Renewal, Template, TokenFields, TokenPlacement,
};
use crate::names::ident;

/// Returns the static description of OAuth 2.
pub(super) fn oauth2(oauth2: &OAuth2, imports: &Imports) -> TokenStream {
    let type_name = imports.runtime("client", "OAuth2");
    let pieces = |template: &Template| value::pieces(template, |_| "", imports);
    let (endpoint, client_id) = (pieces(&oauth2.token_endpoint), pieces(&oauth2.client_id));
    let constructor = if let Some(token) = &oauth2.refresh_token {
        let token = pieces(token);
        quote!(refresh_token(#endpoint, #client_id, #token))
    } else {
        quote!(client_credentials(#endpoint, #client_id))
    };
    let secret = oauth2.client_secret.as_ref().map(|secret| {
        let secret = pieces(secret);
        quote!(.client_secret(#secret))
    });
    let scope = oauth2.scope.as_ref().map(|scope| {
        let scope = pieces(scope);
        quote!(.scope(#scope))
    });
    let parameters = (!oauth2.parameters.is_empty()).then(|| {
        let pairs = value::pairs(&oauth2.parameters, imports);
        quote!(.parameters(#pairs))
    });
    let basic = oauth2.basic.then(|| quote!(.basic()));
    let json = oauth2.json.then(|| quote!(.json()));
    let token = oauth2.answer.token.as_ref().map(|path| {
        let find = read::function_to(path, imports);
        quote!(.token(#find))
    });
    let (life, renewal) = (life(&oauth2.answer, imports), renewal(oauth2.renewal));
    quote! {
        /// The source of this API's tokens.
        static TOKEN: #type_name =
            #type_name::#constructor #secret #scope #parameters #basic #json #token #life #renewal;
    }
}

/// Returns the path of a token's lifetime in a response.
fn life(answer: &TokenFields, imports: &Imports) -> TokenStream {
    let expires_in = answer.expires_in.as_ref().map(|path| {
        let find = read::function_to(path, imports);
        quote!(.expires_in(#find))
    });
    let expires_at = answer.expires_at.as_ref().map(|path| {
        let find = read::function_to(path, imports);
        quote!(.expires_at(#find))
    });
    quote!(#expires_in #expires_at)
}

fn renewal(renewal: Renewal) -> TokenStream {
    let margin = renewal.safety_margin.map(|seconds| {
        let seconds = proc_macro2::Literal::u32_unsuffixed(seconds);
        quote!(.safety_margin(#seconds))
    });
    let forbidden = renewal.on_forbidden.then(|| quote!(.refresh_on_forbidden()));
    quote!(#margin #forbidden)
}

/// Returns the static description of tokens from another API's operation, and its call.
pub(super) fn custom(capability: &Capability, token: &CustomToken, imports: &Imports) -> TokenStream {
    let Some((client, operation)) = capability.operation(token.client, token.operation) else {
        return TokenStream::new();
    };
    let type_name = imports.runtime("client", "CustomToken");
    let (http, bindings, call) = (
        imports.runtime("client", "HttpClient"),
        imports.runtime("client", "TokenVariables"),
        imports.runtime("client", "Call"),
    );
    let (module, description) = (ident(&client.accessor), ident(&operation.static_name));
    let input = |index: usize| {
        if let Some(Some(template)) = token.arguments.get(index) {
            return text(template, imports);
        }
        // The variable has an explicit type, so that it converts into an argument.
        quote!(None::<&str>)
    };
    let sender = Sender {
        http: quote!(api),
        description: quote!(super::#module::#description),
        input: &input,
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

/// Returns a template of constants and variables as an expression that converts into the runtime's `Argument`.
fn text(template: &Template, imports: &Imports) -> TokenStream {
    match template.as_slice() {
        [Piece::Text(text)] => quote!(#text),
        [Piece::Variable(name)] => quote!(variables.get(#name)),
        parts => {
            let (argument, value) = (imports.runtime("value", "Argument"), imports.runtime("", "value"));
            let parts = parts.iter().map(|part| match part {
                Piece::Text(text) => quote!(#argument::from(#text)),
                Piece::Variable(name) => quote!(#argument::from(variables.get(#name))),
                Piece::Input(_) => quote!(#argument::Absent),
            });
            quote!(#value::text([#(#parts),*]))
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

fn placement(placement: &TokenPlacement, imports: &Imports) -> TokenStream {
    let type_name = || imports.runtime("client", "Placement");
    match placement {
        TokenPlacement::Bearer => TokenStream::new(),
        TokenPlacement::Header(name) => {
            let type_name = type_name();
            quote!(.placement(#type_name::Header(#name)))
        }
        TokenPlacement::Query(name) => {
            let type_name = type_name();
            quote!(.placement(#type_name::Query(#name)))
        }
    }
}
