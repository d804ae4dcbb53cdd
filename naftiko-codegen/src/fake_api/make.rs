//! Values of types, which generated clients decode.
//!
//! They are made from the types of the model, and not from the schemas of documents, so that nothing else is made than what is read.

use serde_json::{Map, Value, json};

use super::draw::Draw;
use super::{fits, place};
use crate::model::{Enum, Member, Record, Select, Slot, StatusRange, Type, TypeId, Types, Union};

/// The number of nested values from which optional members and items are absent.
const DEEP: usize = 4;

/// The number of nested values of which none is made.
const TOO_DEEP: usize = 12;

/// A maker of values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Maker<'a> {
    pub types: &'a Types,
    pub seed: u64,
}

/// The place of a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site<'a> {
    pub draw: Draw,
    /// The name of the member or item.
    pub name: &'a str,
    pub depth: usize,
    /// The status of the response that has it.
    pub status: u16,
}

impl<'a> Site<'a> {
    /// Returns the place of a member.
    pub(super) fn member(self, name: &'a str) -> Self {
        Self {
            draw: self.draw.of(name),
            name,
            depth: self.depth + 1,
            ..self
        }
    }

    /// Returns the place of an item.
    pub(super) fn item(self, index: usize) -> Self {
        Self {
            draw: self.draw.at(index),
            depth: self.depth + 1,
            ..self
        }
    }
}

impl<'a> Maker<'a> {
    /// Returns the place of the value with a name, such as the response of an operation.
    pub(super) fn site(self, name: &'a str, status: u16) -> Site<'a> {
        Site {
            draw: Draw::new(self.seed, name),
            name: "text",
            depth: 0,
            status,
        }
    }

    /// Makes a value; null if the type has no finite one.
    pub(super) fn value(self, slot: Slot, site: Site<'_>) -> Value {
        self.make(slot.id, site).unwrap_or(Value::Null)
    }

    /// Makes a value; `None` if the type has no finite one.
    pub(super) fn make(self, id: TypeId, site: Site<'_>) -> Option<Value> {
        if site.depth > TOO_DEEP {
            return None;
        }
        Some(match self.types.get(id) {
            Type::String => text(site, None).into(),
            Type::Integer | Type::ExactInteger => whole(site, &[]).into(),
            Type::Number | Type::Double => json!(number(site)),
            Type::Boolean => (site.draw.below(2) == 0).into(),
            Type::Array => json!([text(site.item(0), None)]),
            Type::Object | Type::Any | Type::Untyped(_) => json!({}),
            Type::File | Type::Bytes => "ZmFrZQ==".into(),
            Type::Struct(found) => {
                let mut value = Value::Null;
                place::fields(self, found, &mut value, site);
                value
            }
            Type::List(slot) => self.list(*slot, site)?,
            Type::Map(slot) => match self.make(slot.id, site.member("key")) {
                Some(value) if site.depth <= DEEP => json!({"key": value}),
                _ => json!({}),
            },
            Type::Record(found) => self.record(found, site)?,
            Type::Enum(found) => one_of(found, site).into(),
            Type::Union(found) => self.union(found, site)?,
        })
    }

    fn list(self, slot: Slot, site: Site<'_>) -> Option<Value> {
        if site.depth > DEEP {
            return Some(json!([]));
        }
        let items = (0..2).map(|index| self.make(slot.id, site.item(index)));
        items.collect::<Option<Vec<Value>>>().map(Value::from)
    }

    fn record(self, found: &Record, site: Site<'_>) -> Option<Value> {
        let mut members = Map::new();
        for member in &found.members {
            let is_left_out = site.depth > DEEP || is_link(&member.name);
            if !member.required && is_left_out {
                continue;
            }
            match self.member(member, site.member(&member.name)) {
                Some(value) => {
                    members.insert(member.name.clone(), value);
                }
                None if !member.required => {}
                None if member.slot.nullable => {
                    members.insert(member.name.clone(), Value::Null);
                }
                None => return None,
            }
        }
        let constants = found.constants.iter();
        members.extend(constants.map(|(name, text)| (name.clone(), text.as_str().into())));
        Some(members.into())
    }

    /// Makes the value of a member: its constant, its example or default, or one within its bounds.
    fn member(self, member: &Member, site: Site<'_>) -> Option<Value> {
        if let Some(text) = &member.constant {
            return Some(text.as_str().into());
        }
        let known = ["example", "default"]
            .into_iter()
            .filter_map(|key| member.keyword(key))
            .find(|value| fits::fits(self.types, member.slot, value, site.status));
        if let Some(value) = known {
            return Some(value.clone());
        }
        if let Some(Value::Array(values)) = member.keyword("enum") {
            return site.draw.pick(values).cloned();
        }
        Some(match self.types.get(member.slot.id) {
            Type::String => sized(text(site, format_of(member)), member).into(),
            Type::Integer | Type::ExactInteger => whole(site, &bounds(member)).into(),
            Type::Number | Type::Double if !bounds(member).is_empty() => whole(site, &bounds(member)).into(),
            _ => return self.make(member.slot.id, site),
        })
    }

    fn union(self, found: &Union, site: Site<'_>) -> Option<Value> {
        match &found.select {
            Select::Tag { member, tags } => {
                let (tag, index) = site.draw.pick(tags)?;
                let variant = found.variants.get(*index)?;
                let mut value = self.make(variant.id, site.item(*index))?;
                value.as_object_mut()?.insert(member.clone(), tag.as_str().into());
                Some(value)
            }
            Select::Kind => {
                let mut variants = found.variants.iter().enumerate();
                let made = variants.find_map(|(index, variant)| {
                    let mut value = self.make(variant.id, site.item(index))?;
                    if let Some(members) = value.as_object_mut() {
                        let constants = variant.constants.iter();
                        members.extend(constants.map(|(name, text)| (name.clone(), text.as_str().into())));
                    }
                    Some(value)
                });
                made.or_else(|| self.make(found.fallback?, site.item(0)))
            }
            Select::Status { ranges, default } => {
                let variant = found.variants.get(variant_of(ranges, *default, site.status)?)?;
                self.make(variant.id, site)
            }
        }
    }
}

/// Returns the variant of a status.
pub(super) fn variant_of(ranges: &[StatusRange], default: Option<usize>, status: u16) -> Option<usize> {
    let mut ranges = ranges.iter();
    let range = ranges.find(|range| (range.first..=range.last).contains(&status));
    range.map_or(default, |range| range.variant)
}

/// Returns whether a member leads to a further page. The last page has none, so that a program which follows it ends.
fn is_link(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["next", "cursor", "continuation"]
        .iter()
        .any(|word| name.contains(word))
}

fn one_of(found: &Enum, site: Site<'_>) -> String {
    let picked = site.draw.pick(&found.variants);
    picked.map_or_else(|| text(site, None), |(text, _)| text.clone())
}

fn format_of(member: &Member) -> Option<&str> {
    member.keyword("format").and_then(Value::as_str)
}

/// Returns a text of a format, or one with the name of its place.
fn text(site: Site<'_>, format: Option<&str>) -> String {
    let (day, id) = (1 + site.draw.below(28), site.draw.below(1 << 48));
    match format {
        Some("date-time") => format!("2025-06-{day:02}T12:00:00Z"),
        Some("date") => format!("2025-06-{day:02}"),
        Some("time") => format!("{:02}:00:00Z", day % 24),
        Some("duration") => format!("PT{day}M"),
        Some("uuid") => format!("00000000-0000-4000-8000-{id:012x}"),
        Some("email") => format!("user-{day}@example.com"),
        Some("uri" | "url" | "uri-reference") => format!("https://example.com/{day}"),
        Some("hostname") => format!("host-{day}.example.com"),
        Some("ipv4") => format!("192.0.2.{day}"),
        Some("ipv6") => format!("2001:db8::{day:x}"),
        _ if is_link(site.name) => String::new(),
        _ => format!("{}-{}", site.name, 1 + site.draw.below(999)),
    }
}

/// Returns a text within the lengths of a member.
fn sized(text: String, member: &Member) -> String {
    let length = |key| {
        let length = member.keyword(key).and_then(Value::as_u64)?;
        usize::try_from(length).ok()
    };
    let text: String = match length("maxLength") {
        Some(longest) => text.chars().take(longest).collect(),
        None => text,
    };
    // A document may ask for more characters than a response should have.
    let missing = length("minLength")
        .unwrap_or(0)
        .min(1024)
        .saturating_sub(text.chars().count());
    text + &"x".repeat(missing)
}

/// The bounds of a number, each with its key.
type Bounds = Vec<(&'static str, i64)>;

fn bounds(member: &Member) -> Bounds {
    let keys = ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"];
    let found = keys.into_iter().filter_map(|key| {
        let value = member.keyword(key)?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a bound outside of the range becomes the end of it"
        )]
        let whole = |value: f64| {
            if key.ends_with("inimum") {
                value.ceil() as i64
            } else {
                value.floor() as i64
            }
        };
        Some((key, value.as_i64().or_else(|| value.as_f64().map(whole))?))
    });
    found.collect()
}

/// Returns a whole number within bounds.
fn whole(site: Site<'_>, bounds: &[(&'static str, i64)]) -> i64 {
    let bound = |key: &str, exclusive: &str, step: i64| {
        let found = bounds.iter().map(|(name, value)| match *name {
            name if name == key => Some(*value),
            name if name == exclusive => Some(value.saturating_add(step)),
            _ => None,
        });
        found.flatten().next()
    };
    let least = bound("minimum", "exclusiveMinimum", 1);
    let most = bound("maximum", "exclusiveMaximum", -1);
    let (least, most) = match (least, most) {
        (Some(least), Some(most)) => (least, most.max(least)),
        (Some(least), None) => (least, least.saturating_add(999)),
        (None, Some(most)) => (most.saturating_sub(999).max(most.min(1)), most),
        (None, None) => (1, 999),
    };
    let drawn = site.draw.below(least.abs_diff(most).saturating_add(1));
    least.saturating_add_unsigned(drawn)
}

/// Returns a number with a fraction, which every reader keeps.
fn number(site: Site<'_>) -> f64 {
    f64::from(u16::try_from(site.draw.below(999)).unwrap_or(0)) + 0.5
}
