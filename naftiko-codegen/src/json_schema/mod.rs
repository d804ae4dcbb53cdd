//! JSON Schemas of inputs and outputs, in the dialect of MCP tools or that of OpenAPI 3.1.
//!
//! The schemas of tools are portable: an object without composition at the root, no `type` lists, no empty schemas of inputs, and neither
//! `format` nor `pattern`, which some hosts reject. Null is in them where it has a meaning of its own. OpenAPI documents state every
//! constraint that the adapter checks, and null wherever it is accepted.

mod component;
mod declared;
mod detail;
mod pattern;
mod text;
mod tool;

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::model::{
    Constant, Enum, ExposedInput, JsonTemplate, Read, ReadKind, Record, Slot, Struct, Type, TypeId, Types,
    Union,
};
use crate::prose::is_hidden;

pub(crate) use component::{PROBLEM, components};
pub(crate) use detail::{Detail, Prose};
pub(crate) use text::described;
pub(crate) use tool::{Added, ToolSchema, api_names, arguments, has_fields, output, result};

/// The dialect of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Tool,
    OpenApi,
}

/// The schemas of a capability in one dialect.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schemas<'a> {
    pub types: &'a Types,
    pub dialect: Dialect,
}

/// The largest set of texts that a schema lists.
const TEXTS: usize = 100;

/// The largest depth of nested structs in a schema.
const DEPTH: usize = 16;

impl Schemas<'_> {
    /// Returns the schema of an object with members, each with its name and whether it is always there.
    pub(crate) fn object(members: impl IntoIterator<Item = (String, bool, Value)>) -> Map<String, Value> {
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for (name, is_required, schema) in members {
            if is_required {
                required.push(Value::from(name.as_str()));
            }
            properties.insert(name, schema);
        }
        let mut object = Map::from_iter([("type".to_owned(), "object".into())]);
        if !properties.is_empty() {
            object.insert("properties".to_owned(), properties.into());
        }
        if !required.is_empty() {
            object.insert("required".to_owned(), required.into());
        }
        object
    }

    /// Returns the schema of an input that is a member of an object, with its description.
    pub(crate) fn property(self, input: &ExposedInput, pattern: Option<&str>) -> Value {
        let mut schema = self.json(input, pattern);
        // A property without keywords would be an empty schema.
        let description = match self.dialect {
            Dialect::Tool if input.description.is_empty() => &input.name,
            Dialect::Tool | Dialect::OpenApi => &input.description,
        };
        if let (Value::Object(schema), false) = (&mut schema, description.is_empty()) {
            schema.insert("description".to_owned(), description.as_str().into());
        }
        schema
    }

    /// Returns the schema of an input in JSON: that of its values, with null where it is accepted.
    pub(crate) fn json(self, input: &ExposedInput, pattern: Option<&str>) -> Value {
        let is_nullable = match self.dialect {
            Dialect::Tool => input.nullable,
            Dialect::OpenApi => !input.required,
        };
        let schema = self.input(input, pattern);
        if is_nullable { self.or_null(schema) } else { schema }
    }

    /// Returns the schema of the values of an input, with what the spec says of them.
    pub(crate) fn input(self, input: &ExposedInput, pattern: Option<&str>) -> Value {
        declared::with_keywords(self.undeclared(input, pattern), &input.declared)
    }

    /// Returns the schema of the values of an input by its type. `pattern` is that of strings in its place in the upstream request.
    fn undeclared(self, input: &ExposedInput, pattern: Option<&str>) -> Value {
        if let Some(schema) = input.listed.and_then(|listed| self.listed(listed, pattern)) {
            return schema;
        }
        match (input.value_type, self.dialect) {
            (TypeId::ARRAY, _) if input.text_items => json!({"type": "array", "items": {"type": "string"}}),
            (TypeId::ARRAY, Dialect::Tool) => json!({"type": "array", "items": any_of(&ITEMS)}),
            // Agents write a body as text unless the schema asks for an object.
            (TypeId::ANY, Dialect::Tool) if input.whole_body => json!({"type": "object"}),
            (TypeId::STRING, Dialect::OpenApi) if pattern.is_some() => {
                json!({"type": "string", "pattern": pattern})
            }
            (value_type, _) => self.typed(value_type, 0),
        }
    }

    /// Returns the schema of a text with listed values, or of a list of them; `None` for sets that are open or large. An adapter passes other
    /// texts on, which OpenAPI documents say and schemas of tools keep from agents.
    fn listed(self, listed: TypeId, pattern: Option<&str>) -> Option<Value> {
        let found = match self.types.get(listed) {
            Type::List(slot) => {
                let items = self.listed(slot.id, pattern)?;
                return Some(json!({"type": "array", "items": items}));
            }
            Type::Enum(found) if !found.is_open && found.variants.len() <= TEXTS => found,
            _ => return None,
        };
        let listed = Value::from(texts(found));
        Some(match (self.dialect, pattern) {
            (Dialect::Tool, _) => listed,
            (Dialect::OpenApi, None) => json!({"anyOf": [listed, {"type": "string"}]}),
            (Dialect::OpenApi, Some(pattern)) => {
                json!({"anyOf": [listed, {"type": "string", "pattern": pattern}]})
            }
        })
    }

    /// Returns the schema of a value that is read from a response.
    pub(crate) fn read(self, read: &Read) -> Value {
        self.nested(read, 0)
    }

    /// Returns the schema of a value that is made from inputs.
    pub(crate) fn made(self, template: &JsonTemplate, inputs: &[ExposedInput]) -> Value {
        let input = |index: &usize| inputs.get(*index);
        match template {
            JsonTemplate::Constant(value) => constant(value),
            JsonTemplate::Input(index) => {
                input(index).map_or_else(|| json!({}), |input| self.undeclared(input, None))
            }
            JsonTemplate::WholeOrField { .. } => json!({}),
            JsonTemplate::Text(_) => json!({"type": "string"}),
            JsonTemplate::Object(fields) => {
                // An absent input is left out.
                let is_present = |field: &JsonTemplate| match field {
                    JsonTemplate::Input(index) => input(index).is_some_and(|input| input.required),
                    _ => true,
                };
                let member = |(name, field): &(String, JsonTemplate)| {
                    (name.clone(), is_present(field), self.made(field, inputs))
                };
                Self::object(fields.iter().map(member)).into()
            }
            JsonTemplate::Array(items) => {
                let items = items
                    .first()
                    .map_or_else(|| self.any(), |item| self.made(item, inputs));
                json!({"type": "array", "items": items})
            }
        }
    }

    fn nested(self, read: &Read, depth: usize) -> Value {
        let plain = match &read.kind {
            ReadKind::Value(value_type) => self.typed(*value_type, depth),
            ReadKind::Constant(value) => return constant(value),
            ReadKind::List(item) => {
                let items = match self.nested(item, depth + 1) {
                    Value::Object(any) if any.is_empty() => self.any(),
                    items => items,
                };
                json!({"type": "array", "items": items})
            }
        };
        if read.required { plain } else { self.or_null(plain) }
    }

    fn typed(self, value_type: TypeId, depth: usize) -> Value {
        match self.types.get(value_type) {
            Type::String | Type::File => json!({"type": "string"}),
            Type::Integer if self.dialect == Dialect::OpenApi => {
                json!({"type": "integer", "format": "int64"})
            }
            Type::Integer | Type::ExactInteger => json!({"type": "integer"}),
            Type::Number | Type::Double => json!({"type": "number"}),
            Type::Boolean => json!({"type": "boolean"}),
            Type::Array => json!({"type": "array", "items": self.any()}),
            Type::Object => json!({"type": "object"}),
            Type::Bytes => json!({"type": "string", "contentEncoding": "base64"}),
            Type::Struct(_) | Type::Map(_) if depth > DEPTH => json!({"type": "object"}),
            Type::List(_) if depth > DEPTH => json!({"type": "array", "items": self.any()}),
            Type::Struct(found) => self.fields(found, depth),
            Type::List(slot) => json!({"type": "array", "items": self.nested_slot(*slot, depth + 1)}),
            Type::Map(slot) => {
                json!({"type": "object", "additionalProperties": self.nested_slot(*slot, depth + 1)})
            }
            Type::Record(Record { name, .. })
            | Type::Enum(Enum { name, .. })
            | Type::Union(Union { name, .. }) => component::reference(self.types, name),
            Type::Any | Type::Untyped(_) => json!({}),
        }
    }

    /// Returns the schema of a value in a document of the API.
    pub(crate) fn slot(self, slot: Slot) -> Value {
        self.nested_slot(slot, 0)
    }

    fn nested_slot(self, slot: Slot, depth: usize) -> Value {
        let schema = self.typed(slot.id, depth);
        if slot.nullable {
            self.or_null(schema)
        } else {
            schema
        }
    }

    fn fields(self, found: &Struct, depth: usize) -> Value {
        let fields = found.fields.iter();
        let member =
            |field: &crate::model::Field| (field.name.clone(), true, self.nested(&field.read, depth + 1));
        Self::object(fields.map(member)).into()
    }

    /// Returns the schema of any value in a list.
    fn any(self) -> Value {
        match self.dialect {
            Dialect::Tool => any_of(&["string", "number", "boolean", "object", "array", "null"]),
            Dialect::OpenApi => json!({}),
        }
    }

    /// Adds null to a schema.
    fn or_null(self, schema: Value) -> Value {
        match schema {
            Value::Object(mut schema) if self.dialect == Dialect::OpenApi && schema.contains_key("type") => {
                if let Some(name) = schema.get_mut("type") {
                    *name = json!([&*name, "null"]);
                }
                if let Some(Value::Array(values)) = schema.get_mut("enum") {
                    values.push(Value::Null);
                }
                schema.into()
            }
            schema => or_null(schema),
        }
    }
}

/// Returns the schema of the texts of an enum.
fn texts(found: &Enum) -> Map<String, Value> {
    let texts: Vec<&str> = found.variants.iter().map(|(text, _)| text.as_str()).collect();
    Map::from_iter([
        ("type".to_owned(), "string".into()),
        ("enum".to_owned(), texts.into()),
    ])
}

/// Adds null to a schema of a tool. One without keywords accepts it already.
fn or_null(schema: Value) -> Value {
    match schema {
        Value::Object(any) if any.is_empty() => any.into(),
        schema => json!({"anyOf": [schema, {"type": "null"}]}),
    }
}

/// The types of list items that tools accept where the spec declares none.
const ITEMS: [&str; 4] = ["string", "number", "boolean", "object"];

fn any_of(types: &[&str]) -> Value {
    let schema = |name: &&str| match *name {
        // Vendors of models reject a list without `items`.
        "array" => json!({"type": "array", "items": {}}),
        name => json!({"type": name}),
    };
    let types: Vec<Value> = types.iter().map(schema).collect();
    json!({"anyOf": types})
}

/// Returns the schema of a fixed value, with its type for readers that do not know `const`.
fn constant(constant: &Constant) -> Value {
    let name = match constant {
        Constant::Null => "null",
        Constant::Boolean(_) => "boolean",
        Constant::Number(_) => "number",
        Constant::String(_) => "string",
        Constant::Array(_) => "array",
        Constant::Object(_) => "object",
    };
    // A rounded number would be another one.
    match constant.exact_value() {
        Some(value) => json!({"type": name, "const": value}),
        None => json!({"type": name}),
    }
}

/// Returns JSON on one line with escapes for invisible characters, because a raw string of the generated code contains it.
pub(crate) fn visible(value: &Value) -> String {
    escaped(value.to_string())
}

/// Returns JSON on several lines with escapes for invisible characters, for a file.
#[cfg(feature = "files")]
pub(crate) fn visible_lines(value: &Value) -> String {
    let mut json = format!("{value:#}");
    json.push('\n');
    escaped(json)
}

fn escaped(json: String) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Source;

    fn input(value_type: TypeId, required: bool, nullable: bool) -> ExposedInput {
        ExposedInput {
            name: "a".to_owned(),
            ident: "a".to_owned(),
            source: Source::Field("a".to_owned()),
            value_type,
            required,
            description: "A.".to_owned(),
            whole_body: false,
            text_items: false,
            listed: None,
            declared: Map::new(),
            nullable,
        }
    }

    fn both(types: &Types) -> (Schemas<'_>, Schemas<'_>) {
        let schemas = |dialect| Schemas { types, dialect };
        (schemas(Dialect::Tool), schemas(Dialect::OpenApi))
    }

    #[test]
    fn optional_input_accepts_null_where_the_dialect_says_so() {
        let types = Types::default();
        let (tool, openapi) = both(&types);
        let required = input(TypeId::STRING, true, false);
        assert_eq!(
            tool.property(&required, None),
            json!({"type": "string", "description": "A."})
        );
        assert_eq!(openapi.property(&required, None), tool.property(&required, None));
        // Null counts as absent.
        let optional = input(TypeId::STRING, false, false);
        assert_eq!(tool.property(&optional, None), tool.property(&required, None));
        let or_null = json!({"type": ["string", "null"], "description": "A."});
        assert_eq!(openapi.property(&optional, None), or_null);
        // Null is sent as null.
        let nullable = input(TypeId::STRING, false, true);
        let any_of = json!({"anyOf": [{"type": "string"}, {"type": "null"}], "description": "A."});
        assert_eq!(tool.property(&nullable, None), any_of);
        assert_eq!(openapi.property(&nullable, None), or_null);
    }

    #[test]
    fn openapi_states_constraints_and_tools_are_portable() {
        let types = Types::default();
        let (tool, openapi) = both(&types);
        let integer = input(TypeId::INTEGER, true, false);
        assert_eq!(tool.input(&integer, None), json!({"type": "integer"}));
        assert_eq!(
            openapi.input(&integer, None),
            json!({"type": "integer", "format": "int64"})
        );
        let text = input(TypeId::STRING, true, false);
        assert_eq!(tool.input(&text, Some("^a$")), json!({"type": "string"}));
        assert_eq!(
            openapi.input(&text, Some("^a$")),
            json!({"type": "string", "pattern": "^a$"})
        );
        let mut undescribed = input(TypeId::ANY, true, false);
        undescribed.description.clear();
        assert_eq!(tool.property(&undescribed, None), json!({"description": "a"}));
        assert_eq!(openapi.property(&undescribed, None), json!({}));
        let list = input(TypeId::ARRAY, true, false);
        assert_eq!(openapi.input(&list, None), json!({"type": "array", "items": {}}));
        assert_eq!(
            tool.input(&list, None)["items"]["anyOf"][3],
            json!({"type": "object"})
        );
    }

    #[test]
    fn keywords_of_the_spec_are_added_where_they_are_about_the_type() {
        let types = Types::default();
        let (_, openapi) = both(&types);
        let declared = |value_type, required, keywords: Value| {
            let declared = keywords.as_object().cloned().unwrap_or_default();
            let input = input(value_type, required, false);
            openapi.json(&ExposedInput { declared, ..input }, Some("^a$"))
        };
        let text = json!({"enum": ["a"], "pattern": "^.$", "minimum": 1, "items": {}, "default": 1});
        let expected =
            json!({"type": "string", "pattern": "^a$", "enum": ["a"], "allOf": [{"pattern": "^.$"}]});
        assert_eq!(declared(TypeId::STRING, true, text), expected);
        let number = json!({"enum": ["a"], "minimum": 1, "minLength": 2, "default": 2});
        let expected = json!({"type": "integer", "format": "int64", "minimum": 1, "default": 2});
        assert_eq!(declared(TypeId::INTEGER, true, number), expected);
        // Null is an absent value.
        let expected = json!({"type": ["boolean", "null"], "enum": [true, null]});
        assert_eq!(
            declared(TypeId::BOOLEAN, false, json!({"enum": [true]})),
            expected
        );
    }

    #[test]
    fn fixed_value_has_its_type_wherever_it_is() {
        let types = Types::default();
        let (tool, openapi) = both(&types);
        let read = Read {
            path: Vec::new(),
            required: false,
            kind: ReadKind::Constant("x".into()),
        };
        let template = JsonTemplate::Object(vec![
            ("a".to_owned(), JsonTemplate::Constant("x".into())),
            ("b".to_owned(), JsonTemplate::Input(0)),
        ]);
        let fixed = json!({"type": "string", "const": "x"});
        for schemas in [tool, openapi] {
            assert_eq!(schemas.read(&read), fixed);
            let made = schemas.made(&template, &[input(TypeId::STRING, false, false)]);
            assert_eq!(
                (&made["properties"]["a"], &made["required"]),
                (&fixed, &json!(["a"]))
            );
        }
    }

    #[test]
    fn list_of_any_values_accepts_null_and_lists_in_results() {
        let types = Types::default();
        let (tool, openapi) = both(&types);
        let read = Read {
            path: Vec::new(),
            required: false,
            kind: ReadKind::Value(TypeId::ARRAY),
        };
        let kinds = any_of(&["string", "number", "boolean", "object", "array", "null"]);
        assert_eq!(tool.read(&read)["anyOf"][0]["items"], kinds);
        assert_eq!(
            openapi.read(&read),
            json!({"type": ["array", "null"], "items": {}})
        );
    }
}
