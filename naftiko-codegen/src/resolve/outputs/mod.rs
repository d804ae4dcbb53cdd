//! Resolves outputs of consumed operations, and mapped responses of adapters.

mod paths;
mod reads;

use std::collections::HashSet;

use super::context::Context;
use super::drafts::value_type;
use super::types::TypeTable;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::model::{Binary, Field, Operation, Output, Payload, ReadKind, TypeId};
use crate::names::Scope;
use crate::spec::{ConsumedOperation, Output as Declared, Text};
use paths::compiled;
pub(super) use paths::single;
use reads::{nested, read, shape};

/// Sets the shape of an operation's response from its named outputs.
pub(super) fn payload(
    context: &mut Context<'_>,
    declared: &ConsumedOperation,
    operation: &mut Operation,
    types: &mut TypeTable,
) {
    if operation.payload != Payload::Json(TypeId::ANY) {
        return;
    }
    let mut reads = Vec::new();
    for output in &declared.outputs {
        let Some(name) = &output.name else { continue };
        let Some(text) = output
            .value
            .as_ref()
            .or(output.constant.as_ref())
            .and_then(crate::yaml::Node::to_text)
            .or_else(|| output.mapping.clone())
        else {
            continue;
        };
        let kind = ReadKind::Value(
            output
                .data_type
                .as_ref()
                .map_or(TypeId::ANY, |kind| value_type(kind.value)),
        );
        if let Some(read) = compiled(&text, kind, true, context.diagnostics) {
            reads.push((name, read, text.span));
        }
    }
    if reads.is_empty() || matches!(reads.as_slice(), [(_, read, _)] if read.path.is_empty()) {
        return;
    }
    let mut idents = Scope::locals();
    let mut fields: Vec<Field> = Vec::new();
    let mut names: HashSet<&str> = HashSet::new();
    for (name, read, span) in reads {
        if !names.insert(name.as_str()) {
            let message = format!("the output `{}` is declared twice", name.value);
            context.diagnostics.push(
                Diagnostic::new(codes::PARAMETER_DUPLICATE, span, message).help("remove one of the two"),
            );
            continue;
        }
        fields.push(Field {
            name: name.value.clone(),
            ident: idents.assign(&name.value),
            read,
        });
    }
    let description = format!("Response of `{}`.", operation.id);
    let name = format!("{}-output", operation.name);
    operation.payload = Payload::Json(types.add(&name, &description, fields, false));
}

/// Resolves the response of an exposed operation from the response of the called one.
pub(super) fn exposed(
    outputs: &[Declared],
    payload: &Payload,
    name: &str,
    types: &mut TypeTable,
    diagnostics: &mut Diagnostics,
) -> Output {
    if *payload == Payload::Binary {
        binary(outputs, diagnostics);
        return Output::Binary(Binary::default());
    }
    let Some(output) = outputs.first() else {
        return Output::Relay;
    };
    let named = outputs.len() > 1 && outputs.iter().all(|output| output.name.is_some());
    if named && payload.is_json() {
        let message = "named outputs of a call are an extension; they are read as fields of one object";
        let diagnostic = Diagnostic::new(codes::OUTPUTS_NAMED, output.span, message);
        diagnostics.push_once(diagnostic.help("write one output of type `object` with these `properties`"));
        let shape = shape(outputs, &format!("{name}-result"), types, diagnostics);
        return nested(None, ReadKind::Value(shape), diagnostics).map_or(Output::Relay, Output::Mapped);
    }
    if let Some(second) = outputs.get(1) {
        let message = "only the first of several outputs is generated";
        diagnostics.push(
            Diagnostic::new(codes::NOT_GENERATED, second.span, message)
                .related(output.span, "the generated output")
                .help("write one output of type `object` with these `properties`"),
        );
    }
    if !payload.is_json() {
        return Output::Relay;
    }
    match read(output, &format!("{name}-result"), types, diagnostics) {
        Some(read) if read.is_identity() => Output::Relay,
        Some(read) => Output::Mapped(read),
        None => Output::Relay,
    }
}

/// Reports outputs with paths into a binary response.
fn binary(outputs: &[Declared], diagnostics: &mut Diagnostics) {
    let whole = |output: &Declared| {
        let path = output.mapping.as_ref().map(Text::as_str);
        output.properties.is_none()
            && output.items.is_none()
            && path.is_none_or(|path| matches!(path, "$" | "$."))
    };
    if let Some(output) = outputs.iter().find(|output| !whole(output)) {
        let message = "outputs cannot be mapped from a binary response; they are ignored";
        let diagnostic = Diagnostic::new(codes::BINARY_MAPPED, output.span, message);
        diagnostics.push(diagnostic.help("remove `outputParameters`"));
    }
}
