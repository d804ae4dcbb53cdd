//! Templates and constants as Rust expressions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::imports::Imports;
use crate::model::{JsonTemplate, Piece, Template};

/// A template as the runtime's static pieces; inputs are named as on the wire.
pub(super) fn pieces<'a>(
    template: &Template,
    name: impl Fn(usize) -> &'a str,
    imports: &Imports,
) -> TokenStream {
    if template.is_empty() {
        return quote!(&[]);
    }
    let piece = imports.runtime("client", "Piece");
    let pieces = template.iter().map(|part| match part {
        Piece::Text(text) => quote!(#piece::Text(#text)),
        Piece::Input(index) => {
            let name = name(*index);
            quote!(#piece::Argument(#name))
        }
        Piece::Variable(name) => quote!(#piece::Variable(#name)),
    });
    quote!(&[#(#pieces),*])
}

/// Pairs whose values are templates without inputs.
pub(super) fn pairs(pairs: &[(String, Template)], imports: &Imports) -> TokenStream {
    let pairs = pairs.iter().map(|(name, template)| {
        let value = pieces(template, |_| "", imports);
        quote!((#name, #value))
    });
    quote!(&[#(#pairs),*])
}

/// Where the values of a template's holes are.
pub(super) struct Holes<'a> {
    /// The input of that index, as an expression that converts into the runtime's `Argument`.
    pub input: &'a dyn Fn(usize) -> TokenStream,
    /// What resolves variables, when templates here may hold some (`self.http`).
    pub variables: TokenStream,
}

impl Holes<'_> {
    fn piece(&self, piece: &Piece) -> TokenStream {
        match piece {
            Piece::Text(text) => quote!(#text),
            Piece::Input(index) => (self.input)(*index),
            Piece::Variable(name) => self.variable(name),
        }
    }

    fn variable(&self, name: &str) -> TokenStream {
        let variables = &self.variables;
        quote!(#variables.variable(#name))
    }
}

/// A text with holes, as an expression that converts into the runtime's `Argument`.
pub(super) fn text(template: &Template, holes: &Holes<'_>, imports: &Imports) -> TokenStream {
    match template.as_slice() {
        [] => quote!(""),
        [Piece::Text(text)] => quote!(#text),
        [Piece::Variable(name)] => holes.variable(name),
        parts => {
            let argument = imports.runtime("value", "Argument");
            let text = imports.runtime("value", "text");
            let parts = parts.iter().map(|part| {
                let part = holes.piece(part);
                quote!(#argument::from(#part))
            });
            quote!(#text([#(#parts),*]))
        }
    }
}

/// A JSON template, as an expression that converts into the runtime's `Argument`.
pub(super) fn json(template: &JsonTemplate, holes: &Holes<'_>, imports: &Imports) -> TokenStream {
    match template {
        JsonTemplate::Constant(value) => constant(value, imports),
        JsonTemplate::Input(index) => (holes.input)(*index),
        JsonTemplate::WholeOrField { name, input } => {
            let whole = imports.runtime("value", "whole_or_field");
            let input = (holes.input)(*input);
            quote!(#whole(#name, #input))
        }
        JsonTemplate::Text(template) => text(template, holes, imports),
        JsonTemplate::Object(fields) => object(fields, holes, imports),
        JsonTemplate::Array(items) => {
            let array = imports.runtime("value", "Array");
            let items = items.iter().map(|item| {
                let item = json(item, holes, imports);
                quote!(.with(#item))
            });
            quote!(#array::new() #(#items)*)
        }
    }
}

/// An object with holes.
pub(super) fn object(fields: &[(String, JsonTemplate)], holes: &Holes<'_>, imports: &Imports) -> TokenStream {
    let object = imports.runtime("value", "Object");
    let fields = fields.iter().map(|(name, template)| {
        let value = json(template, holes, imports);
        quote!(.with(#name, #value))
    });
    quote!(#object::new() #(#fields)*)
}

/// A constant, as an expression that converts into the runtime's `Argument`.
pub(super) fn constant(value: &Value, imports: &Imports) -> TokenStream {
    match value {
        Value::Null => {
            let value = imports.runtime("", "Value");
            quote!(#value::Null)
        }
        Value::Bool(value) => quote!(#value),
        Value::String(text) => quote!(#text),
        Value::Number(number) => number_literal(number),
        Value::Array(items) => {
            let array = imports.runtime("value", "Array");
            let items = items.iter().map(|item| {
                let item = constant(item, imports);
                quote!(.with(#item))
            });
            quote!(#array::new() #(#items)*)
        }
        Value::Object(fields) => {
            let object = imports.runtime("value", "Object");
            let fields = fields.iter().map(|(name, value)| {
                let value = constant(value, imports);
                quote!(.with_or_null(#name, #value))
            });
            quote!(#object::new() #(#fields)*)
        }
    }
}

/// A number as `i64` or `f64`, digits grouped as clippy wants them.
fn number_literal(number: &serde_json::Number) -> TokenStream {
    if let Some(integer) = number.as_i64() {
        let literal = grouped(integer.unsigned_abs(), "_i64");
        return if integer < 0 { quote!(-#literal) } else { literal };
    }
    let literal = Literal::f64_suffixed(number.as_f64().unwrap_or_default());
    quote!(#literal)
}

/// A number with its digits in groups of three, and a suffix.
pub(super) fn grouped(number: u64, suffix: &str) -> TokenStream {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    format!("{text}{suffix}").parse().unwrap_or_default()
}

/// Text as a raw string literal, which is how JSON reads best.
pub(super) fn raw_string(text: &str) -> TokenStream {
    if text.is_empty() {
        return quote!("");
    }
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    let literal = format!("r{hashes}\"{text}\"{hashes}");
    literal.parse().unwrap_or_else(|_| quote!(#text))
}
