//! Schemas of tools in words, and examples of their values.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::line;

/// The largest depth of members that are listed.
const DEPTH: usize = 3;

/// The largest number of texts that are listed.
const TEXTS: usize = 12;

/// Returns the members of an object as a list, each with its type.
pub(super) fn members(schema: &Value) -> String {
    let mut list = String::new();
    write_members(schema, 0, &mut list);
    list
}

fn write_members(schema: &Value, depth: usize, list: &mut String) {
    let required: Vec<&str> = texts(schema.get("required"));
    for (name, member) in properties(schema) {
        let kind = kind(member);
        let needed = if required.contains(&name.as_str()) {
            "required"
        } else {
            "optional"
        };
        let indent = "  ".repeat(depth);
        // Writing to a string cannot fail.
        let _ = write!(list, "{indent}- `{name}` ({kind}, {needed})");
        let about = member.get("description").and_then(Value::as_str).map(line);
        // Schemas have the name where the spec has no description.
        if let Some(about) = about.filter(|about| !about.is_empty() && about != name) {
            let _ = write!(list, ": {about}");
        }
        list.push('\n');
        if depth + 1 < DEPTH {
            write_members(nested(member), depth + 1, list);
        }
    }
}

/// Returns the schema of the items of a list, of the value beside null, or the schema itself.
fn nested(schema: &Value) -> &Value {
    if let Some(items) = schema.get("items") {
        return nested(items);
    }
    let options = schema.get("anyOf").and_then(Value::as_array);
    let options = options.into_iter().flatten();
    let mut objects = options.filter(|option| option.get("properties").is_some());
    objects.next().unwrap_or(schema)
}

/// Returns the type of a value in words.
fn kind(schema: &Value) -> String {
    let listed: Vec<&str> = texts(schema.get("enum"));
    if !listed.is_empty() {
        let shown: Vec<String> = listed
            .iter()
            .take(TEXTS)
            .map(|text| format!("`{}`", line(text)))
            .collect();
        let more = if listed.len() > TEXTS { " and others" } else { "" };
        return format!("one of {}{more}", shown.join(", "));
    }
    if let Some(constant) = schema.get("const") {
        return format!("always `{constant}`");
    }
    let options = schema.get("anyOf").or_else(|| schema.get("oneOf"));
    if let Some(options) = options.and_then(Value::as_array) {
        let mut kinds: Vec<String> = Vec::new();
        for kind in options.iter().map(kind) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        return kinds.join(" or ");
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => match schema.get("items") {
            Some(items) if items.get("anyOf").is_none() => format!("list of {}", kind(items)),
            _ => "list".to_owned(),
        },
        Some(name) => name.to_owned(),
        None => "any value".to_owned(),
    }
}

/// Returns an example of the arguments that a schema requires, with placeholders in angle brackets.
pub(super) fn example(schema: &Value) -> Value {
    let required: Vec<&str> = texts(schema.get("required"));
    let members = properties(schema).filter(|(name, _)| required.contains(&name.as_str()));
    let members = members.map(|(name, member)| (name.clone(), value(name, member, 0)));
    Value::Object(members.collect())
}

/// Returns an example of a value.
pub(super) fn value(name: &str, schema: &Value, depth: usize) -> Value {
    if let Some(first) = texts(schema.get("enum")).first() {
        return Value::from(*first);
    }
    if let Some(constant) = schema.get("const") {
        return constant.clone();
    }
    let options = schema.get("anyOf").or_else(|| schema.get("oneOf"));
    if let Some(first) = options.and_then(|options| options.get(0)) {
        return value(name, first, depth);
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        Some("array") if depth < DEPTH => {
            let items = schema.get("items").unwrap_or(&Value::Null);
            json!([value(name, items, depth + 1)])
        }
        Some("array") => json!([]),
        Some("object") if depth < DEPTH => {
            let required: Vec<&str> = texts(schema.get("required"));
            let members = properties(schema).filter(|(name, _)| required.contains(&name.as_str()));
            let members = members.map(|(name, member)| (name.clone(), value(name, member, depth + 1)));
            Value::Object(members.collect())
        }
        Some("object") => json!({}),
        _ => Value::from(format!("<{name}>")),
    }
}

fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flat_map(Map::iter)
}

fn texts(list: Option<&Value>) -> Vec<&str> {
    let list = list.and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schema_is_a_list_of_members_with_an_example() {
        let schema = json!({
            "type": "object",
            "properties": {
                "id": {"type": "string", "description": "The\nnumber"},
                "state": {"enum": ["open", "closed"], "type": "string", "description": "state"},
                "legs": {"type": "array", "items": {"type": "object", "properties": {"km": {"type": "number"}}, "required": ["km"]}},
                "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                "any": {},
            },
            "required": ["id", "state", "legs"],
        });
        let expected = "\
- `id` (string, required): The number
- `state` (one of `open`, `closed`, required)
- `legs` (list of object, required)
  - `km` (number, required)
- `note` (string or null, optional)
- `any` (any value, optional)
";
        assert_eq!(members(&schema), expected);
        assert_eq!(
            example(&schema),
            json!({"id": "<id>", "state": "open", "legs": [{"km": 1}]})
        );
    }
}
