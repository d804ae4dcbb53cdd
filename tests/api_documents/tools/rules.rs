//! The form of schemas that clients and vendors of models accept, as rules.

use serde_json::{Map, Value};

/// The largest schema of a tool, in bytes.
const BYTES: usize = 8 * 1024;

/// The largest depth of objects.
const DEPTH: usize = 7;

/// The keywords of schemas of tools.
const KEYWORDS: [&str; 12] = [
    "type",
    "properties",
    "required",
    "items",
    "anyOf",
    "enum",
    "const",
    "description",
    "default",
    "format",
    "additionalProperties",
    "contentEncoding",
];

/// The rules of a schema and their violations, each with its path.
pub(super) struct Rules {
    is_input: bool,
    problems: Vec<String>,
}

impl Rules {
    /// Returns the problems of a schema, each with its path.
    pub(super) fn check(text: &str, is_input: bool) -> Vec<String> {
        let mut rules = Self {
            is_input,
            problems: Vec::new(),
        };
        let schema: Value = serde_json::from_str(text).unwrap();
        if text.len() > BYTES {
            rules.problems.push(format!("{} bytes", text.len()));
        }
        match &schema {
            Value::Object(root) => rules.root(root),
            _ => rules.problem("", "the root is not an object"),
        }
        rules.problems
    }

    fn problem(&mut self, path: &str, what: &str) {
        self.problems.push(format!("`{path}`: {what}"));
    }

    fn root(&mut self, root: &Map<String, Value>) {
        if root.get("type") != Some(&"object".into()) {
            self.problem("", "the type of the root is not `object`");
        }
        if root.contains_key("anyOf") || root.contains_key("enum") {
            self.problem("", "composition at the root");
        }
        let mut root = root.clone();
        // Unknown arguments are rejected, unless the body has a map of other members.
        if root.get("additionalProperties") == Some(&false.into()) {
            root.remove("additionalProperties");
        }
        self.schema(&root, "", 0);
    }

    fn schema(&mut self, schema: &Map<String, Value>, path: &str, depth: usize) {
        for key in schema.keys().filter(|key| !KEYWORDS.contains(&key.as_str())) {
            self.problem(path, &format!("keyword `{key}`"));
        }
        let kind = schema.get("type").and_then(Value::as_str);
        if schema.contains_key("type") && kind.is_none() {
            self.problem(path, "`type` is not a string");
        }
        if kind == Some("array") && !schema.get("items").is_some_and(Value::is_object) {
            self.problem(path, "a list without `items`");
        }
        if !self.is_input && (schema.contains_key("enum") || schema.contains_key("default")) {
            self.problem(path, "a closed or filled result");
        }
        if let Some(format) = schema.get("format").and_then(Value::as_str)
            && !["date-time", "date", "uri", "uuid", "email"].contains(&format)
        {
            self.problem(path, &format!("format `{format}`"));
        }
        self.members(schema, path, depth);
        for key in ["items", "additionalProperties"] {
            if let Some(nested) = schema.get(key) {
                self.nested(nested, &format!("{path}.{key}"), depth);
            }
        }
        for nested in schema
            .get("anyOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.nested(nested, &format!("{path}.anyOf"), depth);
        }
    }

    fn members(&mut self, schema: &Map<String, Value>, path: &str, depth: usize) {
        let empty = Map::new();
        let members = schema
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&empty);
        if depth > DEPTH && !members.is_empty() {
            self.problem(path, "too deep");
        }
        for (name, member) in members {
            let is_accepted = (1..=64).contains(&name.len())
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
            if self.is_input && !is_accepted {
                self.problem(path, &format!("name `{name}`"));
            }
            self.nested(member, &format!("{path}.{name}"), depth + 1);
        }
        for name in schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let is_known = name.as_str().is_some_and(|name| members.contains_key(name));
            if !is_known || !self.is_input {
                self.problem(path, &format!("required {name}"));
            }
        }
    }

    fn nested(&mut self, schema: &Value, path: &str, depth: usize) {
        match schema {
            Value::Object(schema) => self.schema(schema, path, depth),
            _ => self.problem(path, "a schema that is not a map"),
        }
    }
}
