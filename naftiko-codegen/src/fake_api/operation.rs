//! Operations of fake APIs: what they take, and their responses.

use serde_json::{Map, Value, json};

use super::make::{Maker, Site};
use super::{authentication, fits, formats, place, request};
use crate::model::{Client, FinalState, Operation, Payload, Read, Slot, TypeId};

/// Returns the description of an operation. `reads` is what adapters and steps read from its responses.
pub(super) fn description(
    client: &Client,
    operation: &Operation,
    reads: &[&Read],
    maker: Maker<'_>,
) -> Value {
    let mut described = Map::from_iter([
        ("id".to_owned(), operation.id.as_str().into()),
        ("name".to_owned(), operation.name.as_str().into()),
        ("method".to_owned(), operation.method.as_str().into()),
        ("path".to_owned(), request::path(operation)),
        ("shownPath".to_owned(), operation.shown_path.as_str().into()),
        (
            "parameters".to_owned(),
            request::parameters(client, operation, maker.types).into(),
        ),
        ("response".to_owned(), response(operation, reads, maker)),
    ]);
    if let Some(body) = request::body(operation, maker.types) {
        described.insert("body".to_owned(), body);
    }
    if let Some(fields) = &operation.token {
        described.insert("token".to_owned(), authentication::token(fields));
    }
    // At the address of the request, an API without an operation for it has no result.
    let long_running = operation.long_running.as_ref();
    if long_running.is_some_and(|long_running| long_running.final_state != FinalState::Resource) {
        described.insert("longRunning".to_owned(), true.into());
    }
    if let Some(error) = operation.error {
        let site = maker.site(&operation.id, ERROR);
        described.insert("error".to_owned(), maker.value(error, site).to_string().into());
    }
    described.into()
}

/// The statuses of successful responses without a body.
const NO_CONTENT: [u16; 2] = [204, 205];

/// The status of the made error response.
const ERROR: u16 = 500;

/// Returns the successful response.
fn response(operation: &Operation, reads: &[&Read], maker: Maker<'_>) -> Value {
    let status = operation.sample.status;
    let site = maker.site(&operation.id, status);
    match &operation.payload {
        _ if NO_CONTENT.contains(&status) => json!({"status": status}),
        Payload::Json(_) if operation.sample.is_empty && reads.is_empty() => json!({"status": status}),
        Payload::Json(slot) => {
            let value = json_value(operation, *slot, reads, maker, site);
            let written = match &operation.format {
                Some(format) => formats::text(format.name, &value),
                None => Some((json_type(operation), value.to_string())),
            };
            match written {
                Some((media_type, text)) => json!({"status": status, "mediaType": media_type, "body": text}),
                None => json!({"status": 501}),
            }
        }
        Payload::Text => json!({"status": status, "mediaType": "text/plain", "body": "text"}),
        Payload::Binary => {
            let media_type = operation.media_type.as_deref();
            let media_type = media_type.unwrap_or("application/octet-stream");
            json!({"status": status, "mediaType": media_type, "body": "bytes"})
        }
    }
}

fn json_type(operation: &Operation) -> &str {
    let accepted = operation.accept.as_deref().unwrap_or("application/json");
    accepted.split(',').next().unwrap_or(accepted).trim()
}

/// Returns the JSON of a response: the example of the document if clients read it, else a made value.
fn json_value(operation: &Operation, slot: Slot, reads: &[&Read], maker: Maker<'_>, site: Site<'_>) -> Value {
    let example = operation.sample.example.as_ref();
    let example = example.filter(|example| fits::fits(maker.types, slot, example, site.status));
    let mut value = match example {
        Some(example) => example.clone(),
        None if slot.id == TypeId::ANY => Value::Null,
        None => maker.value(slot, site),
    };
    for read in reads {
        place::read(maker, read, &mut value, site);
    }
    if value.is_null() && !slot.nullable {
        return json!({});
    }
    if let Some(next) = operation.pages.as_ref().and_then(|pages| pages.paging.next()) {
        end_list(&mut value, next);
    }
    if operation.long_running.is_some() {
        end_operation(&mut value);
    }
    value
}

/// Sets the state that the result of a long-running operation has. Clients wait as long as it has another one.
fn end_operation(result: &mut Value) {
    let properties = result.get_mut("properties");
    let state = properties.and_then(|properties| properties.get_mut("provisioningState"));
    if let Some(state @ Value::String(_)) = state {
        *state = "Succeeded".into();
    }
}

/// Makes a page the last one. A made token or address leads nowhere.
fn end_list(page: &mut Value, next: &[String]) {
    let at = next.iter().try_fold(page, |at, name| at.get_mut(name));
    if let Some(at @ Value::String(_)) = at {
        *at = "".into();
    }
}
