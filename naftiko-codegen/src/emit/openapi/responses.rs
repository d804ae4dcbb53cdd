//! OpenAPI responses.

use serde_json::{Map, Value, json};

use super::openapi;
use crate::emit::call::{Called, Content, Response, RunFlow};
use crate::json_schema::PROBLEM;
use crate::model::{Capability, Exposed, Payload, Slot, TypeId};

/// Returns the shared schemas: the problem document (RFC 9457) of the runtime.
pub(super) fn schemas() -> Map<String, Value> {
    let error = json!({
        "type": "object",
        "properties": {
            "in": {"type": "string", "enum": ["path", "query", "header", "cookie", "body", "field"]},
            "name": {"type": "string", "description": "The input's name; empty for the whole body."},
            "problem": {"type": "string"},
        },
        "required": ["in", "name", "problem"],
    });
    let problem = json!({
        "type": "object",
        "description": "A problem document (RFC 9457).",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": error, "description": "The problem of each input."},
        },
        "required": ["title", "status"],
    });
    Map::from_iter([(PROBLEM.to_owned(), problem)])
}

/// Returns the responses of every operation that calls an API.
pub(super) fn shared() -> Value {
    let content = json!({
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
        // An error response of the upstream API has any media type.
        "*/*": {},
    });
    json!({
        "Refused": {
            "description": "The request is invalid (see the problem document), or the upstream API rejected it (its response is relayed).",
            "content": content.clone(),
        },
        "Failed": {
            "description": "The upstream API failed (its response is relayed), or it is unreachable, timed out, or sent an invalid response (a problem document with 502 or 504).",
            "content": content,
        },
    })
}

/// Returns the responses of one operation.
pub(super) fn of(capability: &Capability, exposed: &Exposed) -> Value {
    let mut responses = Map::new();
    let success = |content: Value| json!({"description": "The response.", "content": content});
    match Response::of(capability, exposed) {
        Response::Called(called) => {
            if matches!(called.content, Content::Selected(_) | Content::Mapped(_)) {
                let description = "The upstream API returned no content.";
                responses.insert("204".to_owned(), json!({"description": description}));
            }
            responses.insert("2XX".to_owned(), success(content(capability, called)));
        }
        Response::Mapped(_, template) | Response::Mock(template) => {
            let schema = openapi(capability).made(template, &exposed.inputs);
            responses.insert(
                "200".to_owned(),
                success(json!({"application/json": {"schema": schema}})),
            );
        }
        Response::Flow(run) => {
            let schema = flow_schema(capability, run);
            let content = json!({"application/json": {"schema": schema}});
            responses.insert("200".to_owned(), success(content));
        }
        Response::Stub(_) => {}
    }
    for (status, name) in [("4XX", "Refused"), ("5XX", "Failed")] {
        let reference = format!("#/components/responses/{name}");
        responses.insert(status.to_owned(), json!({"$ref": reference}));
    }
    Value::Object(responses)
}

/// Returns the schema of what a flow returns.
fn flow_schema(capability: &Capability, run: RunFlow<'_>) -> Value {
    let operation = &run.flow.operation;
    match Response::of(capability, operation) {
        Response::Called(called) => match called.content {
            Content::Selected(read) | Content::Mapped(read) => openapi(capability).read(read),
            Content::Json => {
                let described = described(capability, called);
                described.map_or_else(|| json!({}), |slot| openapi(capability).slot(slot))
            }
            Content::Text | Content::Binary(_) => json!({}),
        },
        Response::Mapped(_, template) | Response::Mock(template) => {
            openapi(capability).made(template, &operation.inputs)
        }
        Response::Flow(_) | Response::Stub(_) => json!({}),
    }
}

/// Returns the type of a response that is relayed, if a document describes it.
pub(super) fn relayed(capability: &Capability, exposed: &Exposed) -> Option<TypeId> {
    match Response::of(capability, exposed) {
        Response::Called(called) if matches!(called.content, Content::Json) => {
            described(capability, called).map(|slot| slot.id)
        }
        _ => None,
    }
}

/// Returns the type that a document gives the response of the called operation.
fn described(capability: &Capability, called: Called<'_>) -> Option<Slot> {
    match called.operation.payload {
        Payload::Json(slot) if capability.types.is_described(slot.id) => Some(slot),
        _ => None,
    }
}

/// Returns the content of a successful response.
fn content(capability: &Capability, called: Called<'_>) -> Value {
    match called.content {
        Content::Text => json!({"*/*": {}}),
        Content::Json => {
            let described = described(capability, called);
            let schema = described.map_or_else(|| json!({}), |slot| openapi(capability).slot(slot));
            json!({"application/json": {"schema": schema}, "*/*": {}})
        }
        Content::Binary(binary) => {
            let declared = called
                .operation
                .media_type
                .as_ref()
                .or(binary.media_type.as_ref());
            json!({declared.map_or("*/*", String::as_str): {}})
        }
        Content::Selected(read) | Content::Mapped(read) => {
            json!({"application/json": {"schema": openapi(capability).read(read)}})
        }
    }
}
