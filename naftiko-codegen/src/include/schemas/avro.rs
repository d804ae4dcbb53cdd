//! Whether a text is a schema of Avro: JSON whose types are known.

use std::collections::BTreeSet;

use serde_json::Value;

const PRIMITIVE: [&str; 8] = [
    "null", "boolean", "int", "long", "float", "double", "bytes", "string",
];

/// What is wrong with a schema, if anything.
pub(super) fn check(text: &str) -> Result<(), String> {
    let schema: Value = serde_json::from_str(text).map_err(|error| format!("it is not JSON, {error}"))?;
    Names::default().node(&schema, "")
}

/// The full names of the types so far.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn node(&mut self, node: &Value, namespace: &str) -> Result<(), String> {
        match node {
            Value::String(name) => self.known(name, namespace),
            Value::Array(branches) if branches.iter().any(Value::is_array) => {
                Err("it has a union in a union".to_owned())
            }
            Value::Array(branches) => branches
                .iter()
                .try_for_each(|branch| self.node(branch, namespace)),
            Value::Object(_) => self.complex(node, namespace),
            other => Err(format!("`{other}` is no type")),
        }
    }

    fn complex(&mut self, node: &Value, namespace: &str) -> Result<(), String> {
        let inner = |key: &str| {
            let missing = || format!("a type has no `{key}`");
            node.get(key).ok_or_else(missing)
        };
        match inner("type")? {
            Value::String(kind) => match kind.as_str() {
                "record" | "error" => {
                    // Its fields may name it.
                    let namespace = self.define(node, namespace)?;
                    let fields = inner("fields")?.as_array();
                    let mut fields = fields.ok_or("the `fields` of a record are no list")?.iter();
                    fields.try_for_each(|field| {
                        field
                            .get("name")
                            .and_then(Value::as_str)
                            .ok_or("a field has no `name`")?;
                        self.node(field.get("type").ok_or("a field has no `type`")?, &namespace)
                    })
                }
                "enum" => {
                    inner("symbols")?
                        .as_array()
                        .ok_or("the `symbols` of an enum are no list")?;
                    self.define(node, namespace).map(drop)
                }
                "fixed" => {
                    inner("size")?
                        .as_u64()
                        .ok_or("the `size` of a fixed is no number")?;
                    self.define(node, namespace).map(drop)
                }
                "array" => self.node(inner("items")?, namespace),
                "map" => self.node(inner("values")?, namespace),
                name => self.known(name, namespace),
            },
            nested => self.node(nested, namespace),
        }
    }

    /// Adds a named type; gives the namespace of the names within.
    fn define(&mut self, node: &Value, namespace: &str) -> Result<String, String> {
        let text = |key: &str| node.get(key).and_then(Value::as_str);
        let name = text("name").ok_or("a named type has no `name`")?;
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
            Err(format!("`{name}` is the name of no type"))
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
    fn types_have_to_be_known() {
        for right in [
            r#""string""#,
            r#"["null", "long"]"#,
            r#"{"type": "record", "name": "a.Node", "fields": [{"name": "next", "type": ["null", "Node"]}]}"#,
            r#"{"type": {"type": "array", "items": {"type": "enum", "name": "E", "symbols": ["A"]}}}"#,
        ] {
            assert_eq!(check(right), Ok(()), "{right}");
        }
        for (wrong, why) in [
            (
                "{",
                "it is not JSON, EOF while parsing an object at line 1 column 1",
            ),
            ("7", "`7` is no type"),
            (r#""strng""#, "`strng` is the name of no type"),
            (r#"{"type": "record", "name": "R"}"#, "a type has no `fields`"),
            (
                r#"{"type": "record", "fields": []}"#,
                "a named type has no `name`",
            ),
            (r#"[["null"]]"#, "it has a union in a union"),
            (r#"{"items": "int"}"#, "a type has no `type`"),
        ] {
            assert_eq!(check(wrong), Err(why.to_owned()), "{wrong}");
        }
    }
}
