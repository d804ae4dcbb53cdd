//! The OpenAPI 3.1 document of a REST adapter, generated from the spec.

mod inputs;
mod responses;

use naftiko_search::first_sentence;
use serde_json::{Map, Value, json};

use super::guard;
use crate::json_schema::{Dialect, Schemas, components};
use crate::model::{Capability, Exposed, Guard, RestAdapter, Route, TypeId};
use crate::options::UnknownArguments;

/// Returns the document.
pub(super) fn document(capability: &Capability, adapter: &RestAdapter) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in &adapter.routes {
        // OpenAPI paths have no query strings. A suffix after `#`, which is never sent, distinguishes routes of one path.
        let path = route.pattern.replacen('?', "#", 1);
        let item = paths.entry(path).or_insert_with(|| json!({}));
        if let Value::Object(item) = item {
            item.insert(route.method.as_str().to_lowercase(), operation(capability, route));
        }
    }
    let description = [adapter.description.as_str(), capability.description.as_str()];
    let description = description
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default();
    let mut info = json!({"title": capability.title, "version": capability.version});
    if let (Value::Object(info), false) = (&mut info, description.is_empty()) {
        info.insert("description".to_owned(), description.into());
    }
    let mut document = json!({
        "openapi": "3.1.0",
        "info": info,
        // Relative to the document, which the adapter serves itself.
        "servers": [{"url": "/"}],
        "security": [],
        "paths": paths,
        "components": {"schemas": schemas(capability, adapter), "responses": responses::shared()},
    });
    if let Some(guard) = &adapter.guard {
        secure(&mut document, guard);
    }
    document
}

/// Returns the schemas of a capability in the dialect of OpenAPI.
fn openapi(capability: &Capability) -> Schemas<'_> {
    Schemas {
        types: &capability.types,
        dialect: Dialect::OpenApi,
    }
}

/// Returns the schemas of all bodies and responses with the types of a document, and that of problems.
fn schemas(capability: &Capability, adapter: &RestAdapter) -> Map<String, Value> {
    let operations = adapter.routes.iter().map(|route| &route.operation);
    let types = operations.flat_map(|exposed| {
        let body = exposed.typed_body().map(|body| body.value_type);
        body.into_iter().chain(responses::relayed(capability, exposed))
    });
    let types: Vec<TypeId> = types.collect();
    let closed = adapter.unknown_arguments == UnknownArguments::Reject;
    let mut schemas = responses::schemas();
    schemas.extend(components(&capability.types, &types, closed));
    schemas
}

/// Adds the security scheme to every operation.
fn secure(document: &mut Value, guard: &Guard) {
    let (name, scheme, scopes) = guard::security(guard);
    let Value::Object(document) = document else { return };
    document.insert("security".to_owned(), json!([{&name: scopes}]));
    if let Some(Value::Object(components)) = document.get_mut("components") {
        components.insert("securitySchemes".to_owned(), json!({name: scheme}));
    }
}

fn operation(capability: &Capability, route: &Route) -> Value {
    let exposed = &route.operation;
    let mut operation = Map::new();
    operation.insert(
        "operationId".to_owned(),
        exposed.ident.trim_start_matches("r#").into(),
    );
    let summary = summary(exposed);
    let description = exposed.description.as_str();
    let says_more = description.trim_end_matches('.') != summary;
    operation.insert("summary".to_owned(), summary.into());
    if !description.is_empty() && says_more {
        operation.insert("description".to_owned(), description.into());
    }
    let parameters = inputs::parameters(capability, route);
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), parameters.into());
    }
    if let Some(body) = inputs::request_body(capability, exposed) {
        operation.insert("requestBody".to_owned(), body);
    }
    operation.insert("responses".to_owned(), responses::of(capability, exposed));
    Value::Object(operation)
}

/// Returns the summary of an operation: its title, else the first sentence of its description if it is short, else its name in words.
fn summary(exposed: &Exposed) -> String {
    const LONGEST: usize = 120;
    if !exposed.title.is_empty() {
        return exposed.title.clone();
    }
    let line: Vec<&str> = exposed.description.split_whitespace().collect();
    let line = line.join(" ");
    let sentence = first_sentence(&line).trim_end_matches('.');
    if !sentence.is_empty() && sentence.chars().count() <= LONGEST {
        return sentence.to_owned();
    }
    let words = exposed.ident.trim_start_matches("r#").replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}
