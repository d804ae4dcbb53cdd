//! Protocol Buffers: one message, by the file that describes it.

mod scalar;
mod schema;

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor, OneofDescriptor};
use serde_json::{Map, Value};

use self::scalar::{FORMAT, Raw, next, scalar, zero};
use super::Limits;
use super::limits::Budget;
use super::schemas::Schemas;
use super::wire::Wire;
use crate::value::DecodeError;

static SCHEMAS: Schemas<MessageDescriptor> = Schemas::new();

/// The message: an object by the names of the fields. Enums are their names, bytes base64, the integers of
/// 64 bits numbers. What the wire cannot tell from its zero (a scalar of proto3, a list, a map) is there
/// even when it was not sent.
pub(super) fn to_json(
    body: &[u8],
    schema: Option<&'static str>,
    limits: &Limits,
) -> Result<Value, DecodeError> {
    let text = schema.ok_or_else(|| DecodeError::new("$", "Protobuf with an `outputSchema`", "no schema"))?;
    let root = SCHEMAS.get(text, schema::parse)?;
    let mut decoder = Decoder {
        budget: Budget::new(limits),
    };
    decoder.nested(Wire::new(FORMAT, body), &root, None, 1)
}

struct Decoder<'a> {
    budget: Budget<'a>,
}

impl Decoder<'_> {
    /// A message that fills `wire`, added to what came of it before.
    fn nested(
        &mut self,
        mut wire: Wire<'_>,
        descriptor: &MessageDescriptor,
        before: Option<Value>,
        depth: usize,
    ) -> Result<Value, DecodeError> {
        self.message(&mut wire, descriptor, before, depth, None)
    }

    /// A message, to the end of `wire` or of its group.
    fn message(
        &mut self,
        wire: &mut Wire<'_>,
        descriptor: &MessageDescriptor,
        before: Option<Value>,
        depth: usize,
        group: Option<u32>,
    ) -> Result<Value, DecodeError> {
        self.budget.depth(depth)?;
        self.budget.values(1)?;
        let mut members = match before {
            Some(Value::Object(members)) => members,
            _ => Map::new(),
        };
        while let Some((number, raw)) = next(wire, group)? {
            let Some(field) = descriptor.get_field(number) else {
                if matches!(raw, Raw::Group) {
                    self.skip(wire, number, depth + 1)?;
                }
                continue;
            };
            self.field(wire, &field, raw, &mut members, depth)?;
        }
        for field in descriptor.fields() {
            if !field.supports_presence() && !members.contains_key(field.name()) {
                let value = self.absent(&field)?;
                self.budget.member(&mut members, field.name(), value)?;
            }
        }
        Ok(Value::Object(members))
    }

    /// Leaves out a group that the schema does not know.
    fn skip(&mut self, wire: &mut Wire<'_>, group: u32, depth: usize) -> Result<(), DecodeError> {
        self.budget.depth(depth)?;
        while let Some((number, raw)) = next(wire, Some(group))? {
            if matches!(raw, Raw::Group) {
                self.skip(wire, number, depth + 1)?;
            }
        }
        Ok(())
    }

    fn field(
        &mut self,
        wire: &mut Wire<'_>,
        field: &FieldDescriptor,
        raw: Raw<'_>,
        members: &mut Map<String, Value>,
        depth: usize,
    ) -> Result<(), DecodeError> {
        let name = field.name();
        if field.is_map() {
            let entry = self.one(wire, field, raw, None, depth)?;
            let slot = self.slot(members, name, || Value::Object(Map::new()))?;
            if let (Value::Object(map), Value::Object(mut entry), Kind::Message(kinds)) =
                (slot, entry, field.kind())
            {
                let key = entry.remove("key").map_or_else(String::new, as_name);
                let value = match entry.remove("value") {
                    Some(value) => value,
                    None => self.blank(&kinds.map_entry_value_field().kind())?,
                };
                map.insert(key, value);
            }
            return Ok(());
        }
        if !field.is_list() {
            let before = members.get_mut(name).map(Value::take);
            // Of a oneof the last one stays.
            for other in field.containing_oneof().iter().flat_map(OneofDescriptor::fields) {
                members.remove(other.name());
            }
            let value = self.one(wire, field, raw, before, depth)?;
            return self.budget.member(members, name, value);
        }
        let mut values = Vec::new();
        match (&raw, field.kind()) {
            (Raw::Sized(_), Kind::Message(_) | Kind::String | Kind::Bytes) => {
                values.push(self.one(wire, field, raw, None, depth)?);
            }
            (Raw::Sized(bytes), kind) => self.packed(Wire::new(FORMAT, bytes), &kind, &mut values)?,
            _ => values.push(self.one(wire, field, raw, None, depth)?),
        }
        if let Value::Array(items) = self.slot(members, name, || Value::Array(Vec::new()))? {
            items.append(&mut values);
        }
        Ok(())
    }

    /// The collection of a repeated field.
    fn slot<'m>(
        &mut self,
        members: &'m mut Map<String, Value>,
        name: &str,
        empty: impl FnOnce() -> Value,
    ) -> Result<&'m mut Value, DecodeError> {
        if !members.contains_key(name) {
            self.budget.values(1)?;
            self.budget.text(name.len())?;
        }
        Ok(members.entry(name).or_insert_with(empty))
    }

    /// One value of a field.
    fn one(
        &mut self,
        wire: &mut Wire<'_>,
        field: &FieldDescriptor,
        raw: Raw<'_>,
        before: Option<Value>,
        depth: usize,
    ) -> Result<Value, DecodeError> {
        match (field.kind(), raw) {
            (Kind::Message(message), Raw::Sized(bytes)) => {
                self.nested(Wire::new(FORMAT, bytes), &message, before, depth + 1)
            }
            (Kind::Message(message), Raw::Group) if field.is_group() => {
                self.message(wire, &message, before, depth + 1, Some(field.number()))
            }
            (kind, raw) => scalar(&kind, raw, &mut self.budget),
        }
    }

    /// Scalars without tags between them.
    fn packed(
        &mut self,
        mut wire: Wire<'_>,
        kind: &Kind,
        values: &mut Vec<Value>,
    ) -> Result<(), DecodeError> {
        while !wire.is_empty() {
            let raw = match zero(kind) {
                Raw::Four(_) => Raw::Four(wire.array()?),
                Raw::Eight(_) => Raw::Eight(wire.array()?),
                _ => Raw::Varint(wire.varint()?),
            };
            values.push(scalar(kind, raw, &mut self.budget)?);
        }
        Ok(())
    }

    /// What a field is that was not sent and cannot be told from its zero.
    fn absent(&mut self, field: &FieldDescriptor) -> Result<Value, DecodeError> {
        if field.is_map() || field.is_list() {
            self.budget.values(1)?;
            let map = field.is_map();
            return Ok(if map {
                Value::Object(Map::new())
            } else {
                Value::Array(Vec::new())
            });
        }
        self.blank(&field.kind())
    }

    fn blank(&mut self, kind: &Kind) -> Result<Value, DecodeError> {
        match kind {
            Kind::Message(_) => {
                self.budget.values(1)?;
                Ok(Value::Object(Map::new()))
            }
            kind => scalar(kind, zero(kind), &mut self.budget),
        }
    }
}

/// The key of a map: text, a number or a boolean.
fn as_name(key: Value) -> String {
    match key {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
