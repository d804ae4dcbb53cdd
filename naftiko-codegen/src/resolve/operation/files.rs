//! Which inputs are files: decided once, when all is known that an operation sends.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, codes};
use crate::document::{BodyKind, ConsumedOperation};
use crate::model::{Body, Content, JsonTemplate, Operation, Part, Piece, Place, ValueType};
use crate::resolve::context::Context;
use crate::source::Span;

/// Makes files of the inputs that are declared as such, or stand in a part that looks like one. What is sent anywhere else too is a
/// text in all places.
pub(super) fn settle(
    context: &mut Context<'_>,
    declared: &ConsumedOperation,
    operation: &mut Operation,
    files: &[usize],
) {
    let mut wanted: BTreeSet<usize> = files.iter().copied().collect();
    wanted.extend(parts(operation).iter().filter_map(|part| match part.content {
        Content::File(index) => Some(index),
        _ => None,
    }));
    for index in wanted {
        let is_part = parts(operation).iter().any(|part| sole(part) == Some(index));
        let elsewhere = elsewhere(operation, index);
        let Some(input) = operation.inputs.get_mut(index) else {
            continue;
        };
        let is_file = is_part && elsewhere.is_none();
        if is_file {
            input.value_type = ValueType::File;
            // Callers do not teach it another type.
            input.typed = true;
        } else if let Some(place) = elsewhere {
            if input.value_type == ValueType::Any && !input.whole_body {
                input.value_type = ValueType::String;
            }
            let message = format!(
                "`{}` is a file, and stands in {place}: it is sent as a text",
                input.name
            );
            let finding = Diagnostic::new(codes::FILE_AS_TEXT, span(declared, &input.name), message);
            let help = if is_part {
                "give one of the two places an input of its own"
            } else {
                "only the parts of a multipart form are files"
            };
            context.diagnostics.push_alike(finding.help(help));
        }
        become_one(operation, index, is_file);
    }
}

fn parts(operation: &Operation) -> &[Part] {
    match &operation.body {
        Body::Multipart(parts) => parts,
        _ => &[],
    }
}

/// The input that a part is nothing but.
fn sole(part: &Part) -> Option<usize> {
    match part.content {
        Content::File(index)
        | Content::Value(JsonTemplate::Input(index))
        | Content::Json(JsonTemplate::Input(index)) => Some(index),
        _ => None,
    }
}

/// Where else than as a whole part an input is sent.
fn elsewhere(operation: &Operation, index: usize) -> Option<&'static str> {
    let placed = operation.inputs.get(index).map(|input| input.place);
    let used = |template: &JsonTemplate| {
        let mut found = false;
        template.visit(&mut |piece| found |= *piece == Piece::Input(index));
        found
    };
    let text = |template: &[Piece]| template.contains(&Piece::Input(index));
    let computed = operation
        .computed
        .iter()
        .find(|(_, _, template)| text(template))
        .map(|(place, ..)| *place);
    match placed.filter(|place| *place != Place::Template).or(computed) {
        Some(Place::Query) => return Some("the query"),
        Some(Place::Header) => return Some("a header"),
        Some(Place::Cookie) => return Some("a cookie"),
        Some(Place::Path) => return Some("the path"),
        Some(Place::Template) | None => {}
    }
    if text(&operation.path) {
        return Some("the path");
    }
    let within = |part: &Part| match &part.content {
        Content::Value(template) | Content::Json(template) => sole(part).is_none() && used(template),
        Content::File(_) => false,
        Content::Text(template, _) => text(template),
    };
    let in_body = match &operation.body {
        Body::None => false,
        Body::Json(template) => used(template),
        Body::Form(fields) => fields.iter().any(|(_, value)| used(value)),
        Body::Text { template, .. } => text(template),
        Body::Multipart(parts) if parts.iter().any(|part| part.file_name.as_ref().is_some_and(used)) => {
            return Some("the name of a file");
        }
        Body::Multipart(parts) => parts.iter().any(within),
    };
    in_body.then_some("a text of the body")
}

/// Makes every part that is the input a file, or none.
fn become_one(operation: &mut Operation, index: usize, is_file: bool) {
    let Body::Multipart(parts) = &mut operation.body else {
        return;
    };
    for part in parts.iter_mut().filter(|part| sole(part) == Some(index)) {
        let is_json = |name: &String| name.contains("json");
        part.content = match (is_file, part.content_type.as_ref().is_some_and(is_json)) {
            (true, _) => Content::File(index),
            (false, true) => Content::Json(JsonTemplate::Input(index)),
            (false, false) => Content::Value(JsonTemplate::Input(index)),
        };
    }
}

/// Where the spec declares the input, or sends it.
fn span(declared: &ConsumedOperation, name: &str) -> Span {
    let inputs = declared.inputs.iter().map(|input| &input.name);
    if let Some(input) = inputs.into_iter().find(|input| input.value == name) {
        return input.span;
    }
    let Some(body) = &declared.body else {
        return declared.name.span;
    };
    match &body.kind {
        BodyKind::Multipart(parts) => {
            let named = |part: &&crate::document::Part| {
                let text = part.value.as_str().unwrap_or_default();
                text.contains(name)
            };
            parts.iter().find(named).map_or(body.span, |part| part.value.span)
        }
        _ => body.span,
    }
}
