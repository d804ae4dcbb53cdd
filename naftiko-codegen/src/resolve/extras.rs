//! `with` keys that the called operation does not know: they become inputs of the operation.

use super::calls;
use super::drafts::{find, folded, input};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::document::{Action, Adapter, Document, Entry};
use crate::model::{Body, Client, JsonTemplate, Operation, Place, ValueType};
use crate::names::Scope;

/// Adds what adapters pass and operations lack, before anything is wired.
pub(super) fn add(document: &Document, clients: &mut [Client], diagnostics: &mut Diagnostics) {
    for action in actions(document) {
        let Some(call) = &action.call else { continue };
        let Ok((client, operation)) = calls::target(call, clients, true, &mut Diagnostics::default()) else {
            continue;
        };
        let Some(operation) = clients
            .get_mut(client)
            .and_then(|client| client.operations.get_mut(operation))
        else {
            continue;
        };
        for with in &action.with {
            let known = find(
                operation.inputs.iter().map(|input| input.name.as_str()),
                &with.name.value,
            )
            .is_some();
            if known || with.name.value.is_empty() {
                continue;
            }
            if let Some(place) = extend(operation, &with.name.value) {
                let message = format!(
                    "`{}` has no parameter `{}`; it is sent as {place}",
                    operation.id, with.name.value
                );
                let finding = Diagnostic::new(codes::INPUT_UNKNOWN, with.name.span, message);
                diagnostics.push(finding.help(format!(
                    "declare `{}` under the operation's `inputParameters`",
                    with.name.value
                )));
            } else {
                let message = format!(
                    "`{}` has no parameter `{}` and no place for it",
                    operation.id, with.name.value
                );
                diagnostics.push(
                    Diagnostic::new(codes::INPUT_UNKNOWN, with.name.span, message)
                        .help("remove it, or declare the parameter"),
                );
            }
        }
    }
}

fn actions(document: &Document) -> impl Iterator<Item = &Action> {
    document.exposes.iter().flat_map(|entry| {
        let actions: Vec<&Action> = match entry {
            Entry::Inline(Adapter::Rest(adapter)) => adapter
                .resources
                .iter()
                .flat_map(|resource| &resource.operations)
                .map(|operation| &operation.action)
                .collect(),
            Entry::Inline(Adapter::Mcp(adapter)) => adapter.tools.iter().map(|tool| &tool.action).collect(),
            _ => Vec::new(),
        };
        actions
    })
}

/// Gives an operation one more optional input: a query pair where its method has no body, a field of its JSON body otherwise.
fn extend(operation: &mut Operation, name: &str) -> Option<&'static str> {
    let bodiless = matches!(operation.method.as_str(), "GET" | "DELETE" | "HEAD" | "OPTIONS");
    let index = operation.inputs.len();
    let (place, value_type, said) = if bodiless {
        (Place::Query, ValueType::String, "a query pair")
    } else {
        match &mut operation.body {
            body @ Body::None => {
                *body = Body::Json(JsonTemplate::Object(vec![(
                    name.to_owned(),
                    JsonTemplate::Input(index),
                )]))
            }
            Body::Json(JsonTemplate::Object(fields)) => {
                fields.push((name.to_owned(), JsonTemplate::Input(index)))
            }
            Body::Form(fields) => fields.push((name.to_owned(), JsonTemplate::Input(index))),
            Body::Json(_) | Body::Text { .. } => return None,
        }
        (Place::Template, ValueType::Any, "a field of the body")
    };
    let mut input = input(name, place, value_type, false);
    let mut scope = Scope::locals();
    for known in &operation.inputs {
        scope.assign(&known.name);
    }
    input.ident = scope.assign(name);
    operation.inputs.push(input);
    Some(said)
}

/// Whether two names are the same but for case and punctuation.
pub(super) fn alike(one: &str, other: &str) -> bool {
    one == other || folded(one) == folded(other)
}
