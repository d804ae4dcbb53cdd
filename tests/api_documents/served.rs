//! OpenAPI documents that adapters of published specs serve: references resolve, and schemas have the structure of the official meta-schema.

use serde_json::{Map, Value};

use super::{compile, pairs};

/// The keywords of schemas that the generator writes.
const KEYWORDS: [&str; 29] = [
    "$ref",
    "additionalProperties",
    "anyOf",
    "const",
    "contentEncoding",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "pattern",
    "properties",
    "readOnly",
    "required",
    "title",
    "type",
    "writeOnly",
];

const TYPES: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

/// The violations in a document, each with its path.
struct Served<'d> {
    document: &'d Value,
    problems: Vec<String>,
}

impl Served<'_> {
    /// Checks every schema below a value.
    fn walk(&mut self, value: &Value, path: &str) {
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    let path = format!("{path}/{key}");
                    match (key.as_str(), member) {
                        ("schema", schema) => self.schema(schema, &path),
                        ("schemas", Value::Object(schemas)) => {
                            for (name, schema) in schemas {
                                self.named(name, &path);
                                self.schema(schema, &format!("{path}/{name}"));
                            }
                        }
                        ("$ref", _) => self.reference(member, &path),
                        (_, member) => self.walk(member, &path),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.walk(item, path)),
            _ => {}
        }
    }

    /// Checks what linters recommend for operations, and for the whole document.
    fn operations(&mut self) {
        for key in ["servers", "security"] {
            if self.document.get(key).is_none() {
                self.problem("", &format!("no `{key}`"));
            }
        }
        let paths = self.document.get("paths").and_then(Value::as_object);
        for (path, item) in paths.into_iter().flatten() {
            for operation in item.as_object().into_iter().flat_map(Map::values) {
                let summary = operation.get("summary").and_then(Value::as_str);
                if summary.is_none_or(str::is_empty) {
                    self.problem(path, "no `summary`");
                }
            }
        }
    }

    fn problem(&mut self, path: &str, what: &str) {
        self.problems.push(format!("{path}: {what}"));
    }

    fn named(&mut self, name: &str, path: &str) {
        let is_valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if name.is_empty() || !name.chars().all(is_valid) {
            self.problem(path, &format!("the name `{name}`"));
        }
    }

    fn reference(&mut self, reference: &Value, path: &str) {
        let pointer = reference.as_str().and_then(|text| text.strip_prefix('#'));
        if pointer
            .and_then(|pointer| self.document.pointer(pointer))
            .is_none()
        {
            self.problem(path, &format!("{reference} does not exist"));
        }
    }

    fn schema(&mut self, schema: &Value, path: &str) {
        let Value::Object(schema) = schema else {
            return self.problem(path, "a schema that is not a map");
        };
        for key in schema.keys().filter(|key| !KEYWORDS.contains(&key.as_str())) {
            self.problem(path, &format!("keyword `{key}`"));
        }
        if let Some(reference) = schema.get("$ref") {
            self.reference(reference, path);
        }
        self.kinds(schema, path);
        self.values(schema, path);
        for (name, member) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            self.schema(member, &format!("{path}/properties/{name}"));
        }
        for key in ["items", "additionalProperties"] {
            if let Some(nested) = schema.get(key).filter(|nested| !nested.is_boolean()) {
                self.schema(nested, &format!("{path}/{key}"));
            }
        }
        for nested in schema
            .get("anyOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.schema(nested, &format!("{path}/anyOf"));
        }
    }

    fn kinds(&mut self, schema: &Map<String, Value>, path: &str) {
        let names: Vec<&Value> = match schema.get("type") {
            Some(Value::Array(names)) => names.iter().collect(),
            name => name.into_iter().collect(),
        };
        if names
            .iter()
            .any(|name| !name.as_str().is_some_and(|name| TYPES.contains(&name)))
        {
            self.problem(path, "an unknown type");
        }
    }

    fn values(&mut self, schema: &Map<String, Value>, path: &str) {
        let is_list = |key| schema.get(key).is_none_or(Value::is_array);
        let is_number = |key| schema.get(key).is_none_or(Value::is_number);
        let fits = ["required", "enum", "examples", "anyOf"].into_iter().all(is_list)
            && [
                "minimum",
                "maximum",
                "exclusiveMinimum",
                "exclusiveMaximum",
                "minLength",
                "maxItems",
            ]
            .into_iter()
            .all(is_number)
            && schema
                .get("enum")
                .is_none_or(|values| values != &Value::Array(Vec::new()));
        if !fits {
            self.problem(path, "a keyword with a value of another type");
        }
        let required = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let members = schema.get("properties").and_then(Value::as_object);
        for name in required.filter_map(Value::as_str) {
            if !members.is_some_and(|members| members.contains_key(name)) {
                self.problem(path, &format!("requires `{name}`, which is not a member"));
            }
        }
    }
}

#[test]
fn served_documents_have_resolved_references_and_valid_schemas() {
    let mut count = 0;
    for pair in pairs() {
        let outcome = compile(&pair);
        let files = outcome
            .modules
            .first()
            .map(naftiko_codegen::Module::files)
            .unwrap_or_default();
        let documents = files
            .iter()
            .filter(|(path, _)| path.extension().is_some_and(|end| end == "json"));
        for (path, text) in documents {
            let document: Value = serde_json::from_str(text).unwrap();
            let mut served = Served {
                document: &document,
                problems: Vec::new(),
            };
            served.walk(&document, "");
            served.operations();
            assert!(
                served.problems.is_empty(),
                "{}: {:?}",
                path.display(),
                served.problems
            );
            count += 1;
        }
    }
    println!("{count} documents");
}
