//! `Debug` of structs with secrets: passwords and tokens are not shown.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::names::ident;
use crate::secret_names::is_secret;

/// Limit of fields in one chain of calls.
const MANY: usize = 200;

/// A field that `Debug` shows or hides.
pub(super) struct Shown<'a> {
    /// Name in JSON, which may be that of a secret.
    pub(super) wire: &'a str,
    /// Name in Rust.
    pub(super) field: &'a str,
    /// Whether the document says that it is a secret.
    pub(super) is_secret: bool,
}

impl<'a> Shown<'a> {
    /// Creates a field that is hidden if its name is that of a secret.
    pub(super) fn named(wire: &'a str, field: &'a str) -> Self {
        Self {
            wire,
            field,
            is_secret: false,
        }
    }

    fn is_hidden(&self) -> bool {
        self.is_secret || is_secret(self.wire)
    }
}

/// Returns the derives besides `Clone` and `PartialEq`, and a `Debug` implementation if a field is a secret.
pub(super) fn debug<'a>(
    name: &Ident,
    fields: impl Iterator<Item = Shown<'a>> + Clone,
) -> (TokenStream, TokenStream) {
    if !fields.clone().any(|field| field.is_hidden()) {
        return (quote!(Debug,), TokenStream::new());
    }
    let shown = name.to_string();
    let fields = fields.map(|shown| {
        let field = ident(shown.field);
        let text = shown.field.trim_start_matches("r#");
        if shown.is_hidden() {
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
