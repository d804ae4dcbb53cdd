//! `Debug` of structs with secrets: passwords and tokens are not shown.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::names::ident;
use crate::secret_names::is_secret;

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
