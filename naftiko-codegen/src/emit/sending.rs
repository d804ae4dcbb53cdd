//! Calls of operations, in methods and in token requests.

use proc_macro2::TokenStream;
use quote::quote;

use std::collections::HashSet;

use super::chain;
use super::imports::Imports;
use super::value::{self, Holes};
use crate::model::{Body, Content, JsonTemplate, Operation, Part, Piece, Place};
use crate::names::ident;

/// The sender of a call, and its values.
pub(super) struct Sender<'a> {
    /// The connection: `self.http`.
    pub http: TokenStream,
    /// The static description of the operation.
    pub description: TokenStream,
    pub holes: Holes<'a>,
}

/// Returns the call with its arguments, which is not sent yet, and the statements before it.
pub(super) fn call(operation: &Operation, sender: &Sender<'_>, imports: &Imports) -> TokenStream {
    let holes = &sender.holes;
    let arguments = arguments(operation, holes);
    let computed = operation.computed.iter().map(|(place, name, template)| {
        let value = match template.as_slice() {
            [Piece::Input(index)] => (holes.input)(*index),
            _ => value::text(template, holes, imports),
        };
        placed(*place, name, &value)
    });
    let (before, body) = body(operation, holes, imports);
    let (http, description) = (&sender.http, &sender.description);
    let start = quote!(#http.call(&#description));
    let (statements, call) = chain::split(&start, arguments.into_iter().chain(computed));
    quote! {
        #before
        #statements
        #call #body
    }
}

/// Returns the inputs in path, query, headers and cookies.
fn arguments(operation: &Operation, holes: &Holes<'_>) -> Vec<TokenStream> {
    let mut arguments = Vec::new();
    let mut seen = HashSet::new();
    for piece in &operation.path {
        let Piece::Input(index) = piece else { continue };
        let Some(input) = operation.inputs.get(*index).filter(|_| seen.insert(*index)) else {
            continue;
        };
        let (name, value) = (&input.name, (holes.input)(*index));
        arguments.push(quote!(.path(#name, #value)));
    }
    let inputs = operation.inputs.iter().enumerate();
    let others =
        inputs.filter(|(_, input)| matches!(input.place, Place::Query | Place::Header | Place::Cookie));
    arguments.extend(others.map(|(index, input)| placed(input.place, &input.name, &(holes.input)(index))));
    arguments
}

fn placed(place: Place, name: &str, value: &TokenStream) -> TokenStream {
    match place {
        Place::Query => quote!(.query(#name, #value)),
        Place::Cookie => quote!(.cookie(#name, #value)),
        Place::Header | Place::Path | Place::Template => quote!(.header(#name, #value)),
    }
}

fn body(
    operation: &Operation,
    holes: &Holes<'_>,
    imports: &Imports,
) -> (Option<TokenStream>, Option<TokenStream>) {
    match &operation.body {
        Body::None => (None, None),
        Body::Json(template @ (JsonTemplate::Object(_) | JsonTemplate::Array(_))) => {
            let json = value::json(template, holes, imports);
            (Some(quote!(let sent = #json;)), Some(quote!(.json(sent))))
        }
        Body::Json(template) => {
            let json = value::json(template, holes, imports);
            (None, Some(quote!(.json(#json))))
        }
        Body::Form(fields) => {
            let form = value::object(fields, holes, imports);
            (Some(quote!(let sent = #form;)), Some(quote!(.form(sent))))
        }
        Body::Multipart(parts) => {
            let parts = parts.iter().map(|part| self::part(part, holes, imports));
            (None, Some(quote!(.multipart([#(#parts),*]))))
        }
        Body::Text {
            media_type,
            template,
            escapes,
        } => {
            let text = value::escaped(template, escapes, holes, imports);
            (None, Some(quote!(.text(#media_type, #text))))
        }
    }
}

fn part(part: &Part, holes: &Holes<'_>, imports: &Imports) -> TokenStream {
    let (part_type, name) = (imports.runtime("client", "Part"), &part.name);
    let content = match &part.content {
        Content::Value(template) => ("text", value::json(template, holes, imports)),
        Content::Json(template) => ("json", value::json(template, holes, imports)),
        Content::Text(template, escapes) => ("text", value::escaped(template, escapes, holes, imports)),
        Content::File(index) => ("upload", (holes.input)(*index)),
    };
    let (constructor, content) = (ident(content.0), content.1);
    let file_name = part.file_name.as_ref();
    let file_name = file_name.map(|template| value::name(template, holes, imports));
    let file_name = chain::call("file_name", file_name);
    let implied = |name: &&String| matches!(part.content, Content::Json(_)) && *name == "application/json";
    let content_type = part.content_type.as_ref().filter(|name| !implied(name));
    let content_type = chain::call("content_type", content_type);
    quote!(#part_type::#constructor(#name, #content) #file_name #content_type)
}
