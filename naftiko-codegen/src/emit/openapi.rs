//! The API document of a REST adapter: `OpenAPI` 3.1, made when the spec is compiled.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::schema;
use crate::model::{
    Capability, Exposed, ExposedInput, Output, Payload, RestAdapter, Route, Source, Target, ValueType,
};

/// The document, compact.
pub(super) fn document(capability: &Capability, adapter: &RestAdapter) -> String {
    let mut paths: Map<String, Value> = Map::new();
    for route in &adapter.routes {
        let item = paths.entry(route.pattern.clone()).or_insert_with(|| json!({}));
        if let Value::Object(item) = item {
            item.insert(route.method.to_lowercase(), operation(capability, route));
        }
    }
    let description = [adapter.description.trim(), capability.description.trim()];
    let description = description
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default();
    let mut info = json!({"title": capability.title, "version": capability.version});
    if let (Value::Object(info), false) = (&mut info, description.is_empty()) {
        info.insert("description".to_owned(), description.into());
    }
    schema::visible(&json!({
        "openapi": "3.1.0",
        "info": info,
        "paths": paths,
        "components": {"schemas": {"Problem": problem()}},
    }))
}

/// RFC 9457, as the runtime writes it.
fn problem() -> Value {
    json!({
        "type": "object",
        "description": "A problem (RFC 9457).",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": {"type": "object"}, "description": "What is wrong with each input."},
        },
        "required": ["title", "status"],
    })
}

fn operation(capability: &Capability, route: &Route) -> Value {
    let exposed = &route.operation;
    let mut operation = Map::new();
    operation.insert(
        "operationId".to_owned(),
        exposed.ident.trim_start_matches("r#").into(),
    );
    for (key, text) in [("summary", &exposed.title), ("description", &exposed.description)] {
        if !text.trim().is_empty() {
            operation.insert(key.to_owned(), text.trim().into());
        }
    }
    let parameters: Vec<Value> = exposed
        .inputs
        .iter()
        .filter_map(parameter)
        .chain(unused(route))
        .collect();
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), parameters.into());
    }
    if let Some(body) = request_body(exposed) {
        operation.insert("requestBody".to_owned(), body);
    }
    operation.insert("responses".to_owned(), responses(capability, exposed));
    Value::Object(operation)
}

fn parameter(input: &ExposedInput) -> Option<Value> {
    let (place, name) = match &input.source {
        Source::Path(name) => ("path", name),
        Source::Query(name) => ("query", name),
        Source::Header(name) => ("header", name),
        Source::Cookie(name) => ("cookie", name),
        Source::Body | Source::Field(_) => return None,
    };
    let mut parameter = json!({"name": name, "in": place, "schema": of(input)});
    if let Value::Object(parameter) = &mut parameter {
        if input.required || place == "path" {
            parameter.insert("required".to_owned(), true.into());
        }
        if !input.description.trim().is_empty() {
            parameter.insert("description".to_owned(), input.description.trim().into());
        }
    }
    Some(parameter)
}

/// Placeholders that feed nothing are parameters of the path all the same.
fn unused(route: &Route) -> impl Iterator<Item = Value> {
    let known: BTreeSet<&str> = route
        .operation
        .inputs
        .iter()
        .filter_map(|input| {
            if let Source::Path(name) = &input.source {
                Some(name.as_str())
            } else {
                None
            }
        })
        .collect();
    let names = route
        .pattern
        .split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name);
    let unused: Vec<Value> = names
        .filter(|name| !known.contains(name))
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
        .collect();
    unused.into_iter()
}

fn of(input: &ExposedInput) -> Value {
    if input.value_type == ValueType::Array && input.text_items {
        return json!({"type": "array", "items": {"type": "string"}});
    }
    schema::typed(input.value_type)
}

fn request_body(exposed: &Exposed) -> Option<Value> {
    let whole = exposed.inputs.iter().find(|input| input.source == Source::Body);
    if let Some(whole) = whole {
        return Some(
            json!({"required": whole.required, "content": {"application/json": {"schema": of(whole)}}}),
        );
    }
    let mut properties = Map::new();
    let mut required = Vec::new();
    for input in &exposed.inputs {
        let Source::Field(name) = &input.source else {
            continue;
        };
        let mut schema = of(input);
        if let (Value::Object(schema), false) = (&mut schema, input.description.trim().is_empty()) {
            schema.insert("description".to_owned(), input.description.trim().into());
        }
        properties.insert(name.clone(), schema);
        if input.required {
            required.push(Value::from(name.as_str()));
        }
    }
    if properties.is_empty() {
        return None;
    }
    let is_required = !required.is_empty();
    let mut schema = json!({"type": "object", "properties": properties});
    if let (Value::Object(schema), true) = (&mut schema, is_required) {
        schema.insert("required".to_owned(), required.into());
    }
    Some(json!({"required": is_required, "content": {"application/json": {"schema": schema}}}))
}

fn responses(capability: &Capability, exposed: &Exposed) -> Value {
    let problem = json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}});
    let mut responses = Map::new();
    let content = success(capability, exposed);
    responses.insert(
        "2XX".to_owned(),
        json!({"description": "The answer.", "content": content}),
    );
    responses.insert(
        "4XX".to_owned(),
        json!({"description": "The request is not acceptable, or the API refused it: then its answer is passed on.", "content": with_any(&problem)}),
    );
    responses.insert(
        "5XX".to_owned(),
        json!({"description": "The API failed (its answer is passed on) or cannot be reached (502, 504).", "content": with_any(&problem)}),
    );
    Value::Object(responses)
}

/// What an upstream answers in an error is of any type.
fn with_any(problem: &Value) -> Value {
    let mut content = problem.clone();
    if let Value::Object(content) = &mut content {
        content.insert("*/*".to_owned(), json!({}));
    }
    content
}

fn success(capability: &Capability, exposed: &Exposed) -> Value {
    let called = match &exposed.target {
        Target::Call {
            client, operation, ..
        } => capability
            .operation(*client, *operation)
            .map(|(_, operation)| operation),
        Target::Mock(_) | Target::Unresolved(_) => None,
    };
    if let Output::Binary(binary) = &exposed.output {
        let of_operation = called.and_then(|operation| operation.media_type.as_deref());
        let declared = of_operation.or(binary.media_type.as_deref());
        return json!({declared.unwrap_or("*/*"): {}});
    }
    match (&exposed.output, called.map(|operation| &operation.payload)) {
        (Output::Mapped(read), _) => json!({"application/json": {"schema": schema::of(capability, read, 0)}}),
        (Output::Relay, Some(Payload::Text | Payload::Binary)) | (Output::Binary(_), _) => json!({"*/*": {}}),
        (Output::Relay, _) => json!({"application/json": {"schema": {}}, "*/*": {}}),
    }
}
