//! Avro schemas (`.avsc`) as a table of types.

use std::collections::HashMap;

use serde_json::Value;

use crate::value::DecodeError;

/// A schema: its types, which refer to each other by index.
pub(super) struct Schema {
    pub(super) nodes: Vec<SchemaNode>,
    pub(super) root: usize,
}

/// A type.
pub(super) enum SchemaNode {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Fixed(usize),
    Enum(Vec<String>),
    Array(usize),
    Map(usize),
    Union(Vec<usize>),
    Record(Vec<(String, usize)>),
}

impl Schema {
    pub(super) fn parse(text: &str) -> Result<Self, DecodeError> {
        let invalid = |found: &str| DecodeError::new("$", "an Avro schema", found);
        let json: Value = serde_json::from_str(text).map_err(|_| invalid("text that is not JSON"))?;
        let mut parser = Parser::default();
        let root = parser.node(&json, "").map_err(invalid)?;
        Ok(Self {
            nodes: parser.nodes,
            root,
        })
    }
}

type Parsed<T> = Result<T, &'static str>;

#[derive(Default)]
struct Parser {
    nodes: Vec<SchemaNode>,
    /// The indexes of named types, by full name.
    names: HashMap<String, usize>,
}

impl Parser {
    fn node(&mut self, json: &Value, namespace: &str) -> Parsed<usize> {
        match json {
            Value::String(name) => self.named(name, namespace),
            Value::Array(branches) => {
                if branches.iter().any(Value::is_array) {
                    return Err("a union in a union");
                }
                let branches = branches.iter().map(|branch| self.node(branch, namespace));
                let branches = branches.collect::<Result<_, _>>()?;
                Ok(self.add(SchemaNode::Union(branches)))
            }
            Value::Object(_) => self.complex(json, namespace),
            _ => Err("an invalid type"),
        }
    }

    fn complex(&mut self, json: &Value, namespace: &str) -> Parsed<usize> {
        let inner = |name| json.get(name).ok_or("a type without its parts");
        let node = match json.get("type") {
            Some(Value::String(kind)) => match kind.as_str() {
                "record" | "error" => return self.record(json, namespace),
                "enum" => {
                    let symbols = inner("symbols")?.as_array().ok_or("an enum without symbols")?;
                    let symbols = symbols.iter().filter_map(Value::as_str).map(str::to_owned);
                    let node = SchemaNode::Enum(symbols.collect());
                    return Ok(self.define(json, namespace, node)?.0);
                }
                "fixed" => {
                    let size = inner("size")?
                        .as_u64()
                        .and_then(|size| usize::try_from(size).ok());
                    let node = SchemaNode::Fixed(size.ok_or("a `fixed` without `size`")?);
                    return Ok(self.define(json, namespace, node)?.0);
                }
                "array" => SchemaNode::Array(self.node(inner("items")?, namespace)?),
                "map" => SchemaNode::Map(self.node(inner("values")?, namespace)?),
                name => return self.named(name, namespace),
            },
            Some(other) => return self.node(other, namespace),
            None => return Err("a type without `type`"),
        };
        Ok(self.add(node))
    }

    /// Reads a record. It is defined before its fields are read, since they may refer to it.
    fn record(&mut self, json: &Value, namespace: &str) -> Parsed<usize> {
        let (id, namespace) = self.define(json, namespace, SchemaNode::Record(Vec::new()))?;
        let fields = json.get("fields").and_then(Value::as_array);
        let fields = fields.ok_or("a record without fields")?.iter().map(|field| {
            let name = field.get("name").and_then(Value::as_str);
            let name = name.ok_or("a field without a name")?;
            let kind = field.get("type").ok_or("a field without a type")?;
            Ok((name.to_owned(), self.node(kind, &namespace)?))
        });
        let fields = fields.collect::<Parsed<_>>()?;
        if let Some(node) = self.nodes.get_mut(id) {
            *node = SchemaNode::Record(fields);
        }
        Ok(id)
    }

    /// Adds a named type, and returns the namespace of the names within it.
    fn define(&mut self, json: &Value, namespace: &str, node: SchemaNode) -> Parsed<(usize, String)> {
        let name = json.get("name").and_then(Value::as_str);
        let name = name.ok_or("a named type without a name")?;
        let declared = json.get("namespace").and_then(Value::as_str);
        let full = full_name(name, declared.unwrap_or(namespace));
        let namespace = full
            .rsplit_once('.')
            .map_or("", |(namespace, _)| namespace)
            .to_owned();
        let id = self.add(node);
        self.names.insert(full, id);
        Ok((id, namespace))
    }

    fn named(&mut self, name: &str, namespace: &str) -> Parsed<usize> {
        let node = match name {
            "null" => SchemaNode::Null,
            "boolean" => SchemaNode::Boolean,
            "int" => SchemaNode::Int,
            "long" => SchemaNode::Long,
            "float" => SchemaNode::Float,
            "double" => SchemaNode::Double,
            "bytes" => SchemaNode::Bytes,
            "string" => SchemaNode::String,
            _ => {
                let known = self.names.get(&full_name(name, namespace));
                return known.copied().ok_or("an unknown type");
            }
        };
        Ok(self.add(node))
    }

    fn add(&mut self, node: SchemaNode) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }
}

fn full_name(name: &str, namespace: &str) -> String {
    if namespace.is_empty() || name.contains('.') {
        name.to_owned()
    } else {
        format!("{namespace}.{name}")
    }
}
