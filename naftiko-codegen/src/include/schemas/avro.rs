//! Validation of Avro schemas: JSON with known types.

use std::collections::BTreeSet;

use serde_json::Value;

const PRIMITIVE: [&str; 8] = [
    "null", "boolean", "int", "long", "float", "double", "bytes", "string",
];

/// Checks a schema. The error is the problem, for the end of a message.
pub(super) fn check(text: &str) -> Result<(), String> {
    let schema: Value = serde_json::from_str(text).map_err(|error| format!("not JSON, {error}"))?;
    Names::default().node(&schema, "")
}

/// The full names of the declared types.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn node(&mut self, node: &Value, namespace: &str) -> Result<(), String> {
        match node {
            Value::String(name) => self.known(name, namespace),
            Value::Array(branches) if branches.iter().any(Value::is_array) => {
                Err("a union inside a union".to_owned())
            }
            Value::Array(branches) => branches
                .iter()
                .try_for_each(|branch| self.node(branch, namespace)),
            Value::Object(_) => self.complex(node, namespace),
            other => Err(format!("invalid type `{other}`")),
        }
    }

    fn complex(&mut self, node: &Value, namespace: &str) -> Result<(), String> {
        let inner = |key: &str| {
            let missing = || format!("missing `{key}` in a type");
            node.get(key).ok_or_else(missing)
        };
        match inner("type")? {
            Value::String(kind) => match kind.as_str() {
                "record" | "error" => {
                    // The record is declared before its fields, which may refer to it.
                    let namespace = self.define(node, namespace)?;
                    let fields = inner("fields")?.as_array();
                    let mut fields = fields.ok_or("`fields` of a record must be a list")?.iter();
                    fields.try_for_each(|field| {
                        field
                            .get("name")
                            .and_then(Value::as_str)
                            .ok_or("missing `name` in a field")?;
                        self.node(field.get("type").ok_or("missing `type` in a field")?, &namespace)
                    })
                }
                "enum" => {
                    inner("symbols")?
                        .as_array()
                        .ok_or("`symbols` of an enum must be a list")?;
                    self.define(node, namespace).map(drop)
                }
                "fixed" => {
                    inner("size")?
                        .as_u64()
                        .ok_or("`size` of a fixed must be a number")?;
                    self.define(node, namespace).map(drop)
                }
                "array" => self.node(inner("items")?, namespace),
                "map" => self.node(inner("values")?, namespace),
                name => self.known(name, namespace),
            },
            nested => self.node(nested, namespace),
        }
    }

    /// Adds a named type, and returns the namespace of the names inside it.
    fn define(&mut self, node: &Value, namespace: &str) -> Result<String, String> {
        let text = |key: &str| node.get(key).and_then(Value::as_str);
        let name = text("name").ok_or("missing `name` in a named type")?;
        let full = full_name(name, text("namespace").unwrap_or(namespace));
        let namespace = full.rsplit_once('.').map_or("", |(namespace, _)| namespace);
        let namespace = namespace.to_owned();
        self.0.insert(full);
        Ok(namespace)
    }

    fn known(&self, name: &str, namespace: &str) -> Result<(), String> {
        if PRIMITIVE.contains(&name) || self.0.contains(&full_name(name, namespace)) {
            Ok(())
        } else {
            Err(format!("unknown type `{name}`"))
        }
    }
}

fn full_name(name: &str, namespace: &str) -> String {
    if namespace.is_empty() || name.contains('.') {
        name.to_owned()
    } else {
        format!("{namespace}.{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn check_accepts_known_types_only() {
        for right in [
            r#""string""#,
            r#"["null", "long"]"#,
            r#"{"type": "record", "name": "a.Node", "fields": [{"name": "next", "type": ["null", "Node"]}]}"#,
            r#"{"type": {"type": "array", "items": {"type": "enum", "name": "E", "symbols": ["A"]}}}"#,
        ] {
            assert_eq!(check(right), Ok(()), "{right}");
        }
        for (wrong, why) in [
            ("{", "not JSON, EOF while parsing an object at line 1 column 1"),
            ("7", "invalid type `7`"),
            (r#""strng""#, "unknown type `strng`"),
            (r#"{"type": "record", "name": "R"}"#, "missing `fields` in a type"),
            (
                r#"{"type": "record", "fields": []}"#,
                "missing `name` in a named type",
            ),
            (r#"[["null"]]"#, "a union inside a union"),
            (r#"{"items": "int"}"#, "missing `type` in a type"),
        ] {
            assert_eq!(check(wrong), Err(why.to_owned()), "{wrong}");
        }
    }
}
