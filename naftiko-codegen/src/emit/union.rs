//! Unions of a document, with their reading and writing.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::argument;
use super::document_type::{about, is_read, is_written, repeated_names, stored, traits};
use super::imports::Imports;
use crate::model::{Select, StatusRange, Type, Types, Union, Variant};
use crate::names::ident;
use crate::prose::{code, docs};

/// Returns the documentation of a variant: its tags, its statuses, or the kind of its value.
fn variant_about(types: &Types, select: &Select, index: usize, variant: &Variant) -> String {
    match select {
        Select::Tag { tags, .. } => {
            let own = tags.iter().filter(|(_, place)| *place == index);
            let own: Vec<String> = own.map(|(tag, _)| code(tag)).collect();
            if own.is_empty() {
                "A value without a tag of its own.".to_owned()
            } else {
                own.join(", ")
            }
        }
        Select::Kind => {
            let kind = match types.get(variant.id) {
                Type::Integer => "An integer",
                Type::Number | Type::Double => "A number",
                Type::Boolean => "A boolean",
                Type::String | Type::Enum(_) | Type::Bytes | Type::File => "A string",
                Type::Array | Type::List(_) => "A list",
                _ => "An object",
            };
            format!("{kind}.")
        }
        Select::Status { default, .. } if *default == Some(index) => {
            "The response with any other status.".to_owned()
        }
        Select::Status { ranges, .. } => {
            let own = ranges.iter().filter(|range| range.variant == Some(index));
            let own: Vec<String> = own.map(statuses).collect();
            format!("The response with status {}.", own.join(", "))
        }
    }
}

/// Returns the text of a range of statuses.
fn statuses(range: &StatusRange) -> String {
    if range.first == range.last {
        range.first.to_string()
    } else {
        format!("{} to {}", range.first, range.last)
    }
}

/// Returns the items of a union.
pub(super) fn item(types: &Types, item: &Union, imports: &Imports) -> TokenStream {
    let name = ident(&item.name);
    let about = docs([about(&item.description, "One of several values")]);
    let other = ident(&item.other);
    let variants: Vec<(Ident, TokenStream)> = item
        .variants
        .iter()
        .map(|variant| {
            let plain = argument::plain(variant.id, types, imports);
            let held = if variant.boxed { quote!(Box<#plain>) } else { plain };
            (ident(&variant.ident), held)
        })
        .collect();
    let fallback = if let Some(base) = item.fallback {
        let base = argument::plain(base, types, imports);
        quote!(Box<#base>)
    } else {
        let json = imports.runtime("value", "Json");
        quote!(#json)
    };
    let documented = item.variants.iter().enumerate().zip(&variants);
    let declared = documented.map(|((index, described), (variant, held))| {
        let about = docs([variant_about(types, &item.select, index, described)]);
        quote!(#about #variant(#held))
    });
    let names = item.variants.iter().map(|variant| &variant.ident);
    let exception = repeated_names(&item.name, names.chain([&item.other]));
    let reading = is_read(item.usage, imports).then(|| reading(types, item, imports));
    let writing = is_written(item.usage).then(|| {
        let to_json = imports.runtime("value", "ToJson");
        let writer = imports.runtime("value", "Writer");
        let arms = arms_by_type(item);
        let arms = arms.iter().map(|variants| writing_arm(variants));
        quote! {
            impl #to_json for #name {
                fn write_json(&self, json: &mut #writer) {
                    match self {
                        #(#arms,)*
                        Self::#other(value) => value.write_json(json),
                    }
                }
            }
        }
    });
    let (traits, stored) = (traits(item.usage), stored(&name, item.usage, imports));
    quote! {
        #about
        #exception
        #[derive(Clone, Debug, PartialEq #traits)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared,)*
            /// Any other value, unchanged.
            #other(#fallback),
        }
        #reading
        #writing
        #stored
    }
}

fn reading(types: &Types, item: &Union, imports: &Imports) -> TokenStream {
    let name = ident(&item.name);
    let other = ident(&item.other);
    let from_json = imports.runtime("value", "FromJson");
    let reader = imports.runtime("value", "Reader");
    let error = imports.runtime("value", "ReadError");
    let body = match &item.select {
        Select::Status { ranges, default } => reading_by_status(item, ranges, *default),
        Select::Tag { member, tags } => {
            let arms = item.variants.iter().enumerate().filter_map(|(index, variant)| {
                let own = tags
                    .iter()
                    .filter(|(_, place)| *place == index)
                    .map(|(tag, _)| tag);
                let own: Vec<&String> = own.collect();
                let variant = ident(&variant.ident);
                (!own.is_empty()).then(|| quote!(Some(#(#own)|*) => Self::#variant(json.read()?)))
            });
            quote! {
                Ok(match json.tag(#member)?.as_deref() {
                    #(#arms,)*
                    _ => Self::#other(json.read()?),
                })
            }
        }
        Select::Kind => {
            let tries = item.variants.iter().map(|variant| {
                let name = ident(&variant.ident);
                let keys = &variant.keys;
                let constants = variant.constants.iter().map(|(key, text)| quote!((#key, #text)));
                let constants: Vec<TokenStream> = constants.collect();
                let found = if keys.is_empty() && constants.is_empty() {
                    let kind = imports.runtime("value", "Kind");
                    let name = ident(kind_of(types.get(variant.id)));
                    quote!(json.read_if(#kind::#name)?)
                } else {
                    quote!(json.read_if_has(&[#(#keys),*], &[#(#constants),*])?)
                };
                quote!(if let Some(value) = #found { return Ok(Self::#name(value)); })
            });
            quote! {
                #(#tries)*
                json.read().map(Self::#other)
            }
        }
    };
    quote! {
        impl #from_json for #name {
            fn read(json: &mut #reader<'_>) -> Result<Self, #error> {
                #body
            }
        }
    }
}

/// Returns the reading of an enum whose variant the status selects: an arm for each variant, since the ranges do not overlap.
fn reading_by_status(item: &Union, ranges: &[StatusRange], default: Option<usize>) -> TokenStream {
    let name_of = |variant: Option<usize>| {
        let variant = variant.and_then(|place| item.variants.get(place));
        ident(variant.map_or(&item.other, |variant| &variant.ident))
    };
    let places = (0..item.variants.len()).map(Some).chain([None]);
    let arms = places.filter_map(|place| {
        let own = ranges.iter().filter(|range| range.variant == place);
        let own: Vec<TokenStream> = own.map(pattern).collect();
        let variant = name_of(place);
        (!own.is_empty()).then(|| quote!(Some(#(#own)|*) => Self::#variant(json.read()?)))
    });
    let other = name_of(default);
    quote! {
        Ok(match json.status() {
            #(#arms,)*
            _ => Self::#other(json.read()?),
        })
    }
}

fn pattern(range: &StatusRange) -> TokenStream {
    let (first, last) = (
        Literal::u16_unsuffixed(range.first),
        Literal::u16_unsuffixed(range.last),
    );
    if range.first == range.last {
        quote!(#first)
    } else {
        quote!(#first..=#last)
    }
}

/// Returns the name of the runtime's kind of JSON for a type.
fn kind_of(item: &Type) -> &'static str {
    match item {
        Type::String | Type::Enum(_) | Type::Bytes | Type::File => "String",
        Type::Integer | Type::Number | Type::Double => "Number",
        Type::Boolean => "Boolean",
        Type::Array | Type::List(_) => "Array",
        _ => "Object",
    }
}

/// Returns the variants that hold values of the same Rust type together, in the order of the first of each.
fn arms_by_type(item: &Union) -> Vec<Vec<&Variant>> {
    let mut arms: Vec<Vec<&Variant>> = Vec::new();
    for variant in &item.variants {
        let holds_same = |arm: &&mut Vec<&Variant>| {
            let mut known = arm.iter();
            known.any(|known| known.id == variant.id && known.boxed == variant.boxed)
        };
        match arms.iter_mut().find(holds_same) {
            Some(arm) => arm.push(variant),
            None => arms.push(vec![variant]),
        }
    }
    arms
}

/// Returns the arm that writes the value of one of several variants. The formatter puts the body of a long line in braces, where clippy wants a
/// semicolon.
fn writing_arm(variants: &[&Variant]) -> TokenStream {
    const INDENTATION: usize = 12;
    const MARGIN: usize = 89;
    let names: Vec<Ident> = variants.iter().map(|variant| ident(&variant.ident)).collect();
    let (pattern, body) = (quote!(#(Self::#names(value))|*), quote!(value.write_json(json)));
    let width = |name: &Ident| INDENTATION + format!("Self::{name}(value) => value.write_json(json),").len();
    match names.as_slice() {
        [name] if width(name) <= MARGIN => quote!(#pattern => #body),
        _ => quote!(#pattern => { #body; }),
    }
}
