//! What a spec says of the values of inputs, as keywords of JSON Schema.

use serde_json::{Map, Value};

/// Adds the keywords of a spec that are about the type of a schema. A schema that is several ones, such as listed texts and others, stays.
pub(super) fn with_keywords(schema: Value, keywords: &Map<String, Value>) -> Value {
    let Value::Object(mut schema) = schema else {
        return schema;
    };
    for (key, value) in about(&schema, keywords) {
        match (key.as_str(), schema.get("pattern")) {
            // Both hold.
            ("pattern", Some(_)) => {
                let own = Map::from_iter([(key.clone(), value.clone())]);
                schema.insert("allOf".to_owned(), vec![own].into());
            }
            _ => {
                schema.insert(key.clone(), value.clone());
            }
        }
    }
    schema.into()
}

/// Returns the keywords that are about the type of a schema.
pub(super) fn about<'k>(
    schema: &Map<String, Value>,
    keywords: &'k Map<String, Value>,
) -> Vec<(&'k String, &'k Value)> {
    let Some(kind) = schema.get("type").and_then(Value::as_str) else {
        return Vec::new();
    };
    let items = schema.get("items").and_then(|items| items.get("type"));
    let is_about = |key: &str, value: &Value| match (key, kind) {
        // The type of an input may be that of its parameter.
        ("enum", _) => value
            .as_array()
            .is_some_and(|values| values.iter().all(|value| is(value, kind))),
        ("default", _) => is(value, kind),
        // Items of lists in a query, path or header are strings.
        ("items", "array") => items.is_none() || items == value.get("type"),
        ("format" | "pattern" | "minLength" | "maxLength", "string")
        | ("minimum" | "maximum", "integer" | "number")
        | ("minItems" | "maxItems", "array")
        | ("properties" | "required", "object") => true,
        _ => false,
    };
    keywords
        .iter()
        .filter(|(key, value)| is_about(key, value))
        .collect()
}

/// Returns whether a value is of a type.
fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
