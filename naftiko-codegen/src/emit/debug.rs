//! `Debug` of structs with secrets: passwords and tokens are not shown.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::names::{Case, ident, identifier};

/// Limit of fields in one chain of calls.
const MANY: usize = 200;

/// Returns the derives besides `Clone` and `PartialEq`, and a `Debug` implementation if a field is a secret.
///
/// Fields are pairs of wire name and Rust name.
pub(super) fn debug<'a>(
    name: &Ident,
    fields: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> (TokenStream, TokenStream) {
    if !fields.clone().any(|(wire, _)| is_secret(wire)) {
        return (quote!(Debug,), TokenStream::new());
    }
    let shown = name.to_string();
    let fields = fields.map(|(wire, rust)| {
        let field = ident(rust);
        let text = rust.trim_start_matches("r#");
        if is_secret(wire) {
            quote!(.field(#text, &"[redacted]"))
        } else {
            quote!(.field(#text, &self.#field))
        }
    });
    let fields: Vec<TokenStream> = fields.collect();
    let shown = if fields.len() > MANY {
        quote! {
            let mut shown = formatter.debug_struct(#shown);
            #(shown #fields;)*
            shown.finish()
        }
    } else {
        quote!(formatter.debug_struct(#shown) #(#fields)* .finish())
    };
    let written = quote! {
        impl ::core::fmt::Debug for #name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #shown
            }
        }
    };
    (TokenStream::new(), written)
}

/// Returns whether a field with a name is a secret. Tokens of pagination are not.
fn is_secret(name: &str) -> bool {
    const SECRETS: [&str; 11] = [
        "authorization",
        "credential",
        "credentials",
        "otp",
        "passphrase",
        "passwd",
        "password",
        "pin",
        "pwd",
        "secret",
        "token",
    ];
    const KEYS: [&str; 4] = ["access", "api", "private", "signing"];
    const CURSORS: [&str; 9] = [
        "continuation",
        "cursor",
        "next",
        "page",
        "pagination",
        "prev",
        "previous",
        "skip",
        "sync",
    ];
    let name = identifier(name, Case::Snake);
    let words: Vec<&str> = name.split('_').collect();
    let (before, last) = match words.as_slice() {
        [] => return false,
        [last] => ("", *last),
        [.., before, last] => (*before, *last),
    };
    match last {
        "token" => !CURSORS.contains(&before),
        "key" => KEYS.contains(&before),
        "apikey" => true,
        last => SECRETS.contains(&last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_secret_recognises_names_of_secrets() {
        for name in [
            "password",
            "accessToken",
            "access_token",
            "token",
            "X-Api-Key",
            "client_secret",
            "Authorization",
            "apikey",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "nextToken",
            "page_token",
            "key",
            "secretary",
            "tokenizer",
            "expires_in",
            "primary_key",
            "",
            "$skipToken",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
