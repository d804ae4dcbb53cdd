//! Schemas of tools for values with the types of documents.
//!
//! Vendors of models reject a list of tools for one schema that they do not know. So these schemas have no references, no lists of types
//! and no boolean schemas, and they fit into a number of bytes. What does not fit is described less exactly, so that every value that
//! was valid still is.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};

use super::declared::about;
use super::text::{described, facts, listed, sentences};
use super::{Detail, Dialect, Prose, Schemas, TEXTS, or_null, texts};
use crate::model::{
    CURSOR, Capability, Exposed, ExposedInput, McpAdapter, Member, NEXT_CURSOR, Output, Payload, RUNNING,
    Read, ReadKind, Record, Select, Slot, Source, Tool, Type, TypeId, Types, Union, Variant,
};
use crate::names::{PortableNames, is_accepted};
use crate::options::{OutputSchemas, UnknownArguments};

/// The largest schema of a tool, in bytes.
const BYTES: usize = 8 * 1024;

/// The largest number of lists, unions and objects around a value.
const NESTED: usize = 16;

/// The schema of a tool's arguments or result.
pub(crate) struct ToolSchema {
    pub(crate) schema: Map<String, Value>,
    /// The detail within which it fits.
    pub(crate) detail: Detail,
    /// The paths of objects whose members the schema does not describe.
    pub(crate) cut: Vec<String>,
    /// The size in bytes, if the least exact schema is larger than the limit.
    pub(crate) excess: Option<usize>,
}

/// The direction of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Arguments,
    Result,
}

/// The details from the most to the least exact one.
const DETAILS: [Detail; 11] = [
    Detail::WHOLE,
    Detail::new(Prose::FirstSentencesBelow, Detail::WHOLE.depth),
    Detail::new(Prose::FirstSentences, Detail::WHOLE.depth),
    Detail::new(Prose::FirstSentencesAtRoot, Detail::WHOLE.depth),
    Detail::new(Prose::FirstSentencesAtRoot, 5),
    Detail::new(Prose::FirstSentencesAtRoot, 4),
    Detail::new(Prose::FirstSentencesAtRoot, 3),
    Detail::new(Prose::FirstSentencesAtRoot, 2),
    Detail::new(Prose::FirstSentencesAtRoot, 1),
    Detail::new(Prose::None, 1),
    Detail::new(Prose::None, 0),
];

/// The description of the argument for the cursor of a page.
const CURSOR_TEXT: &str = "`next_cursor` of the previous result; keep the other arguments";

/// The description of the member with the cursor of the next page.
const NEXT_CURSOR_TEXT: &str = "`cursor` of the next page";

/// Adds an optional text to the properties of an object.
fn add_text(schema: &mut Map<String, Value>, name: &str, description: &str) {
    let mut text = of_type("string");
    describe(&mut text, description);
    add_property(schema, name, text);
}

fn add_property(schema: &mut Map<String, Value>, name: &str, property: Map<String, Value>) {
    let properties = schema
        .entry("properties")
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(properties) = properties {
        properties.insert(name.to_owned(), property.into());
    }
}

/// The name of the argument with the members that a caller wants of a result.
const FIELDS: &str = "fields";

/// Adds the argument with the members of a result. Its description is short, as many tools have it.
fn add_fields(schema: &mut Map<String, Value>) {
    let mut paths = of_type("array");
    describe(&mut paths, "Paths of the members to return: `items.id`");
    paths.insert("items".to_owned(), of_type("string").into());
    add_property(schema, FIELDS, paths);
}

/// Returns whether callers can choose members of a tool's result: it reads, and the result has a schema with members that may be missing.
pub(crate) fn has_fields(capability: &Capability, adapter: &McpAdapter, tool: &Tool) -> bool {
    let body = tool.operation.typed_body().map(|body| body.value_type);
    let is_taken = tool.operation.inputs.iter().any(|input| input.name == FIELDS)
        || body.is_some_and(|body| capability.types.member(body, FIELDS).is_some());
    tool.hints.read_only
        && !is_taken
        && has_output(capability, adapter.output_schemas, tool)
        && has_members(capability, capability.answering(&tool.operation))
}

/// Returns whether the result of an operation has members that the server may leave out.
fn has_members(capability: &Capability, operation: &Exposed) -> bool {
    let types = &capability.types;
    match &operation.output {
        Output::Mapped(read) => read_has_members(types, read),
        Output::Relay => {
            relayed_type(capability, operation).is_some_and(|slot| type_has_members(types, slot.id))
        }
        Output::Binary(_) => false,
    }
}

fn read_has_members(types: &Types, read: &Read) -> bool {
    match &read.kind {
        ReadKind::Value(id) => type_has_members(types, *id),
        ReadKind::List(item) => read_has_members(types, item),
        ReadKind::Constant(_) => false,
    }
}

fn type_has_members(types: &Types, id: TypeId) -> bool {
    match types.get(id) {
        // The result has each mapped member, since the schema requires it.
        Type::Struct(item) => item
            .fields
            .iter()
            .any(|field| read_has_members(types, &field.read)),
        Type::Record(_) | Type::Map(_) | Type::Union(_) | Type::Object | Type::Array | Type::Any => true,
        Type::List(item) => type_has_members(types, item.id),
        _ => false,
    }
}

/// Returns the schema of a tool's arguments within a detail.
pub(crate) fn arguments(
    capability: &Capability,
    adapter: &McpAdapter,
    tool: &Tool,
    limit: Detail,
) -> ToolSchema {
    let types = &capability.types;
    let (unknown, has_fields) = (adapter.unknown_arguments, has_fields(capability, adapter, tool));
    let has_pages = capability.pages_of_tool(tool).is_some();
    let names = api_names(types, tool);
    fitted(limit, |detail| {
        let mut builder = Builder::new(types, Direction::Arguments, detail, &names);
        let mut schema = builder.arguments(tool, unknown);
        if has_pages {
            add_text(&mut schema, CURSOR, CURSOR_TEXT);
        }
        if has_fields {
            add_fields(&mut schema);
        }
        builder.finish(schema)
    })
}

/// What the server adds to the results of a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Added {
    Nothing,
    /// The cursor of the next page.
    Cursor,
    /// The members that say that the operation is still running, in place of all others.
    Running,
}

impl Added {
    pub(crate) fn to(capability: &Capability, tool: &Tool) -> Self {
        if capability.long_running_of_tool(tool).is_some() {
            Self::Running
        } else if capability.pages_of_tool(tool).is_some() {
            Self::Cursor
        } else {
            Self::Nothing
        }
    }

    /// Describes what is added to a result.
    fn describe(self, schema: &mut Map<String, Value>) {
        match self {
            Self::Nothing => {}
            Self::Cursor => add_text(schema, NEXT_CURSOR, NEXT_CURSOR_TEXT),
            Self::Running => {
                schema.remove("required");
                for (name, kind, text) in RUNNING {
                    let has_own = schema
                        .get("properties")
                        .is_some_and(|known| known.get(name).is_some());
                    // The member may be the server's or the API's.
                    let mut member = if has_own { Map::new() } else { of_type(kind) };
                    describe(&mut member, text);
                    add_property(schema, name, member);
                }
            }
        }
    }
}

/// Returns the schema of a response that a document describes and a tool passes on. It is an object: other values are its member `result`.
pub(crate) fn result(
    capability: &Capability,
    operation: &Exposed,
    added: Added,
    limit: Detail,
) -> Option<ToolSchema> {
    let slot = relayed_type(capability, operation)?;
    Some(relayed(&capability.types, slot, added, limit))
}

/// Returns the type that a document gives a response which a tool passes on.
fn relayed_type(capability: &Capability, operation: &Exposed) -> Option<Slot> {
    let (_, called) = capability.called(operation.target.answering()?)?;
    match called.payload {
        Payload::Json(slot) if operation.output == Output::Relay => {
            Some(slot).filter(|slot| capability.types.is_described(slot.id))
        }
        _ => None,
    }
}

/// Returns whether a tool's result has a schema, see [`output`].
fn has_output(capability: &Capability, schemas: OutputSchemas, tool: &Tool) -> bool {
    let answering = capability.answering(&tool.operation);
    schemas != OutputSchemas::Off
        && match &answering.output {
            Output::Mapped(read) => !read.is_selection(),
            Output::Relay => relayed_type(capability, answering).is_some(),
            Output::Binary(_) => false,
        }
}

/// Returns the schema of a tool's result, if the spec or a document describes it. It is an object: other values are its member `result`.
///
/// What the spec maps has no texts, and all its members.
pub(crate) fn output(
    capability: &Capability,
    schemas: OutputSchemas,
    tool: &Tool,
    limit: Detail,
) -> Option<ToolSchema> {
    if !has_output(capability, schemas, tool) {
        return None;
    }
    let answering = capability.answering(&tool.operation);
    let added = Added::to(capability, tool);
    match &answering.output {
        Output::Mapped(read) => Some(ToolSchema {
            schema: mapped(&capability.types, read, added),
            detail: limit,
            cut: Vec::new(),
            excess: None,
        }),
        Output::Relay => result(capability, answering, added, limit),
        Output::Binary(_) => None,
    }
}

fn mapped(types: &Types, read: &Read, added: Added) -> Map<String, Value> {
    let schemas = Schemas {
        types,
        dialect: Dialect::Tool,
    };
    let is_struct = matches!(read.kind, ReadKind::Value(id) if matches!(types.get(id), Type::Struct(_)));
    let schema = schemas.read(read);
    let mut schema = match schema {
        Value::Object(schema) if is_struct && read.required => schema,
        schema => Schemas::object([("result".to_owned(), true, schema)]),
    };
    added.describe(&mut schema);
    schema
}

fn relayed(types: &Types, slot: Slot, added: Added, limit: Detail) -> ToolSchema {
    let names = BTreeMap::new();
    // The response that begins an operation is empty, and its result is not.
    let is_nullable = slot.nullable && added != Added::Running;
    let is_object = !is_nullable && matches!(types.get(slot.id), Type::Record(_) | Type::Map(_));
    fitted(limit, |detail| {
        let mut builder = Builder::new(types, Direction::Result, detail, &names);
        let mut schema = builder.value(slot.id, 0);
        let mut schema = if is_object {
            mark(&mut schema);
            schema
        } else {
            Schemas::object([("result".to_owned(), false, nullable(schema, is_nullable).into())])
        };
        added.describe(&mut schema);
        builder.finish(schema)
    })
}

/// Describes the members that the server adds to a result which it changes.
fn mark(schema: &mut Map<String, Value>) {
    let is_map = schema.get("additionalProperties").is_some();
    let mut properties = match schema.remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    for (name, kind) in [("truncated", "boolean"), ("notice", "string")] {
        match properties.get_mut(name) {
            // The member may be the server's or the API's.
            Some(own) => *own = json!({"description": name}),
            None if is_map => {
                properties.insert(name.to_owned(), of_type(kind).into());
            }
            None => {}
        }
    }
    if !properties.is_empty() {
        schema.insert("properties".to_owned(), properties.into());
    }
}

/// Returns the accepted name of each member of a tool's arguments whose own name vendors reject.
pub(crate) fn api_names(types: &Types, tool: &Tool) -> BTreeMap<String, String> {
    let arguments = tool
        .operation
        .inputs
        .iter()
        .filter_map(|input| input.source.name());
    let members = tool
        .operation
        .typed_body()
        .map(|body| member_names(types, body.value_type))
        .unwrap_or_default();
    let mut members = members;
    for input in &tool.operation.inputs {
        add_names(&input.declared, &mut members);
    }
    let mut names = PortableNames::of_arguments(arguments.chain(members.iter().copied()));
    let rejected = members.iter().filter(|name| !is_accepted(name));
    rejected
        .map(|name| ((*name).to_owned(), names.argument(name)))
        .collect()
}

/// Adds the names of the members that a spec gives a value.
fn add_names<'n>(keywords: &'n Map<String, Value>, names: &mut Vec<&'n str>) {
    let members = keywords.get("properties").and_then(Value::as_object);
    for (name, _) in members.into_iter().flatten() {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let members = members.into_iter().flatten().map(|(_, member)| member);
    for part in members.chain(keywords.get("items")) {
        if let Value::Object(part) = part {
            add_names(part, names);
        }
    }
}

/// Returns the names of the members that values of a type contain, in the order of the document.
fn member_names(types: &Types, root: TypeId) -> Vec<&str> {
    let (mut names, mut known, mut pending) = (Vec::new(), HashSet::new(), vec![root]);
    let mut seen = HashSet::new();
    while let Some(id) = pending.pop() {
        if !known.insert(id) {
            continue;
        }
        if let Type::Record(item) = types.get(id) {
            let new = item.requested().map(|member| member.name.as_str());
            names.extend(new.filter(|name| seen.insert(*name)));
        }
        types.get(id).visit(&mut |part| pending.push(part));
    }
    names
}

/// Returns the most exact schema within a detail and the limit of bytes, or the least exact one.
fn fitted(limit: Detail, build: impl Fn(Detail) -> Built) -> ToolSchema {
    let mut made = build(limit);
    let mut fitting = limit;
    for detail in DETAILS.map(|detail| detail.within(limit)) {
        if made.bytes <= BYTES {
            break;
        }
        if detail != fitting {
            made = build(detail);
            fitting = detail;
        }
    }
    ToolSchema {
        schema: made.schema,
        detail: fitting,
        cut: made.cut,
        excess: (made.bytes > BYTES).then_some(made.bytes),
    }
}

/// A schema with its size.
struct Built {
    schema: Map<String, Value>,
    cut: Vec<String>,
    bytes: usize,
}

/// The state while a schema is built.
struct Builder<'a> {
    types: &'a Types,
    direction: Direction,
    detail: Detail,
    /// The accepted names of members.
    names: &'a BTreeMap<String, String>,
    /// The types around the value.
    around: Vec<TypeId>,
    /// The names of members around the value.
    path: Vec<String>,
    cut: Vec<String>,
    /// The bytes so far, which bound the work.
    bytes: usize,
}

impl<'a> Builder<'a> {
    fn new(
        types: &'a Types,
        direction: Direction,
        detail: Detail,
        names: &'a BTreeMap<String, String>,
    ) -> Self {
        Self {
            types,
            direction,
            detail,
            names,
            around: Vec::new(),
            path: Vec::new(),
            cut: Vec::new(),
            bytes: 0,
        }
    }

    fn finish(self, schema: Map<String, Value>) -> Built {
        let bytes = if self.is_full() {
            self.bytes
        } else {
            Value::from(schema.clone()).to_string().len()
        };
        Built {
            schema,
            cut: self.cut,
            bytes,
        }
    }

    /// Returns whether the schema is already too large. The least exact schema has every member.
    fn is_full(&self) -> bool {
        self.bytes > BYTES && self.detail.depth > 0
    }

    fn arguments(&mut self, tool: &Tool, unknown: UnknownArguments) -> Map<String, Value> {
        let plain = Schemas {
            types: self.types,
            dialect: Dialect::Tool,
        };
        let mut members = Vec::new();
        let mut others = Value::from(unknown == UnknownArguments::Ignore);
        for input in &tool.operation.inputs {
            let body = self.types.get(input.value_type);
            match (&input.source, body) {
                (Source::Body, Type::Record(body)) => {
                    members.extend(self.members(body, 1));
                    if let Some((_, slot)) = &body.rest {
                        others = self.slot(*slot, 2).into();
                    }
                }
                (Source::Field(name), _) if !input.is_typed_body() => {
                    members.push((name.clone(), input.required, self.plain(plain, input)));
                }
                (Source::Field(name), _) => {
                    let mut schema = self.value(input.value_type, 1);
                    let own = text_of(&schema);
                    let text = described(self.detail.prose, &input.description, 1);
                    let text = sentences([text.as_str(), own.as_str()]);
                    describe(&mut schema, if text.is_empty() { name } else { &text });
                    members.push((name.clone(), input.required, schema.into()));
                }
                _ => {}
            }
        }
        let mut schema = Schemas::object(members);
        schema.insert("additionalProperties".to_owned(), others);
        schema
    }

    /// Returns the schema of an input that the spec declares. Its own text keeps its lines.
    fn plain(&mut self, plain: Schemas<'_>, input: &ExposedInput) -> Value {
        let schema = match plain.undeclared(input, None) {
            Value::Object(schema) => schema,
            _ => Map::new(),
        };
        self.path.push(input.name.clone());
        let (schema, facts) = self.declared(schema, &input.declared, 1);
        self.path.pop();
        let mut schema = nullable(schema, input.nullable);
        let text = match self.detail.prose {
            Prose::All => input.description.clone(),
            prose => described(prose, &input.description, 1),
        };
        let text = sentences([text.as_str(), facts.as_str()]);
        // A property without keywords would be an empty schema.
        let is_bare = text.is_empty() && (schema.is_empty() || self.detail.prose == Prose::All);
        describe(&mut schema, if is_bare { &input.name } else { &text });
        schema.into()
    }

    /// Adds what the spec says of a value to its schema, and returns the constraints that are texts. `level` is that of the value.
    fn declared(
        &mut self,
        mut schema: Map<String, Value>,
        keywords: &Map<String, Value>,
        level: usize,
    ) -> (Map<String, Value>, String) {
        let known: Map<String, Value> = about(&schema, keywords)
            .into_iter()
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if let Some(values) = known.get("enum") {
            schema.insert("enum".to_owned(), values.clone());
        }
        if let Some(Value::Object(items)) = known.get("items") {
            let items = self.part(items, level);
            let items = if items.is_empty() {
                super::any_of(&ANY)
            } else {
                items.into()
            };
            schema.insert("items".to_owned(), items);
        }
        let mut facts = facts(|key| known.get(key));
        if let Some(Value::Object(members)) = known.get("properties") {
            if level > self.detail.depth || self.is_full() {
                self.cut.push(self.path.join("."));
                if self.detail.prose != Prose::None {
                    facts = super::text::members(members.keys().map(String::as_str));
                }
            } else {
                let required = known.get("required").and_then(Value::as_array);
                let members = members.iter().map(|(name, member)| {
                    let is_required = required.is_some_and(|names| names.iter().any(|other| other == name));
                    let portable = self.names.get(name).unwrap_or(name).clone();
                    let mut schema = match member {
                        Value::Object(member) => {
                            self.path.push(portable.clone());
                            let schema = self.part(member, level + 1);
                            self.path.pop();
                            schema
                        }
                        _ => Map::new(),
                    };
                    if schema.is_empty() {
                        describe(&mut schema, name);
                    }
                    (portable, is_required, schema.into())
                });
                let members: Vec<(String, bool, Value)> = members.collect();
                schema = Schemas::object(members);
            }
        }
        constrain(&mut schema, |key| known.get(key), false);
        add_default(&mut schema, known.get("default"));
        (schema, facts)
    }

    /// Returns the schema of a part of an input.
    fn part(&mut self, keywords: &Map<String, Value>, level: usize) -> Map<String, Value> {
        let kind = keywords.get("type").and_then(Value::as_str);
        let schema = match kind {
            Some("array") => list(super::any_of(&ANY)),
            Some(kind) => of_type(kind),
            None => Map::new(),
        };
        let (mut schema, facts) = self.declared(schema, keywords, level);
        let text = described(self.detail.prose, &text_of(keywords), level);
        describe(&mut schema, &sentences([text.as_str(), facts.as_str()]));
        schema
    }

    /// Returns the schema of a value of a type. `level` is the number of objects around its members.
    fn value(&mut self, id: TypeId, level: usize) -> Map<String, Value> {
        let is_result = self.direction == Direction::Result;
        match self.types.get(id) {
            Type::String | Type::File => of_type("string"),
            Type::Integer => of_type("integer"),
            Type::Number | Type::Double => of_type("number"),
            Type::Boolean => of_type("boolean"),
            Type::Object => of_type("object"),
            Type::Array => list(super::any_of(&ANY)),
            Type::Bytes => {
                let mut schema = of_type("string");
                schema.insert("contentEncoding".to_owned(), "base64".into());
                schema
            }
            Type::Enum(found) if is_result || found.is_open || found.variants.len() > TEXTS => {
                let mut schema = of_type("string");
                if !is_result {
                    describe(&mut schema, &listed(found));
                }
                schema
            }
            Type::Enum(found) => texts(found),
            Type::Any | Type::Untyped(_) | Type::Struct(_) => Map::new(),
            // The variant of a result may be one that the document does not list.
            Type::Union(_) if is_result => Map::new(),
            found => self.nested(id, found, level),
        }
    }

    /// Returns the schema of a value with parts.
    fn nested(&mut self, id: TypeId, found: &'a Type, level: usize) -> Map<String, Value> {
        let is_cycle = self.around.contains(&id);
        // Lists are not levels; what is in them is cut.
        let is_deep = level > self.detail.depth && !matches!(found, Type::List(_));
        if is_cycle || is_deep || self.around.len() > NESTED || self.is_full() {
            self.cut.push(self.path.join("."));
            return cut(found, self.detail.prose);
        }
        self.around.push(id);
        let schema = match found {
            Type::Record(item) => {
                let members = self.members(item, level + 1);
                let mut schema = Schemas::object(members);
                if let Some((_, slot)) = &item.rest {
                    schema.insert(
                        "additionalProperties".to_owned(),
                        self.slot(*slot, level + 2).into(),
                    );
                }
                schema
            }
            Type::List(slot) => match self.slot(*slot, level) {
                items if items.is_empty() => list(super::any_of(&ANY)),
                items => list(items.into()),
            },
            Type::Map(slot) => {
                let mut schema = of_type("object");
                let values = self.slot(*slot, level + 1);
                if !values.is_empty() {
                    schema.insert("additionalProperties".to_owned(), values.into());
                }
                schema
            }
            Type::Union(item) => self.union(item, level),
            _ => Map::new(),
        };
        self.around.pop();
        schema
    }

    fn slot(&mut self, slot: Slot, level: usize) -> Map<String, Value> {
        let schema = self.value(slot.id, level);
        nullable(schema, slot.nullable)
    }

    /// Returns the members of a record, each with its name and whether it is always there.
    fn members(&mut self, item: &'a Record, level: usize) -> Vec<(String, bool, Value)> {
        let is_result = self.direction == Direction::Result;
        let is_shown = |member: &&Member| {
            if is_result {
                !member.write_only
            } else {
                !member.read_only && (member.required || !member.deprecated)
            }
        };
        let mut members = Vec::new();
        for member in item.members.iter().filter(is_shown) {
            if self.is_full() {
                break;
            }
            let name = self.names.get(&member.name).unwrap_or(&member.name).clone();
            self.path.push(name.clone());
            let schema = self.member(item, member, level);
            self.path.pop();
            self.bytes +=
                name.len() + schema.get("description").map_or(0, |text| text.to_string().len()) + SMALLEST;
            members.push((name, member.required && !is_result, schema.into()));
        }
        members
    }

    fn member(&mut self, item: &Record, member: &Member, level: usize) -> Map<String, Value> {
        let is_result = self.direction == Direction::Result;
        let mut schema = self.value(member.slot.id, level);
        let own = text_of(&schema);
        schema.remove("description");
        if let (Some(text), false) = (&member.constant, is_result) {
            schema.insert("enum".to_owned(), json!([text]));
        }
        constrain(&mut schema, |key| member.keyword(key), is_result);
        // Null and absence differ in a request, or the API may send null.
        let is_nullable = member.slot.nullable && (is_result || member.required || item.usage.written);
        schema = nullable(schema, is_nullable);
        add_default(&mut schema, member.keyword("default").filter(|_| !is_result));
        let description = text_or_type(self.types.get(member.slot.id), &member.description);
        let text = described(self.detail.prose, description, level);
        let facts = if is_result {
            String::new()
        } else {
            facts(|key| member.keyword(key))
        };
        let text = sentences([text.as_str(), facts.as_str(), own.as_str()]);
        let is_bare = schema.is_empty() && text.is_empty();
        describe(&mut schema, if is_bare { &member.name } else { &text });
        schema
    }

    fn union(&mut self, item: &'a Union, level: usize) -> Map<String, Value> {
        let variants = item.variants.iter().enumerate();
        let variants = variants.map(|(index, variant)| {
            let mut schema = self.value(variant.id, level);
            tag(&mut schema, item, index, variant);
            self.bytes += SMALLEST;
            Value::from(schema)
        });
        let variants: Vec<Value> = variants.collect();
        if variants.is_empty() {
            return Map::new();
        }
        Map::from_iter([("anyOf".to_owned(), variants.into())])
    }
}

/// The smallest size of a member's schema, in bytes.
const SMALLEST: usize = 20;

/// The kinds of JSON.
const ANY: [&str; 6] = ["string", "number", "boolean", "object", "array", "null"];

/// Names the tags of a variant in the schema of its values.
fn tag(schema: &mut Map<String, Value>, item: &Union, index: usize, variant: &Variant) {
    let texts: Vec<(&String, Vec<&String>)> = match &item.select {
        Select::Tag { member, tags } => {
            let own = tags.iter().filter(|(_, place)| *place == index);
            vec![(member, own.map(|(text, _)| text).collect())]
        }
        Select::Kind | Select::Status { .. } => variant
            .constants
            .iter()
            .map(|(name, text)| (name, vec![text]))
            .collect(),
    };
    for (name, texts) in texts {
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        let member = properties.and_then(|properties| properties.get_mut(name)?.as_object_mut());
        let Some(member) = member.filter(|_| !texts.is_empty()) else {
            continue;
        };
        member.insert("enum".to_owned(), texts.into_iter().map(String::as_str).collect());
        if matches!(item.select, Select::Tag { .. }) {
            require(schema, name);
        }
    }
}

/// Makes a member required. A value without its tag is of no variant.
fn require(schema: &mut Map<String, Value>, name: &str) {
    let required = schema.entry("required").or_insert_with(|| json!([]));
    if let Value::Array(required) = required
        && !required.iter().any(|known| known == name)
    {
        required.push(name.into());
    }
}

/// Adds the keywords that clients know to the schema of a member.
fn constrain<'k>(
    schema: &mut Map<String, Value>,
    keyword: impl Fn(&str) -> Option<&'k Value>,
    is_result: bool,
) {
    const FORMATS: [&str; 5] = ["date-time", "date", "uri", "uuid", "email"];
    let is = |schema: &Map<String, Value>, names: &[&str]| {
        schema
            .get("type")
            .and_then(Value::as_str)
            .is_some_and(|name| names.contains(&name))
    };
    let format = keyword("format").and_then(Value::as_str);
    if let Some(format) = format.filter(|format| FORMATS.contains(format))
        && is(schema, &["string"])
        && !is_result
    {
        schema.insert("format".to_owned(), format.into());
    }
    if let Some(values) = keyword("enum")
        && is(schema, &["integer", "number"])
        && !is_result
    {
        schema.insert("enum".to_owned(), values.clone());
    }
}

/// Adds a default that clients know, which is neither a list nor an object.
fn add_default(schema: &mut Map<String, Value>, default: Option<&Value>) {
    if let Some(default) = default.filter(|default| !default.is_array() && !default.is_object()) {
        schema.insert("default".to_owned(), default.clone());
    }
}

fn of_type(name: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), name.into())])
}

fn list(items: Value) -> Map<String, Value> {
    let mut schema = of_type("array");
    schema.insert("items".to_owned(), items);
    schema
}

/// Returns the schema of every value of a type, without its parts.
fn cut(found: &Type, prose: Prose) -> Map<String, Value> {
    match found {
        Type::Record(item) => {
            let mut schema = of_type("object");
            if prose != Prose::None {
                let names = item.requested().map(|member| member.name.as_str());
                describe(&mut schema, &super::text::members(names));
            }
            schema
        }
        Type::Map(_) => of_type("object"),
        Type::List(_) => list(super::any_of(&ANY)),
        _ => Map::new(),
    }
}

/// Returns the description of a member: its own, or that of its type.
fn text_or_type<'t>(found: &'t Type, own: &'t str) -> &'t str {
    match found {
        _ if !own.is_empty() => own,
        Type::Record(item) => &item.description,
        Type::Enum(item) => &item.description,
        Type::Union(item) => &item.description,
        _ => own,
    }
}

fn nullable(schema: Map<String, Value>, is_nullable: bool) -> Map<String, Value> {
    if !is_nullable {
        return schema;
    }
    match or_null(schema.into()) {
        Value::Object(schema) => schema,
        _ => Map::new(),
    }
}

fn text_of(schema: &Map<String, Value>) -> String {
    schema
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn describe(schema: &mut Map<String, Value>, text: &str) {
    if !text.is_empty() {
        schema.insert("description".to_owned(), text.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Field, Struct, Usage};

    fn member(name: String, id: TypeId) -> Member {
        Member {
            ident: name.clone(),
            description: "The first sentence. The second sentence.".to_owned(),
            name,
            slot: Slot::from(id),
            required: false,
            read_only: false,
            write_only: false,
            deprecated: false,
            secret: false,
            boxed: false,
            constant: None,
            keywords: Box::default(),
        }
    }

    /// Returns a record of `width` members at each of several levels.
    fn nested(types: &mut Types, width: usize, levels: usize) -> TypeId {
        let below = if levels == 0 {
            TypeId::STRING
        } else {
            nested(types, width, levels - 1)
        };
        types.add(Type::Record(Record {
            name: format!("Level{levels}"),
            description: String::new(),
            members: (0..width)
                .map(|index| member(format!("member{index}"), below))
                .collect(),
            rest: None,
            constants: Vec::new(),
            deprecated: false,
            usage: Usage::default(),
        }))
    }

    fn with_member(types: &mut Types, id: TypeId, added: Member) {
        if let Type::Record(mut item) = types.get(id).clone() {
            item.members.push(added);
            types.set(id, Type::Record(item));
        }
    }

    #[test]
    fn large_schema_is_cut_within_the_limit() {
        for (width, levels, is_cut) in [
            (3, 1, false),
            (10, 1, false),
            (12, 3, true),
            (3, 60, true),
            (60, 2, true),
        ] {
            let mut types = Types::default();
            let root = nested(&mut types, width, levels);
            let ToolSchema {
                schema, cut, excess, ..
            } = relayed(&types, Slot::from(root), Added::Nothing, Detail::WHOLE);
            let text = Value::from(schema).to_string();
            assert!(
                text.len() <= BYTES && excess.is_none(),
                "{width} {levels}: {}",
                text.len()
            );
            assert_eq!(!cut.is_empty(), is_cut, "{width} {levels}: {text}");
        }
    }

    #[test]
    fn least_exact_schema_over_the_limit_is_known() {
        let mut types = Types::default();
        let root = nested(&mut types, 400, 0);
        let ToolSchema { schema, excess, .. } =
            relayed(&types, Slot::from(root), Added::Nothing, Detail::WHOLE);
        assert_eq!(excess, Some(Value::from(schema).to_string().len()));
    }

    #[test]
    fn recursion_is_cut_where_it_begins() {
        let mut types = Types::default();
        let root = nested(&mut types, 1, 1);
        let list = types.add(Type::List(Slot::from(root)));
        with_member(&mut types, root, member("more".to_owned(), list));
        let ToolSchema { schema, cut, .. } = relayed(&types, Slot::from(root), Added::Nothing, Detail::WHOLE);
        let items = &schema["properties"]["more"]["items"];
        assert_eq!(cut, ["more"]);
        assert_eq!(
            *items,
            json!({"type": "object", "description": "Members: `member0`, `more`."})
        );
    }

    #[test]
    fn marks_of_the_server_fit_the_schema_of_a_result() {
        let mut types = Types::default();
        let map = types.add(Type::Map(Slot::from(TypeId::INTEGER)));
        let schema = relayed(&types, Slot::from(map), Added::Nothing, Detail::WHOLE).schema;
        assert_eq!(schema["properties"]["notice"], json!({"type": "string"}));
        let own = nested(&mut types, 1, 0);
        with_member(&mut types, own, member("truncated".to_owned(), TypeId::STRING));
        let schema = relayed(&types, Slot::from(own), Added::Nothing, Detail::WHOLE).schema;
        assert_eq!(
            schema["properties"]["truncated"],
            json!({"description": "truncated"})
        );
        assert_eq!(schema["properties"]["member0"]["type"], "string");
    }

    #[test]
    fn result_of_a_long_running_operation_may_say_that_it_runs() {
        let mut types = Types::default();
        let own = nested(&mut types, 1, 0);
        with_member(&mut types, own, member("operation".to_owned(), TypeId::INTEGER));
        // The response that begins it is empty.
        let slot = Slot {
            nullable: true,
            ..Slot::from(own)
        };
        let schema = relayed(&types, slot, Added::Running, Detail::WHOLE).schema;
        let properties = &schema["properties"];
        assert_eq!(properties["running"]["type"], "boolean");
        assert_eq!(properties["member0"]["type"], "string");
        let operation = properties["operation"].as_object().unwrap();
        assert_eq!(operation.keys().collect::<Vec<_>>(), ["description"]);
        let mut mapped = Schemas::object([("id".to_owned(), true, json!({"type": "string"}))]);
        Added::Running.describe(&mut mapped);
        assert_eq!(mapped.get("required"), None);
    }

    #[test]
    fn variant_of_an_argument_requires_its_tag() {
        let mut types = Types::default();
        let (first, second) = (nested(&mut types, 1, 0), nested(&mut types, 2, 0));
        let variant = |id| Variant {
            ident: "Variant".to_owned(),
            id,
            boxed: false,
            keys: Vec::new(),
            constants: Vec::new(),
        };
        let tags = vec![("one".to_owned(), 0), ("two".to_owned(), 1)];
        let union = types.add(Type::Union(Union {
            name: "Either".to_owned(),
            description: String::new(),
            select: Select::Tag {
                member: "member0".to_owned(),
                tags,
            },
            variants: vec![variant(first), variant(second)],
            other: "Other".to_owned(),
            fallback: None,
            usage: Usage::default(),
        }));
        let names = BTreeMap::new();
        let schema = Builder::new(&types, Direction::Arguments, Detail::WHOLE, &names).value(union, 1);
        for (variant, text) in ["one", "two"].into_iter().enumerate() {
            let schema = &schema["anyOf"][variant];
            assert_eq!(schema["properties"]["member0"]["enum"], json!([text]));
            assert_eq!(schema["required"], json!(["member0"]));
        }
    }

    #[test]
    fn members_of_mapped_results_cannot_be_left_out() {
        let mut types = Types::default();
        let mut mapped = |id| {
            let read = Read {
                path: Vec::new(),
                required: false,
                kind: ReadKind::Value(id),
            };
            let field = Field {
                name: "place".to_owned(),
                ident: "place".to_owned(),
                read,
            };
            let id = types.add(Type::Struct(Struct {
                name: "Mapped".to_owned(),
                description: String::new(),
                fields: vec![field],
                written: true,
            }));
            (id, type_has_members(&types, id))
        };
        let (flat, has_members) = mapped(TypeId::STRING);
        assert!(!has_members);
        assert!(!mapped(flat).1);
        // Objects that are passed on have other members.
        assert!(mapped(TypeId::OBJECT).1 && mapped(TypeId::ARRAY).1);
    }

    #[test]
    fn work_is_bounded_although_the_schema_would_be_large() {
        let mut types = Types::default();
        let root = nested(&mut types, 40, 6);
        assert!(
            !relayed(&types, Slot::from(root), Added::Nothing, Detail::WHOLE)
                .cut
                .is_empty()
        );
    }
}
