//! Values made from the schemas of a document, independent of the generator's reading of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// The number of nested values from which optional members are absent.
const DEEP: usize = 4;
/// The number of nested values of which none is made.
const TOO_DEEP: usize = 12;
/// The number of references that follow each other.
const CHAIN: usize = 32;

/// A value as an API sends it, and as a request has it: without the members that only the API sets.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) received: Value,
    pub(super) sent: Value,
}

/// Which of several values of a schema is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Round {
    /// With every member.
    Full,
    /// With the required members only.
    Least,
    /// With null where it is allowed, and with the last choices.
    Other,
}

impl Round {
    pub(super) const ALL: [Self; 3] = [Self::Full, Self::Least, Self::Other];

    fn pick<T>(self, choices: &[T]) -> Option<&T> {
        match self {
            Self::Full => choices.first(),
            Self::Least => choices.get(choices.len() / 2),
            Self::Other => choices.last(),
        }
    }
}

/// The schemas of a document.
pub(super) struct Schemas<'d> {
    document: &'d Value,
    /// The schemas that extend a schema, by its pointer.
    subtypes: BTreeMap<String, Vec<(&'d str, &'d Value)>>,
}

/// The members of a schema with those of its bases.
#[derive(Default)]
struct Members<'d> {
    properties: Vec<(&'d str, &'d Value)>,
    required: BTreeSet<&'d str>,
    others: Option<&'d Value>,
}

impl Made {
    fn same(value: Value) -> Self {
        Self {
            received: value.clone(),
            sent: value,
        }
    }
}

impl<'d> Schemas<'d> {
    pub(super) fn of(document: &'d Value) -> Self {
        let mut schemas = Self {
            document,
            subtypes: BTreeMap::new(),
        };
        for (name, schema) in schemas.named() {
            for branch in list(schema, "allOf") {
                if let Some(base) = branch.get("$ref").and_then(Value::as_str) {
                    schemas
                        .subtypes
                        .entry(base.to_owned())
                        .or_default()
                        .push((name, schema));
                }
            }
        }
        schemas
    }

    /// Returns the schemas with names.
    pub(super) fn named(&self) -> Vec<(&'d str, &'d Value)> {
        let places = ["/components/schemas", "/definitions"];
        let maps = places
            .iter()
            .filter_map(|place| self.document.pointer(place)?.as_object());
        maps.flatten()
            .map(|(name, schema)| (name.as_str(), schema))
            .collect()
    }

    /// Makes a value of a schema with a name.
    pub(super) fn make_named(&self, name: &str, schema: &'d Value, round: Round) -> Option<Made> {
        let place = if self.document.get("definitions").is_some() {
            "definitions"
        } else {
            "components/schemas"
        };
        let reference = format!("#/{place}/{}", name.replace('~', "~0").replace('/', "~1"));
        self.make_as(schema, Some(&reference), round, 0)
    }

    /// Returns the target of references; `None` for one that leads out of the document.
    fn followed(&self, schema: &'d Value) -> Option<&'d Value> {
        let mut at = schema;
        for _ in 0..CHAIN {
            let Some(reference) = at.get("$ref").and_then(Value::as_str) else {
                return Some(at);
            };
            at = self.target(reference)?;
        }
        None
    }

    fn target(&self, reference: &str) -> Option<&'d Value> {
        self.document.pointer(
            &reference
                .strip_prefix('#')?
                .replace("%7B", "{")
                .replace("%7D", "}"),
        )
    }

    /// Makes a value; `None` if the schema has no finite one, or none that is told apart from others.
    fn make(&self, schema: &'d Value, round: Round, depth: usize) -> Option<Made> {
        let reference = schema.get("$ref").and_then(Value::as_str);
        self.make_as(schema, reference, round, depth)
    }

    fn make_as(
        &self,
        schema: &'d Value,
        reference: Option<&str>,
        round: Round,
        depth: usize,
    ) -> Option<Made> {
        if depth > TOO_DEEP {
            return None;
        }
        let Some(at) = self.followed(schema) else {
            return Some(any());
        };
        if let Some(constant) = at.get("const") {
            return Some(Made::same(constant.clone()));
        }
        let values: Vec<&Value> = list(at, "enum").iter().filter(|value| !value.is_null()).collect();
        if let Some(value) = round.pick(&values) {
            return Some(Made::same((*value).clone()));
        }
        let is_wrapper = ["properties", "required"].iter().all(|key| at.get(key).is_none())
            && !(reference.is_some() && self.has_tagged_base(at, 0));
        if is_wrapper && let Some(inner) = only_branch(at) {
            return self.make(inner, round, depth + 1);
        }
        // `allOf` of values other than objects restricts one value.
        let has_values =
            |branch: &&'d Value| self.followed(branch).is_some_and(|at| at.get("enum").is_some());
        if let Some(values) = list(at, "allOf").iter().find(has_values) {
            return self.make(values, round, depth + 1);
        }
        let union = [list(at, "oneOf"), list(at, "anyOf")].concat();
        if !union.is_empty() && at.get("properties").is_none() && at.get("allOf").is_none() {
            return self.of_union(at, &union, round, depth);
        }
        if at.get("discriminator").is_some() && union.is_empty() {
            return self.of_base(at, reference, round, depth);
        }
        self.of_kind(at, round, depth)
    }

    /// Returns whether a schema extends one with a discriminator, so that it is a subtype even if it adds nothing.
    fn has_tagged_base(&self, at: &'d Value, depth: usize) -> bool {
        let bases = list(at, "allOf")
            .iter()
            .filter_map(|branch| self.followed(branch));
        let mut bases = bases.filter(|_| depth < CHAIN);
        bases.any(|base| base.get("discriminator").is_some() || self.has_tagged_base(base, depth + 1))
    }

    /// Makes a value of a branch, with its tag.
    fn of_union(&self, at: &'d Value, branches: &[Value], round: Round, depth: usize) -> Option<Made> {
        let branches: Vec<&'d Value> = ["oneOf", "anyOf"]
            .into_iter()
            .flat_map(|key| at.get(key).and_then(Value::as_array).into_iter().flatten())
            .filter(|branch| !is_null(branch))
            .take(branches.len())
            .collect();
        let branch = *round.pick(&branches)?;
        let mut made = self.make(branch, round, depth + 1)?;
        if let Some(tag) = at.pointer("/discriminator/propertyName").and_then(Value::as_str) {
            let reference = branch.get("$ref").and_then(Value::as_str).unwrap_or_default();
            self.set_tag(&mut made, branch, tag, &tag_of(at, reference));
        }
        Some(made)
    }

    /// Adds the tag of a subtype or branch. Requests leave out one that only the API sets, as `schema` or what was made of it says.
    fn set_tag(&self, made: &mut Made, schema: &'d Value, member: &str, tag: &str) {
        let declared = self
            .followed(schema)
            .and_then(|at| at.get("properties")?.get(member));
        let is_left_out = declared.is_some_and(|declared| self.is_set_by_the_api(declared))
            || (made.received.get(member).is_some() && made.sent.get(member).is_none());
        for (value, has_tag) in [(&mut made.received, true), (&mut made.sent, !is_left_out)] {
            if let Some(members) = value.as_object_mut().filter(|_| has_tag) {
                members.insert(member.to_owned(), tag.into());
            }
        }
    }

    /// Makes a value of a base, with a tag that no subtype has.
    fn of_base(&self, at: &'d Value, reference: Option<&str>, round: Round, depth: usize) -> Option<Made> {
        let discriminator = at.get("discriminator")?;
        let tag = discriminator
            .as_str()
            .or_else(|| discriminator.get("propertyName")?.as_str());
        let (Some(tag), Some(subtypes)) = (tag, reference.and_then(|name| self.subtypes.get(name))) else {
            return self.of_kind(at, round, depth);
        };
        if round == Round::Full
            && let Some((name, subtype)) = subtypes.first()
        {
            let mut made = self.of_kind(subtype, round, depth + 1)?;
            let value = subtype.get("x-ms-discriminator-value").and_then(Value::as_str);
            let mapped = tag_of(at, &format!("#/components/schemas/{name}"));
            self.set_tag(&mut made, at, tag, value.unwrap_or(&mapped));
            return Some(made);
        }
        let mut made = self.of_kind(at, round, depth)?;
        self.set_tag(&mut made, at, tag, "a tag that no subtype has");
        Some(made)
    }

    fn of_kind(&self, at: &'d Value, round: Round, depth: usize) -> Option<Made> {
        let kinds: Vec<&str> = match at.get("type") {
            Some(Value::String(kind)) => vec![kind],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let kinds: Vec<&str> = kinds.into_iter().filter(|kind| *kind != "null").collect();
        let format = at.get("format").and_then(Value::as_str).unwrap_or_default();
        Some(match round.pick(&kinds).copied() {
            Some("string") => Made::same(match format {
                "byte" | "base64url" => json!("aGVsbG8="),
                _ => json!(["a \"text\" \\ of ü\n", "", "7"][round as usize]),
            }),
            Some("integer") => Made::same(json!([9_007_199_254_740_993_i64, 0, -7][round as usize])),
            Some("number") => Made::same(json!([0.5, 3.0, -2.25][round as usize])),
            Some("boolean") => Made::same(json!(round == Round::Full)),
            Some("array") => return self.of_list(at, round, depth),
            Some("object") => return self.of_object(at, round, depth),
            None if at.get("items").is_some() => return self.of_list(at, round, depth),
            None if ["properties", "additionalProperties", "allOf"]
                .iter()
                .any(|key| at.get(key).is_some()) =>
            {
                return self.of_object(at, round, depth);
            }
            _ => any(),
        })
    }

    fn of_list(&self, at: &'d Value, round: Round, depth: usize) -> Option<Made> {
        let items = at.get("items").filter(|items| items.is_object());
        let count = if depth > DEEP {
            0
        } else {
            [2, 0, 1][round as usize]
        };
        let mut made = Made::same(json!([]));
        for _ in 0..count {
            let item = items.map_or_else(|| Some(any()), |items| self.make(items, round, depth + 1))?;
            for (list, item) in [(&mut made.received, item.received), (&mut made.sent, item.sent)] {
                list.as_array_mut()?.push(item);
            }
        }
        Some(made)
    }

    fn of_object(&self, at: &'d Value, round: Round, depth: usize) -> Option<Made> {
        let mut members = Members::default();
        self.collect(at, &mut members, 0);
        let (mut received, mut sent) = (Map::new(), Map::new());
        for (name, schema) in &members.properties {
            let is_required = members.required.contains(name);
            if !is_required && (round == Round::Least || depth > DEEP) {
                continue;
            }
            let made = if round == Round::Other && self.is_nullable(schema) {
                Some(Made::same(Value::Null))
            } else {
                self.make(schema, round, depth + 1)
            };
            let Some(made) = made else {
                if is_required {
                    return None;
                }
                continue;
            };
            received.insert((*name).to_owned(), made.received);
            if !self.is_set_by_the_api(schema) {
                sent.insert((*name).to_owned(), made.sent);
            }
        }
        if let Some(others) = members.others.filter(|_| round != Round::Least && depth <= DEEP) {
            for name in ["a member", "other-member"] {
                if let Some(made) = self.make(others, round, depth + 1) {
                    received.insert(name.to_owned(), made.received);
                    sent.insert(name.to_owned(), made.sent);
                }
            }
        }
        Some(Made {
            received: received.into(),
            sent: sent.into(),
        })
    }

    /// Adds the members of a schema after those of its bases.
    fn collect(&self, at: &'d Value, members: &mut Members<'d>, depth: usize) {
        let Some(at) = self.followed(at).filter(|_| depth < CHAIN) else {
            return;
        };
        for branch in at.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.collect(branch, members, depth + 1);
        }
        for (name, schema) in at
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let known = members.properties.iter_mut().find(|(known, _)| known == name);
            match known {
                Some(known) => known.1 = schema,
                None => members.properties.push((name, schema)),
            }
        }
        let required = at.get("required").and_then(Value::as_array).into_iter().flatten();
        members.required.extend(required.filter_map(Value::as_str));
        let others = at.get("additionalProperties").filter(|others| others.is_object());
        // `{}` beside members allows any other member, which has no field.
        let others = others.filter(|others| others.as_object().is_some_and(|others| !others.is_empty()));
        members.others = others.or(members.others);
    }

    fn is_nullable(&self, schema: &'d Value) -> bool {
        let says = |at: &Value| {
            ["nullable", "x-nullable"]
                .iter()
                .any(|key| at.get(key) == Some(&Value::Bool(true)))
                || list(at, "type").iter().any(|kind| kind == "null")
        };
        says(schema) || self.followed(schema).is_some_and(says)
    }

    fn is_set_by_the_api(&self, schema: &'d Value) -> bool {
        let is = |at: &Value| {
            let mutability = list(at, "x-ms-mutability");
            at.get("readOnly") == Some(&Value::Bool(true))
                || (!mutability.is_empty() && mutability.iter().all(|item| item == "read"))
        };
        is(schema) || self.followed(schema).is_some_and(is)
    }
}

fn list<'v>(at: &'v Value, key: &str) -> &'v [Value] {
    at.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn is_null(branch: &Value) -> bool {
    branch.get("type").and_then(Value::as_str) == Some("null")
}

/// Returns the only branch of `allOf`, `oneOf` or `anyOf` that describes values.
fn only_branch(at: &Value) -> Option<&Value> {
    let branches = ["allOf", "oneOf", "anyOf"].iter().flat_map(|key| list(at, key));
    let says = |branch: &&Value| {
        let keys = branch
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, _)| key.as_str());
        !is_null(branch)
            && keys
                .into_iter()
                .any(|key| !["description", "title", "nullable"].contains(&key))
    };
    let branches: Vec<&Value> = branches.filter(says).collect();
    match branches.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

/// Returns the tag of a branch: that of the mapping, or the name of the schema.
fn tag_of(at: &Value, reference: &str) -> String {
    let name = reference.rsplit('/').next().unwrap_or_default();
    let mapping = at.pointer("/discriminator/mapping").and_then(Value::as_object);
    let mut mapping = mapping.into_iter().flatten();
    let found = mapping.find(|(_, target)| *target == reference || *target == name);
    found.map_or_else(|| name.to_owned(), |(tag, _)| tag.clone())
}

/// Returns a value for a schema without a type.
fn any() -> Made {
    Made::same(json!({"any": [1, null, "text"]}))
}
