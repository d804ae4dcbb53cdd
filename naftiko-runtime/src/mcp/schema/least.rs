//! The least value of a schema: what a tool returns when the API returned nothing.

use serde_json::{Map, Value, json};

/// Returns the least value that a schema of the generator accepts: null where it may be, otherwise what is empty.
pub(crate) fn value(schema: &Value) -> Value {
    if let Some(constant) = schema.get("const") {
        return constant.clone();
    }
    if accepts_null(schema) {
        return Value::Null;
    }
    if let Some(first) = first(schema, "enum") {
        return first.clone();
    }
    if let Some(first) = first(schema, "anyOf").or_else(|| first(schema, "oneOf")) {
        return value(first);
    }
    match word(schema) {
        Some("object") => object(schema).into(),
        Some("array") => json!([]),
        Some("string") => json!(""),
        Some("boolean") => json!(false),
        Some("integer" | "number") => json!(0),
        _ => Value::Null,
    }
}

/// Returns an object with the required members only.
pub(crate) fn object(schema: &Value) -> Map<String, Value> {
    let required = schema.get("required").and_then(Value::as_array);
    let names = required.into_iter().flatten().filter_map(Value::as_str);
    let member = |name: &str| {
        let schema = schema.get("properties").and_then(|members| members.get(name));
        (name.to_owned(), schema.map(value).unwrap_or_default())
    };
    names.map(member).collect()
}

fn accepts_null(schema: &Value) -> bool {
    let is_null = |word: &Value| *word == "null";
    match schema.get("type") {
        Some(Value::Array(words)) => words.iter().any(is_null),
        Some(word) => is_null(word),
        None => ["anyOf", "oneOf"].iter().any(|name| {
            let alternatives = schema.get(name).and_then(Value::as_array);
            alternatives.is_some_and(|schemas| schemas.iter().any(accepts_null))
        }),
    }
}

/// Returns the only or the first type of a schema.
fn word(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::Array(words) => words.first()?.as_str(),
        word => word.as_str(),
    }
}

fn first<'s>(schema: &'s Value, name: &str) -> Option<&'s Value> {
    schema.get(name)?.as_array()?.first()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn least_value_has_required_members_only() {
        let schema = json!({"type": "object", "required": ["a", "b", "c", "d", "e", "f", "g", "h"], "properties": {
            "a": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "b": {"type": "array", "items": {"type": "string"}},
            "c": {"type": "object", "required": ["x"], "properties": {"x": {"type": ["integer", "null"]}, "y": {}}},
            "d": {"type": "string", "const": "fixed"},
            "e": {"enum": ["one", "two"]},
            "f": {"oneOf": [{"type": "boolean"}, {"type": "number"}]},
            "g": {"type": "integer"},
            "h": {},
            "i": {"type": "string"},
        }});
        let expected = json!({
            "a": null, "b": [], "c": {"x": null}, "d": "fixed", "e": "one", "f": false, "g": 0, "h": null,
        });
        assert_eq!(value(&schema), expected);
        assert_eq!(object(&json!({"type": "object"})), Map::new());
    }
}
