//! Responses of operations: the type of the successful ones, and that of the errors.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use serde_json::Value;

use super::library::Location;
use super::lower::{Lowering, name_of};
use super::operation::{Answer, essence, is_json, json_content, media_types};
use super::version::Version;
use crate::model::{Sample, Select, Slot, StatusRange, Type, Union, Usage, Variant};

/// The statuses of HTTP.
const STATUSES: RangeInclusive<u16> = 100..=599;

/// The key of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Status(u16),
    /// `4XX`, by its first digit.
    Class(u16),
    Default,
}

impl Key {
    fn of(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("default") {
            return Some(Self::Default);
        }
        if let [digit @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] = text.as_bytes() {
            return Some(Self::Class(u16::from(digit - b'0')));
        }
        let status = text.parse().ok()?;
        STATUSES.contains(&status).then_some(Self::Status(status))
    }

    /// Returns the first digit of the statuses.
    fn class(self) -> Option<u16> {
        match self {
            Self::Status(status) => Some(status / 100),
            Self::Class(class) => Some(class),
            Self::Default => None,
        }
    }

    /// Returns the key as a part of a name.
    fn word(self) -> String {
        match self {
            Self::Status(status) => status.to_string(),
            Self::Class(class) => format!("{class}xx"),
            Self::Default => "Default".to_owned(),
        }
    }
}

/// A response.
struct Response<'t> {
    key: Key,
    content: Content<'t>,
    /// The name of a response that operations share.
    shared: Option<String>,
}

/// The content of a response.
enum Content<'t> {
    Empty,
    Json(Location<'t>),
    Other,
}

/// A type of responses.
struct Typed {
    slot: Slot,
    /// The name of its variant, where another status has another type.
    variant: String,
}

/// Returns the type of successful responses, and that of errors.
pub(super) fn responses<'t>(
    lowering: &mut Lowering<'t>,
    root: Location<'t>,
    operation: Location<'t>,
    name: &str,
) -> (Answer, Option<Slot>) {
    let Some(declared) = operation.get("responses") else {
        return (Answer::Unknown, None);
    };
    let mut all = Vec::new();
    for (status, response) in declared.members() {
        let shared = response.text("$ref").map(name_of);
        if let (Some(key), Ok(response)) = (Key::of(&status.value), lowering.resolved(response)) {
            let content = content(lowering, root, operation, response);
            all.push(Response { key, content, shared });
        }
    }
    // `default` alone describes the success.
    let has_success = all.iter().any(|response| response.key.class() == Some(2));
    let success_class = |key: Key| key.class() == Some(2) || key == Key::Default && !has_success;
    let (successes, others): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|response| success_class(response.key));
    let is_error = |key: Key| matches!(key.class(), None | Some(4 | 5));
    let errors: Vec<Response<'t>> = others
        .into_iter()
        .filter(|response| is_error(response.key))
        .collect();
    let error = common(lowering, &errors, &format!("{name} Error"));
    (success(lowering, &successes, &format!("{name} Answer")), error)
}

/// Returns a successful response: that of 200, or the first one.
pub(super) fn sample<'t>(lowering: &mut Lowering<'t>, root: Location<'t>, operation: Location<'t>) -> Sample {
    let declared = operation.get("responses").into_iter().flat_map(Location::members);
    let successes = declared.filter_map(|(status, response)| match Key::of(&status.value)? {
        Key::Status(status) if status / 100 == 2 => Some((status, response)),
        Key::Class(2) => Some((200, response)),
        _ => None,
    });
    let successes: Vec<(u16, Location<'t>)> = successes.collect();
    let usual = successes.iter().find(|(status, _)| *status == 200);
    let Some((status, response)) = usual.or(successes.first()).copied() else {
        return Sample::default();
    };
    let Ok(response) = lowering.resolved(response) else {
        return Sample::default();
    };
    let content = content(lowering, root, operation, response);
    Sample {
        status,
        is_empty: matches!(content, Content::Empty),
        example: example(lowering, response, &content),
    }
}

/// Returns the example of the JSON of a response: its own, the first of its own, or that of its schema.
fn example<'t>(lowering: &mut Lowering<'t>, response: Location<'t>, content: &Content<'t>) -> Option<Value> {
    let Content::Json(schema) = content else {
        return None;
    };
    let media = json_content(response);
    let of_v2 = || {
        let examples = response.get("examples")?.members();
        let mut json = examples.filter(|(media, _)| is_json(&media.value));
        json.next().map(|(_, example)| example)
    };
    let first = |lowering: &mut Lowering<'t>| {
        let (_, example) = media?.get("examples")?.members().next()?;
        lowering.resolved(example).ok()?.get("value")
    };
    let own = media.and_then(|media| media.get("example"));
    let own = own.or_else(|| first(lowering)).or_else(of_v2);
    let of_schema = || {
        let target = lowering.followed(*schema).unwrap_or(*schema);
        target.get("example")
    };
    let found = own.or_else(of_schema)?;
    Some(found.node.to_json())
}

/// Returns the names of the headers of successful responses.
pub(super) fn headers<'t>(lowering: &mut Lowering<'t>, operation: Location<'t>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (status, response) in operation.get("responses").into_iter().flat_map(Location::members) {
        let is_success = Key::of(&status.value).is_some_and(|key| key.class() == Some(2));
        let Ok(response) = lowering.resolved(response) else {
            continue;
        };
        for (name, _) in response.get("headers").into_iter().flat_map(Location::members) {
            let is_known = names.iter().any(|known| known.eq_ignore_ascii_case(&name.value));
            if is_success && !is_known {
                names.push(name.value.clone());
            }
        }
    }
    names
}

/// Returns the media types of JSON in successful responses, as `Accept` has them; `None` when `application/json` is enough.
pub(super) fn accept<'t>(
    lowering: &mut Lowering<'t>,
    root: Location<'t>,
    operation: Location<'t>,
) -> Option<String> {
    let mut all: Vec<&str> = Vec::new();
    for (status, response) in operation.get("responses").into_iter().flat_map(Location::members) {
        if Key::of(&status.value).and_then(Key::class) != Some(2) {
            continue;
        }
        let response = lowering.resolved(response).ok()?;
        let content = response.get("content").into_iter().flat_map(Location::members);
        let types = content.map(|(media, _)| media.value.as_str());
        let produced = media_types(root, operation, "produces").into_iter().flatten();
        let is_text = |media: &&str| media.bytes().all(|byte| byte.is_ascii_graphic());
        let json = types
            .chain(produced)
            .map(essence)
            .filter(|media| is_json(media))
            .filter(is_text);
        let json: Vec<&str> = json.collect();
        if json
            .iter()
            .any(|media| matches!(*media, "application/json" | "*/*" | "application/*"))
        {
            return None;
        }
        all.extend(json);
    }
    let mut known = HashSet::new();
    all.retain(|media| known.insert(*media));
    (!all.is_empty()).then(|| all.join(", "))
}

fn content<'t>(
    lowering: &Lowering<'t>,
    root: Location<'t>,
    operation: Location<'t>,
    at: Location<'t>,
) -> Content<'t> {
    if at.node.get("content").is_some() {
        let Some(json) = json_content(at) else {
            let is_empty = at
                .get("content")
                .is_some_and(|content| content.members().next().is_none());
            return if is_empty { Content::Empty } else { Content::Other };
        };
        return json.get("schema").map_or(Content::Other, Content::Json);
    }
    match at.get("schema") {
        None => Content::Empty,
        Some(schema) if lowering.version == Version::V2 => {
            let types = media_types(root, operation, "produces");
            let is_file = schema.text("type") == Some("file");
            let json = types.is_none_or(|types| types.iter().any(|text| is_json(text)));
            if json && !is_file {
                Content::Json(schema)
            } else {
                Content::Other
            }
        }
        Some(schema) => Content::Json(schema),
    }
}

fn success<'t>(lowering: &mut Lowering<'t>, responses: &[Response<'t>], name: &str) -> Answer {
    let has = |content: fn(&Content<'t>) -> bool| responses.iter().any(|response| content(&response.content));
    let may_be_empty = has(|content| matches!(content, Content::Empty));
    match common(lowering, responses, name) {
        Some(slot) => Answer::Json { slot, may_be_empty },
        None if has(|content| matches!(content, Content::Other)) => Answer::Other,
        None if responses.is_empty() => Answer::Unknown,
        None => Answer::Empty,
    }
}

/// Returns the type of responses: the one that all have, or an enum with a variant for each type, which the status selects.
fn common<'t>(lowering: &mut Lowering<'t>, responses: &[Response<'t>], name: &str) -> Option<Slot> {
    let schemas = schemas(responses);
    let mut typed: Vec<Typed> = Vec::new();
    let mut places: HashMap<&Schema, usize> = HashMap::new();
    for (response, schema) in &schemas {
        let Content::Json(at) = response.content else {
            continue;
        };
        if places.contains_key(schema) {
            continue;
        }
        let declared = match &response.shared {
            Some(shared) => shared.clone(),
            None if schemas.iter().all(|(_, other)| other == schema) => name.to_owned(),
            None => format!("{name} {}", response.key.word()),
        };
        let slot = lowering.slot(at, &declared);
        places.insert(
            schema,
            place(lowering, &mut typed, slot, variant_name(at, response)),
        );
    }
    let place_of = |response: &Response<'t>| {
        let mut schemas = schemas.iter();
        let schema = schemas.find(|(known, _)| known.key == response.key);
        schema.and_then(|(_, schema)| places.get(schema).copied())
    };
    match typed.as_slice() {
        [] => None,
        [only] => Some(only.slot),
        _ => {
            let places = responses
                .iter()
                .map(|response| (response.key, place_of(response)));
            let places: HashMap<Key, Option<usize>> = places.collect();
            Some(by_status(lowering, typed, &places, name))
        }
    }
}

/// The file and the text of a schema. A reference is relative to its file.
type Schema = (usize, String);

/// Returns the JSON responses with their schemas, which are equal if their texts are, without regard to layout.
fn schemas<'r, 't>(responses: &'r [Response<'t>]) -> Vec<(&'r Response<'t>, Schema)> {
    let schemas = responses.iter().filter_map(|response| match response.content {
        Content::Json(at) => Some((response, (at.file, at.node.to_json().to_string()))),
        _ => None,
    });
    schemas.collect()
}

/// Returns the place of a type, which is added unless an equal one is there.
fn place(lowering: &Lowering<'_>, typed: &mut Vec<Typed>, slot: Slot, variant: String) -> usize {
    let known = typed.iter().position(|known| same(lowering, known.slot, slot));
    known.unwrap_or_else(|| {
        typed.push(Typed { slot, variant });
        typed.len() - 1
    })
}

fn variant_name(schema: Location<'_>, response: &Response<'_>) -> String {
    let named = schema.text("$ref").map(name_of);
    named
        .or_else(|| response.shared.clone())
        .unwrap_or_else(|| match response.key {
            Key::Default => "Default".to_owned(),
            key => format!("Status {}", key.word()),
        })
}

/// Returns the enum of several types of responses. Null is a value of it if it is one of any type.
fn by_status(
    lowering: &mut Lowering<'_>,
    typed: Vec<Typed>,
    places: &HashMap<Key, Option<usize>>,
    name: &str,
) -> Slot {
    let nullable = typed.iter().any(|typed| typed.slot.nullable);
    let variants = typed.into_iter().map(|typed| Variant {
        ident: typed.variant,
        id: typed.slot.id,
        boxed: false,
        keys: Vec::new(),
        constants: Vec::new(),
    });
    let item = Union {
        name: name.to_owned(),
        description: String::new(),
        select: Select::Status {
            ranges: ranges(places),
            default: places.get(&Key::Default).copied().flatten(),
        },
        variants: variants.collect(),
        other: String::new(),
        fallback: None,
        usage: Usage::default(),
    };
    Slot {
        id: lowering.types.add(Type::Union(item)),
        nullable,
    }
}

/// Returns the ranges of statuses whose responses differ from `default`. A status comes before its class, and both before `default`.
fn ranges(places: &HashMap<Key, Option<usize>>) -> Vec<StatusRange> {
    let default = places.get(&Key::Default).copied().flatten();
    let mut ranges: Vec<StatusRange> = Vec::new();
    for status in STATUSES {
        let class = Key::Class(status / 100);
        let declared = places.get(&Key::Status(status)).or_else(|| places.get(&class));
        let Some(variant) = declared.filter(|variant| **variant != default) else {
            continue;
        };
        match ranges.last_mut() {
            Some(last) if last.last + 1 == status && last.variant == *variant => last.last = status,
            _ => ranges.push(StatusRange {
                first: status,
                last: status,
                variant: *variant,
            }),
        }
    }
    ranges
}

fn same(lowering: &Lowering<'_>, one: Slot, other: Slot) -> bool {
    let resolve = |slot: Slot| lowering.types.resolve(slot.id);
    if resolve(one) == resolve(other) {
        return true;
    }
    // Lists and maps are declared at their places, so that equal ones are not the same type.
    match (lowering.types.get(one.id), lowering.types.get(other.id)) {
        (Type::List(one), Type::List(other)) | (Type::Map(one), Type::Map(other)) => {
            resolve(*one) == resolve(*other)
        }
        _ => false,
    }
}
