//! From the schemas of a document to its types.
//!
//! Every schema that has a name, or that a reference leads to, takes its place in the graph before its content is read, so that
//! recursion in the document is no recursion here. The depth of the other schemas is the depth of the file, which is limited.

use std::collections::{HashMap, HashSet, VecDeque};

use super::graph::Graph;
use super::library::{Library, Location, Unresolved};
use super::version::Version;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::model::{Slot, Type, TypeId, Untyped};
use crate::source::Span;
use crate::yaml::{Kind, Node};

/// The largest number of references that follow each other.
const MAX_CHAIN: usize = 32;

/// The state while a graph is built.
pub(super) struct Lowering<'t> {
    pub(super) library: &'t Library,
    pub(super) version: Version,
    pub(super) diagnostics: &'t mut Diagnostics,
    pub(super) types: Graph,
    /// The type of each schema that is already in the graph.
    known: HashMap<usize, TypeId>,
    /// The struct of the members of a base, whose own type is the union of its subtypes.
    pub(super) bases: HashMap<usize, TypeId>,
    /// Schemas whose content is not read yet.
    pending: VecDeque<Pending<'t>>,
    /// The schemas that extend each schema, by `allOf`.
    pub(super) extensions: HashMap<usize, Vec<Named<'t>>>,
    /// Places with a reported reference.
    reported: HashSet<Span>,
}

/// A schema with the name of its type.
#[derive(Clone)]
pub(super) struct Named<'t> {
    pub(super) name: String,
    pub(super) at: Location<'t>,
}

struct Pending<'t> {
    id: TypeId,
    at: Location<'t>,
    name: String,
    part: Part,
}

/// The part of a schema that a type stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The whole schema.
    Whole,
    /// The members of a base.
    Members,
}

/// The content of a schema: a type of its own, or another one.
pub(super) enum Content {
    Own(Type),
    Other(TypeId),
}

/// The kind of JSON that a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum JsonKind {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
    /// Any of them.
    Any,
}

impl<'t> Lowering<'t> {
    pub(super) fn new(library: &'t Library, version: Version, diagnostics: &'t mut Diagnostics) -> Self {
        Self {
            library,
            version,
            diagnostics,
            types: Graph::default(),
            known: HashMap::new(),
            bases: HashMap::new(),
            pending: VecDeque::new(),
            extensions: HashMap::new(),
            reported: HashSet::new(),
        }
    }

    /// Gives every schema with a name its place in the graph, in the order of the document.
    pub(super) fn declare(&mut self, schemas: &[Named<'t>]) {
        for schema in schemas {
            for branch in schema.at.get("allOf").into_iter().flat_map(Location::items) {
                if let Some(base) = self.quiet_target(branch) {
                    let extensions = self.extensions.entry(base.identity()).or_default();
                    extensions.push(schema.clone());
                }
            }
        }
        for schema in schemas {
            self.named(schema.at, &schema.name);
        }
        self.complete();
    }

    /// Reads the content of every schema that waits for it.
    pub(super) fn complete(&mut self) {
        while let Some(next) = self.pending.pop_front() {
            let content = match next.part {
                Part::Whole => self.content(next.at, &next.name),
                Part::Members => self.members_only(next.at, &next.name),
            };
            match content {
                Content::Own(item) => self.types.set(next.id, item),
                Content::Other(id) => self.types.alias(next.id, id),
            }
        }
    }

    /// Returns the type of a schema that a name or a reference leads to.
    pub(super) fn named(&mut self, at: Location<'t>, name: &str) -> TypeId {
        let known = self.known.get(&at.identity()).copied();
        known.unwrap_or_else(|| {
            let id = self.reserve(at, name, Part::Whole);
            self.known.insert(at.identity(), id);
            id
        })
    }

    /// Returns the struct of the members of a base.
    pub(super) fn members_of(&mut self, at: Location<'t>, name: &str) -> TypeId {
        if !self.is_base(at) {
            return self.named(at, name);
        }
        self.own_members(at, name)
    }

    /// Returns the struct of the members of a schema whose own type is a union.
    pub(super) fn own_members(&mut self, at: Location<'t>, name: &str) -> TypeId {
        let known = self.bases.get(&at.identity()).copied();
        known.unwrap_or_else(|| {
            let name = given_name(at).unwrap_or(name);
            let id = self.reserve(at, &format!("{name}Base"), Part::Members);
            self.bases.insert(at.identity(), id);
            id
        })
    }

    fn reserve(&mut self, at: Location<'t>, name: &str, part: Part) -> TypeId {
        let id = self.types.add(Type::Untyped(Untyped::Reference));
        self.pending.push_back(Pending {
            id,
            at,
            name: name.to_owned(),
            part,
        });
        id
    }

    /// Returns the type of a place in the document. `name` is the name for a type that is declared here.
    pub(super) fn slot(&mut self, at: Location<'t>, name: &str) -> Slot {
        let nullable = self.is_nullable(at);
        Slot {
            id: self.id(at, name),
            nullable,
        }
    }

    fn id(&mut self, at: Location<'t>, name: &str) -> TypeId {
        match at.node.as_bool() {
            Some(true) => return self.any(Untyped::Free),
            Some(false) => return self.impossible(at),
            None => {}
        }
        if at.node.as_mapping().is_none() {
            if !at.node.is_null() {
                self.invalid(
                    at.node,
                    &format!("a schema is a map, and this is {}", at.node.describe()),
                );
            }
            return self.any(Untyped::Free);
        }
        if let Some(reference) = at.text("$ref").filter(|_| !self.extends_target(at)) {
            return match self.target(at) {
                Ok(target) if self.leads_nowhere(target) => self.any(Untyped::Reference),
                Ok(target) => self.named(target, &name_of(reference)),
                Err(Unresolved::File) => self.any(Untyped::MissingFile),
                Err(Unresolved::Place) => self.any(Untyped::Reference),
            };
        }
        if let Some(id) = self.known.get(&at.identity()) {
            return *id;
        }
        let content = self.content(at, name);
        let id = self.added(content);
        self.known.insert(at.identity(), id);
        id
    }

    /// Returns the type of a content.
    pub(super) fn added(&mut self, content: Content) -> TypeId {
        match content {
            Content::Own(item) => self.types.add(item),
            Content::Other(id) => id,
        }
    }

    /// Returns the content of a schema.
    pub(super) fn content(&mut self, at: Location<'t>, name: &str) -> Content {
        let name = given_name(at).unwrap_or(name);
        if self.extends_target(at) {
            return self.structure(at, name);
        }
        if at.text("$ref").is_some() || at.node.as_mapping().is_none() {
            return Content::Other(self.id(at, name));
        }
        if let Some(content) = self.composed(at, name) {
            return content;
        }
        match self.declared_kinds(at).as_slice() {
            [] => Content::Other(self.any(Untyped::Free)),
            [kind] => self.of_kind(at, *kind, name),
            kinds => self.union_of_kinds(at, name, kinds),
        }
    }

    /// Returns whether a schema is only a reference, which has no target. This is reported.
    fn leads_nowhere(&mut self, at: Location<'t>) -> bool {
        at.reference().is_some() && self.resolved(at).is_err_and(|error| error == Unresolved::Place)
    }

    /// Returns the content of a schema for values of one kind.
    pub(super) fn of_kind(&mut self, at: Location<'t>, kind: JsonKind, name: &str) -> Content {
        match kind {
            JsonKind::String => Self::string(at, name),
            JsonKind::Integer => Content::Other(integer(at)),
            JsonKind::Number => Content::Other(number(at)),
            JsonKind::Boolean => Content::Other(TypeId::BOOLEAN),
            JsonKind::Array => self.list(at, name),
            JsonKind::Object => self.object(at, name),
            JsonKind::Null | JsonKind::Any => Content::Other(self.any(Untyped::Free)),
        }
    }

    fn string(at: Location<'t>, name: &str) -> Content {
        if let Some(values) = at.get("enum") {
            return Self::enumeration(at, values, name);
        }
        Content::Other(match at.text("format") {
            Some("byte" | "base64url") => TypeId::BYTES,
            _ if at.text("contentEncoding") == Some("base64") => TypeId::BYTES,
            _ => TypeId::STRING,
        })
    }

    fn list(&mut self, at: Location<'t>, name: &str) -> Content {
        let items = at.get("items").filter(|items| items.node.as_mapping().is_some());
        let slot = match items {
            Some(items) => self.slot(items, &format!("{name}Item")),
            None => Slot::from(self.any(Untyped::Free)),
        };
        Content::Own(Type::List(slot))
    }

    fn object(&mut self, at: Location<'t>, name: &str) -> Content {
        let has_members = at
            .get("properties")
            .is_some_and(|members| members.members().next().is_some());
        if has_members {
            return self.structure(at, name);
        }
        match at.get("additionalProperties") {
            Some(values) if values.members().next().is_some() => {
                let slot = self.slot(values, &format!("{name}Value"));
                Content::Own(Type::Map(slot))
            }
            _ => Content::Other(TypeId::OBJECT),
        }
    }

    /// Returns whether a schema adds members to the target of its reference, which `OpenAPI` 3.1 allows.
    pub(super) fn extends_target(&self, at: Location<'t>) -> bool {
        const SHAPE: [&str; 4] = ["properties", "required", "additionalProperties", "allOf"];
        self.version == Version::V31
            && at.text("$ref").is_some()
            && SHAPE.iter().any(|key| at.node.get(key).is_some())
    }

    /// Reports a schema that no value satisfies. A value that the API sends after all is kept.
    fn impossible(&mut self, at: Location<'t>) -> TypeId {
        let message = "`false` allows no value; the place has no type";
        let diagnostic = Diagnostic::new(codes::SCHEMA_CONFLICT, at.node.head(), message);
        self.diagnostics
            .push_once(diagnostic.help("remove the schema, or describe the values"));
        self.any(Untyped::Conflict)
    }

    /// Returns the type for a place without one.
    pub(super) fn any(&mut self, reason: Untyped) -> TypeId {
        self.types.add(Type::Untyped(reason))
    }

    /// Returns the kinds that `type` names, without null; without `type`, the kind that the other keywords describe.
    pub(super) fn declared_kinds(&mut self, at: Location<'t>) -> Vec<JsonKind> {
        let Some(declared) = at.get("type") else {
            return implied_kind(at).into_iter().collect();
        };
        let names: Vec<&'t Node> = match &declared.node.kind {
            Kind::Sequence(items) => items.iter().collect(),
            _ => vec![declared.node],
        };
        let mut kinds = Vec::new();
        for name in names {
            match kind_of(name) {
                Some(JsonKind::Null) => {}
                Some(kind) if !kinds.contains(&kind) => kinds.push(kind),
                Some(_) => {}
                None => {
                    let shown = name.as_str().unwrap_or("this");
                    self.invalid(name, &format!("`{shown}` is not a type of JSON schemas"));
                    return Vec::new();
                }
            }
        }
        // Every integer is a number.
        if kinds.contains(&JsonKind::Number) {
            kinds.retain(|kind| *kind != JsonKind::Integer);
        }
        if declared.node.as_str() == Some("null") {
            return vec![JsonKind::Null];
        }
        kinds
    }

    /// Returns whether null is a value of a schema.
    pub(super) fn is_nullable(&self, at: Location<'t>) -> bool {
        let (mut at, mut chain) = (at, 0);
        loop {
            if says_nullable(at) {
                return true;
            }
            // The siblings of a reference are read before its target.
            let next = match (at.text("$ref"), wrapped(at)) {
                (Some(_), _) => self.quiet_target(at),
                (None, next) => next,
            };
            match next {
                Some(next) if chain < MAX_CHAIN => (at, chain) = (next, chain + 1),
                _ => return false,
            }
        }
    }

    /// Follows references and returns the schema that they lead to.
    pub(super) fn followed(&self, at: Location<'t>) -> Option<Location<'t>> {
        let mut at = at;
        for _ in 0..MAX_CHAIN {
            if at.text("$ref").is_none() {
                return Some(at);
            }
            at = self.quiet_target(at)?;
        }
        None
    }

    /// Returns the target of a reference, without a report.
    pub(super) fn quiet_target(&self, at: Location<'t>) -> Option<Location<'t>> {
        let reference = at.text("$ref")?;
        self.library.resolve(at.file, reference).ok()
    }

    /// Returns the target of a reference. A place that does not exist is reported.
    pub(super) fn target(&mut self, at: Location<'t>) -> Result<Location<'t>, Unresolved> {
        let Some((value, reference)) = at.reference() else {
            return Ok(at);
        };
        let target = self.library.resolve(at.file, reference);
        if target.is_err_and(|error| error == Unresolved::Place) && self.reported.insert(value.span) {
            let message = format!("`{reference}` does not exist; the schema has no type");
            self.diagnostics.push(
                Diagnostic::new(codes::REFERENCE_PLACE, value.span, message).help("correct the reference"),
            );
        }
        target
    }

    /// Follows references and returns what they lead to. A place that does not exist, and a circle, are reported.
    pub(super) fn resolved(&mut self, at: Location<'t>) -> Result<Location<'t>, Unresolved> {
        let (mut target, mut chain) = (at, Vec::new());
        while let Some((value, _)) = target.reference() {
            let link = (target.file, value.span);
            if let Some(start) = chain.iter().position(|known| *known == link) {
                self.circle(chain.get(start..).unwrap_or_default());
                return Err(Unresolved::Place);
            }
            if chain.len() == MAX_CHAIN {
                return Err(Unresolved::Place);
            }
            chain.push(link);
            target = self.target(target)?;
        }
        Ok(target)
    }

    /// Reports references that lead in a circle, at the first of them.
    fn circle(&mut self, links: &[(usize, Span)]) {
        let Some((_, span)) = links.iter().min().copied() else {
            return;
        };
        if self.reported.insert(span) {
            let message = "the reference leads in a circle; the schema has no type";
            let diagnostic = Diagnostic::new(codes::REFERENCE_PLACE, span, message);
            self.diagnostics.push(diagnostic.help("correct the reference"));
        }
    }

    /// Reports a schema that is not valid, and is therefore not used.
    pub(super) fn invalid(&mut self, node: &Node, problem: &str) {
        let diagnostic = Diagnostic::new(
            codes::SCHEMA_INVALID,
            node.head(),
            format!("{problem}; the place has no type"),
        );
        self.diagnostics
            .push_once(diagnostic.help("correct the document"));
    }

    /// Reports a keyword whose value has the wrong type, and is therefore not used.
    pub(super) fn malformed(&mut self, value: &Node, key: &str, expected: &str) {
        let message = format!(
            "`{key}` is {expected}, and this is {}; it is ignored",
            value.describe()
        );
        let diagnostic = Diagnostic::new(codes::SCHEMA_INVALID, value.head(), message);
        self.diagnostics
            .push_once(diagnostic.help(format!("write {expected}")));
    }

    /// Returns the kind of JSON that a schema describes.
    pub(super) fn kind(&mut self, at: Location<'t>) -> JsonKind {
        let Some(at) = self.followed(at) else {
            return JsonKind::Any;
        };
        if let Some(inner) = wrapped(at) {
            return self
                .followed(inner)
                .map_or(JsonKind::Any, |at| self.plain_kind(at));
        }
        if at.node.get("allOf").is_some() {
            return JsonKind::Object;
        }
        if at.node.get("oneOf").is_some() || at.node.get("anyOf").is_some() {
            // Only objects have tags.
            let tag = at.get("discriminator").and_then(|tag| tag.text("propertyName"));
            return tag.map_or(JsonKind::Any, |_| JsonKind::Object);
        }
        self.plain_kind(at)
    }

    fn plain_kind(&mut self, at: Location<'t>) -> JsonKind {
        match self.declared_kinds(at).as_slice() {
            [kind] => *kind,
            [] if at.node.get("allOf").is_some() => JsonKind::Object,
            _ => JsonKind::Any,
        }
    }

    /// Returns whether the type of a schema is the union of the schemas that extend it.
    pub(super) fn is_base(&self, at: Location<'t>) -> bool {
        at.node.get("discriminator").is_some()
            && at.node.get("oneOf").is_none()
            && at.node.get("anyOf").is_none()
            && self.extensions.contains_key(&at.identity())
    }
}

/// Returns the name that the document gives a type, usually by an overlay.
fn given_name(at: Location<'_>) -> Option<&str> {
    at.text("x-rust-name").filter(|name| !name.trim().is_empty())
}

/// Returns the last name of a reference: `Meter` of `#/components/schemas/Meter`.
pub(super) fn name_of(reference: &str) -> String {
    let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
    let mut tokens = pointer.split('/').filter(|token| !token.is_empty());
    let tokens: Vec<&str> = tokens.by_ref().collect();
    let name = match tokens.as_slice() {
        // Places inside of a schema or an operation have no name of their own.
        [_, _, rest @ ..] if rest.len() > 1 => rest.join(" "),
        [.., last] => (*last).to_owned(),
        [] => file
            .rsplit('/')
            .next()
            .unwrap_or(file)
            .split('.')
            .next()
            .unwrap_or(file)
            .to_owned(),
    };
    let decoded = percent_encoding::percent_decode_str(&name).decode_utf8_lossy();
    decoded.replace("~1", "/").replace("~0", "~")
}

/// Returns the only schema that a schema wraps with annotations: `allOf` with one branch, or a union with null.
pub(super) fn wrapped(at: Location<'_>) -> Option<Location<'_>> {
    const SHAPE: [&str; 6] = [
        "properties",
        "additionalProperties",
        "items",
        "enum",
        "required",
        "discriminator",
    ];
    if SHAPE.iter().any(|key| at.node.get(key).is_some()) {
        return None;
    }
    let composed: Vec<Location<'_>> = ["allOf", "oneOf", "anyOf"]
        .into_iter()
        .filter_map(|key| at.get(key))
        .collect();
    let [branches] = composed.as_slice() else {
        return None;
    };
    let mut meaningful = branches
        .items()
        .filter(|branch| !is_annotation(*branch) && !is_null(*branch));
    match (meaningful.next(), meaningful.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// Returns whether a schema describes no value: `{description: …}`.
pub(super) fn is_annotation(at: Location<'_>) -> bool {
    const ANNOTATIONS: [&str; 9] = [
        "description",
        "title",
        "default",
        "example",
        "examples",
        "deprecated",
        "nullable",
        "readOnly",
        "writeOnly",
    ];
    at.node.as_mapping().is_some_and(|entries| {
        let mut keys = entries.iter().map(|(key, _)| key.value.as_str());
        keys.all(|key| ANNOTATIONS.contains(&key) || key.starts_with("x-"))
    })
}

/// Returns whether null is the only value of a schema.
pub(super) fn is_null(at: Location<'_>) -> bool {
    let only = |values: &Node| matches!(values.as_sequence(), Some([one]) if one.is_null());
    at.text("type") == Some("null")
        || at.node.get("enum").is_some_and(only)
        || at.node.get("const").is_some_and(Node::is_null)
}

/// Returns whether the keywords of a schema itself allow null.
fn says_nullable(at: Location<'_>) -> bool {
    let is_null_type = |node: &Node| node.as_str() == Some("null") || node.is_null();
    let list = |key: &str| at.node.get(key).and_then(Node::as_sequence).unwrap_or_default();
    ["nullable", "x-nullable", "x-ms-nullable"]
        .iter()
        .any(|key| at.is_true(key))
        || list("type").iter().any(is_null_type)
        || list("enum").iter().any(Node::is_null)
        || ["oneOf", "anyOf"]
            .iter()
            .any(|key| at.get(key).is_some_and(|branches| branches.items().any(is_null)))
}

fn kind_of(name: &Node) -> Option<JsonKind> {
    if name.is_null() {
        return Some(JsonKind::Null);
    }
    Some(match name.as_str()? {
        "string" => JsonKind::String,
        "integer" => JsonKind::Integer,
        "number" => JsonKind::Number,
        "boolean" => JsonKind::Boolean,
        "array" => JsonKind::Array,
        "object" => JsonKind::Object,
        "null" => JsonKind::Null,
        // Swagger 2.0, of a response.
        "file" => JsonKind::Any,
        _ => return None,
    })
}

/// Returns the kind of a schema without `type`.
fn implied_kind(at: Location<'_>) -> Option<JsonKind> {
    let has = |keys: &[&str]| keys.iter().any(|key| at.node.get(key).is_some());
    let listed = at
        .node
        .get("enum")
        .and_then(Node::as_sequence)
        .unwrap_or_default();
    let values = listed.iter().chain(at.node.get("const"));
    if has(&["properties", "additionalProperties"]) {
        Some(JsonKind::Object)
    } else if has(&["items"]) {
        Some(JsonKind::Array)
    } else if let Some(kind) = common_kind(values) {
        Some(kind)
    } else if has(&["pattern", "minLength", "maxLength"]) {
        Some(JsonKind::String)
    } else if has(&["required"]) {
        Some(JsonKind::Object)
    } else {
        None
    }
}

/// Returns the kind that all values have, null excepted; `None` without values.
fn common_kind<'t>(values: impl Iterator<Item = &'t Node>) -> Option<JsonKind> {
    let kinds = values.filter(|value| !value.is_null()).map(value_kind);
    kinds.reduce(|one, other| match (one, other) {
        (one, other) if one == other => one,
        (JsonKind::Integer | JsonKind::Number, JsonKind::Integer | JsonKind::Number) => JsonKind::Number,
        _ => JsonKind::Any,
    })
}

fn value_kind(value: &Node) -> JsonKind {
    match &value.kind {
        Kind::Null => JsonKind::Null,
        Kind::Sequence(_) => JsonKind::Array,
        Kind::Mapping(_) => JsonKind::Object,
        Kind::Scalar(_) if value.as_bool().is_some() => JsonKind::Boolean,
        Kind::Scalar(_) if value.as_integer().is_some() => JsonKind::Integer,
        Kind::Scalar(_) if value.as_number().is_some() => JsonKind::Number,
        Kind::Scalar(_) => JsonKind::String,
    }
}

fn integer(at: Location<'_>) -> TypeId {
    // 2^63, the first number beyond the range of `i64`.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    let maximum = at.node.get("maximum").and_then(Node::as_number);
    match at.text("format") {
        Some("uint64" | "uint128" | "int128") => TypeId::NUMBER,
        // The largest `i64` is rounded up to it.
        _ if maximum.is_some_and(|maximum| maximum > BEYOND) => TypeId::NUMBER,
        _ => TypeId::INTEGER,
    }
}

fn number(at: Location<'_>) -> TypeId {
    match at.text("format") {
        Some("double" | "float") => TypeId::DOUBLE,
        _ => TypeId::NUMBER,
    }
}
