//! JSON Schemas of tool inputs and outputs.
//!
//! The schemas are strict and portable: an object without composition at the root, no `type` lists, no empty schemas.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::prose::is_hidden;
use crate::model::{Capability, ExposedInput, Read, ReadKind, Source, Tool, ValueType};
use crate::options::UnknownArguments;

/// Returns the schema of a tool's input.
pub(super) fn input(tool: &Tool, unknown: UnknownArguments) -> String {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for input in &tool.operation.inputs {
        let Source::Field(name) = &input.source else {
            continue;
        };
        properties.insert(name.clone(), property(input));
        if input.required {
            required.push(Value::from(name.as_str()));
        }
    }
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    if !properties.is_empty() {
        schema.insert("properties".to_owned(), properties.into());
    }
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    // The schema allows unknown arguments if the runtime ignores them.
    let ignored = unknown == UnknownArguments::Ignore;
    schema.insert("additionalProperties".to_owned(), ignored.into());
    visible(&Value::Object(schema))
}

fn property(input: &ExposedInput) -> Value {
    let mut schema = match typed(input.value_type) {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    if input.value_type == ValueType::Any && input.whole_body {
        schema.insert("type".to_owned(), "object".into());
    }
    if input.value_type == ValueType::Array && input.text_items {
        schema.insert("items".to_owned(), json!({"type": "string"}));
    }
    let description = if input.description.trim().is_empty() {
        &input.name
    } else {
        input.description.trim()
    };
    schema.insert("description".to_owned(), description.into());
    Value::Object(schema)
}

pub(super) fn typed(value_type: ValueType) -> Value {
    match value_type {
        ValueType::String | ValueType::File => json!({"type": "string"}),
        ValueType::Integer => json!({"type": "integer"}),
        ValueType::Number | ValueType::Double => json!({"type": "number"}),
        ValueType::Boolean => json!({"type": "boolean"}),
        ValueType::Array => json!({"type": "array", "items": scalars_or_objects()}),
        ValueType::Object => json!({"type": "object"}),
        ValueType::Any => json!({}),
    }
}

/// Returns the schema of list items without a declared type.
fn scalars_or_objects() -> Value {
    json!({"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}, {"type": "object"}]})
}

/// Returns the schema of a tool's output; empty if the spec does not declare it.
pub(super) fn output(capability: &Capability, mapped: Option<&Read>) -> String {
    let Some(read) = mapped.filter(|read| !read.is_selection()) else {
        return String::new();
    };
    let schema = of(capability, read, 0);
    let is_object = matches!(read.kind, ReadKind::Shape(_)) && read.required;
    let root = if is_object {
        schema
    } else {
        json!({"type": "object", "properties": {"result": schema}, "required": ["result"]})
    };
    visible(&root)
}

/// The largest depth of nested shapes in a schema.
const DEPTH: usize = 16;

pub(super) fn of(capability: &Capability, read: &Read, depth: usize) -> Value {
    let plain = match &read.kind {
        ReadKind::Value(value_type) => typed(*value_type),
        ReadKind::Constant(constant) => json!({"const": constant}),
        ReadKind::List(item) => {
            let items = of(capability, item, depth + 1);
            json!({"type": "array", "items": if items == json!({}) { scalars_or_objects() } else { items }})
        }
        ReadKind::Shape(_) if depth > DEPTH => json!({"type": "object"}),
        ReadKind::Shape(shape) => {
            let Some(shape) = capability.shapes.get(*shape) else {
                return json!({"type": "object"});
            };
            let mut properties = Map::new();
            let mut required = Vec::new();
            for field in &shape.fields {
                properties.insert(field.name.clone(), of(capability, &field.read, depth + 1));
                required.push(Value::from(field.name.as_str()));
            }
            json!({"type": "object", "properties": properties, "required": required})
        }
    };
    let nullable =
        !read.required && !matches!(read.kind, ReadKind::Constant(_) | ReadKind::Value(ValueType::Any));
    if nullable {
        json!({"anyOf": [plain, {"type": "null"}]})
    } else {
        plain
    }
}

/// Returns JSON with escapes for invisible characters, because a raw string of the generated code contains it.
pub(super) fn visible(schema: &Value) -> String {
    let json = schema.to_string();
    if !json.contains(is_hidden) {
        return json;
    }
    let mut escaped = String::new();
    for character in json.chars() {
        if is_hidden(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}
