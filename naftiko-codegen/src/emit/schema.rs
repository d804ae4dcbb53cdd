//! JSON Schemas of tool inputs and outputs.
//!
//! The schemas are strict and portable: an object without composition at the root, no `type` lists, no empty schemas.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::prose::is_hidden;
use crate::model::{ExposedInput, Read, ReadKind, Source, Struct, Tool, Type, TypeId, Types};
use crate::options::UnknownArguments;

/// Returns the schema of a tool's input.
pub(super) fn input(types: &Types, tool: &Tool, unknown: UnknownArguments) -> String {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for input in &tool.operation.inputs {
        let Source::Field(name) = &input.source else {
            continue;
        };
        properties.insert(name.clone(), property(types, input));
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

fn property(types: &Types, input: &ExposedInput) -> Value {
    let mut schema = match typed(types, input.value_type, 0) {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    if input.value_type == TypeId::ANY && input.whole_body {
        schema.insert("type".to_owned(), "object".into());
    }
    if input.value_type == TypeId::ARRAY && input.text_items {
        schema.insert("items".to_owned(), json!({"type": "string"}));
    }
    let description = if input.description.is_empty() {
        &input.name
    } else {
        &input.description
    };
    schema.insert("description".to_owned(), description.as_str().into());
    Value::Object(schema)
}

/// Returns the schema of a type, at a depth of nested structs and lists.
pub(super) fn typed(types: &Types, value_type: TypeId, depth: usize) -> Value {
    match types.get(value_type) {
        Type::String | Type::File => json!({"type": "string"}),
        Type::Integer => json!({"type": "integer"}),
        Type::Number | Type::Double => json!({"type": "number"}),
        Type::Boolean => json!({"type": "boolean"}),
        Type::Array => json!({"type": "array", "items": scalars_or_objects()}),
        Type::Object => json!({"type": "object"}),
        Type::Any => json!({}),
        Type::Struct(_) if depth > DEPTH => json!({"type": "object"}),
        Type::Struct(found) => fields(types, found, depth),
    }
}

fn fields(types: &Types, found: &Struct, depth: usize) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in &found.fields {
        properties.insert(field.name.clone(), of(types, &field.read, depth + 1));
        required.push(Value::from(field.name.as_str()));
    }
    json!({"type": "object", "properties": properties, "required": required})
}

/// Returns the schema of list items without a declared type.
fn scalars_or_objects() -> Value {
    json!({"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}, {"type": "object"}]})
}

/// Returns the schema of a tool's output; empty if the spec does not declare it.
pub(super) fn output(types: &Types, mapped: Option<&Read>) -> String {
    let Some(read) = mapped.filter(|read| !read.is_selection()) else {
        return String::new();
    };
    let schema = of(types, read, 0);
    let is_object = matches!(read.kind, ReadKind::Value(value_type) if matches!(types.get(value_type), Type::Struct(_)))
        && read.required;
    let root = if is_object {
        schema
    } else {
        json!({"type": "object", "properties": {"result": schema}, "required": ["result"]})
    };
    visible(&root)
}

/// The largest depth of nested structs in a schema.
const DEPTH: usize = 16;

pub(super) fn of(types: &Types, read: &Read, depth: usize) -> Value {
    let plain = match &read.kind {
        ReadKind::Value(value_type) => typed(types, *value_type, depth),
        ReadKind::Constant(constant) => json!({"const": constant}),
        ReadKind::List(item) => {
            let items = of(types, item, depth + 1);
            json!({"type": "array", "items": if items == json!({}) { scalars_or_objects() } else { items }})
        }
    };
    let nullable =
        !read.required && !matches!(read.kind, ReadKind::Constant(_) | ReadKind::Value(TypeId::ANY));
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
