//! Templates and constants as Rust expressions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::chain;
use super::imports::Imports;
use crate::model::{Constant, Escape, JsonTemplate, Piece, Template, Variable};
use crate::names::ident;
use crate::prose::is_hidden;

/// Returns a template as the runtime's static pieces, with the wire names of inputs.
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

/// Returns pairs whose values are templates without inputs; `None` if there are no pairs.
pub(super) fn pairs(pairs: &[(String, Template)], imports: &Imports) -> Option<TokenStream> {
    if pairs.is_empty() {
        return None;
    }
    let pairs = pairs.iter().map(|(name, template)| {
        let value = pieces(template, |_| "", imports);
        quote!((#name, #value))
    });
    Some(quote!(&[#(#pairs),*]))
}

/// Returns the names of variables with those of their environment variables; `None` if there are no variables.
pub(super) fn variables(variables: &[Variable]) -> Option<TokenStream> {
    let pairs = variables.iter().map(|variable| {
        let (name, environment) = (&variable.name, &variable.environment);
        quote!((#name, #environment))
    });
    (!variables.is_empty()).then(|| quote!(&[#(#pairs),*]))
}

/// Returns a template without inputs as the runtime's static pieces.
pub(super) fn fixed(template: &Template, imports: &Imports) -> TokenStream {
    pieces(template, |_| "", imports)
}

/// The values of a template's placeholders.
pub(super) struct Holes<'a> {
    /// Returns the input with an index as an expression that converts into the runtime's `Argument`.
    pub input: &'a dyn Fn(usize) -> TokenStream,
    /// The function that resolves variables (`self.http.variable`), if templates may contain them.
    pub variable: TokenStream,
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
        let variable = &self.variable;
        quote!(#variable(#name))
    }
}

/// Returns a template as an expression that converts into the runtime's `Argument`.
pub(super) fn text(template: &Template, holes: &Holes<'_>, imports: &Imports) -> TokenStream {
    match template.as_slice() {
        [] => quote!(""),
        [Piece::Text(text)] => quote!(#text),
        [Piece::Variable(name)] => holes.variable(name),
        parts => {
            let parts = parts.iter().map(|part| argument(part, holes, imports));
            joined(parts, imports)
        }
    }
}

fn argument(piece: &Piece, holes: &Holes<'_>, imports: &Imports) -> TokenStream {
    let (argument, piece) = (imports.runtime("value", "Argument"), holes.piece(piece));
    quote!(#argument::from(#piece))
}

/// Returns the joined parts. The function is called through its module, because the name of an argument cannot shadow it.
fn joined(parts: impl Iterator<Item = TokenStream>, imports: &Imports) -> TokenStream {
    let value = imports.runtime("", "value");
    quote!(#value::text([#(#parts),*]))
}

/// Returns a template with the escapes of its language.
pub(super) fn escaped(
    template: &Template,
    escapes: &[Escape],
    holes: &Holes<'_>,
    imports: &Imports,
) -> TokenStream {
    if escapes.iter().all(|escape| *escape == Escape::None) {
        return text(template, holes, imports);
    }
    let value = imports.runtime("", "value");
    let parts: Vec<TokenStream> = template
        .iter()
        .zip(escapes)
        .map(|(piece, escape)| {
            let function = match escape {
                _ if matches!(piece, Piece::Text(_)) => return argument(piece, holes, imports),
                Escape::None => return argument(piece, holes, imports),
                Escape::Xml => ident("xml"),
                Escape::Sparql => ident("sparql"),
                Escape::SparqlIri => ident("sparql_iri"),
                Escape::JsonString => ident("json_string"),
                Escape::JsonValue => ident("json_value"),
                Escape::Form => ident("form"),
            };
            let piece = holes.piece(piece);
            quote!(#value::#function(#piece))
        })
        .collect();
    match parts.as_slice() {
        [only] => only.clone(),
        _ => joined(parts.into_iter(), imports),
    }
}

/// Returns a file name from a template as a string; empty without a value.
pub(super) fn name(template: &JsonTemplate, holes: &Holes<'_>, imports: &Imports) -> TokenStream {
    match template {
        JsonTemplate::Text(template) => text(template, holes, imports),
        JsonTemplate::Input(index) => {
            let input = argument(&Piece::Input(*index), holes, imports);
            joined(std::iter::once(input), imports)
        }
        _ => quote!(""),
    }
}

/// Returns a JSON template as an expression that converts into the runtime's `Argument`.
pub(super) fn json(template: &JsonTemplate, holes: &Holes<'_>, imports: &Imports) -> TokenStream {
    match template {
        JsonTemplate::Constant(value) => constant(value, imports),
        JsonTemplate::Input(index) => (holes.input)(*index),
        JsonTemplate::WholeOrField { name, input } => {
            let value = imports.runtime("", "value");
            let input = (holes.input)(*input);
            quote!(#value::whole_or_field(#name, #input))
        }
        JsonTemplate::Text(template) => text(template, holes, imports),
        JsonTemplate::Object(fields) => object(fields, holes, imports),
        JsonTemplate::Array(items) => {
            let array = imports.runtime("value", "ArrayBuilder");
            let items = items.iter().map(|item| {
                let item = json(item, holes, imports);
                quote!(.with(#item))
            });
            chain::expression(&quote!(#array::new()), items)
        }
    }
}

/// Returns an object with placeholders.
pub(super) fn object(fields: &[(String, JsonTemplate)], holes: &Holes<'_>, imports: &Imports) -> TokenStream {
    let object = imports.runtime("value", "ObjectBuilder");
    let fields = fields.iter().map(|(name, template)| {
        let value = json(template, holes, imports);
        quote!(.with(#name, #value))
    });
    chain::expression(&quote!(#object::new()), fields)
}

/// Returns a constant as an expression that converts into the runtime's `Argument`.
pub(super) fn constant(value: &Constant, imports: &Imports) -> TokenStream {
    match value {
        Constant::Null => {
            let json = imports.runtime("value", "Json");
            quote!(#json::NULL)
        }
        Constant::Boolean(value) => quote!(#value),
        Constant::String(text) => quote!(#text),
        Constant::Number(digits) => number_literal(digits).unwrap_or_else(|| number(value, imports)),
        Constant::Array(items) => {
            let array = imports.runtime("value", "ArrayBuilder");
            let items = items.iter().map(|item| {
                let item = constant(item, imports);
                quote!(.with(#item))
            });
            chain::expression(&quote!(#array::new()), items)
        }
        Constant::Object(fields) => {
            let object = imports.runtime("value", "ObjectBuilder");
            let fields = fields.iter().map(|(name, value)| {
                let value = constant(value, imports);
                quote!(.with_or_null(#name, #value))
            });
            chain::expression(&quote!(#object::new()), fields)
        }
    }
}

/// Returns a constant as owned JSON.
pub(super) fn owned_json(value: &Constant, imports: &Imports) -> TokenStream {
    let tokens = constant(value, imports);
    if value.is_null() {
        return tokens;
    }
    let json = imports.runtime("value", "Json");
    quote!(#json::from(#tokens))
}

/// Returns a constant as a number with its digits.
pub(super) fn number(value: &Constant, imports: &Imports) -> TokenStream {
    let number = imports.runtime("value", "Number");
    let digits = match value {
        Constant::Number(digits) | Constant::String(digits) => digits.clone(),
        other => other.to_value().to_string(),
    };
    quote!(#number::from_static(#digits))
}

/// Returns a number constant as the nearest `f64`.
pub(super) fn double(value: &Constant) -> TokenStream {
    let double = value.to_value().as_f64().unwrap_or_default();
    let literal = Literal::f64_suffixed(double.abs());
    if double.is_sign_negative() {
        quote!(-#literal)
    } else {
        quote!(#literal)
    }
}

/// Returns a number as `i64` or `f64`, with its digits grouped as clippy requires; `None` if the runtime would write
/// other digits.
fn number_literal(digits: &str) -> Option<TokenStream> {
    if let Ok(integer) = digits.parse::<i64>()
        && integer.to_string() == digits
    {
        let literal = grouped(integer.unsigned_abs(), "_i64");
        return Some(if integer < 0 { quote!(-#literal) } else { literal });
    }
    let double: f64 = digits.parse().ok()?;
    let written = serde_json::Number::from_f64(double)?.to_string();
    let literal = Literal::f64_suffixed(double);
    (written == digits && double.fract() != 0.0).then(|| quote!(#literal))
}

/// Returns a number with its digits in groups of three, and a suffix.
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

/// Returns a text as a raw string literal, in which JSON is easy to read.
pub(super) fn raw_string(text: &str) -> TokenStream {
    // A raw string cannot have escapes for invisible characters.
    if text.is_empty() || text.contains(is_hidden) {
        return quote!(#text);
    }
    // One more than ever follow a quote in the text; none without a quote.
    let after_quotes = text.split('"').skip(1);
    let most = after_quotes.map(|after| after.len() - after.trim_start_matches('#').len());
    let hashes = "#".repeat(most.max().map_or(0, |most| most + 1));
    let literal = format!("r{hashes}\"{text}\"{hashes}");
    literal.parse().unwrap_or_else(|_| quote!(#text))
}
