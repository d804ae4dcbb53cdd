//! Protocol Buffers: one message, read with its `.proto` file.

mod scalar;
mod schema;

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor, OneofDescriptor};
use serde_json::{Map, Value};

use self::scalar::{EncodedValue, FORMAT, next, scalar, zero};
use super::FormatLimits;
use super::limits::ConversionBudget;
use super::schemas::Schemas;
use super::wire::Wire;
use crate::value::DecodeError;

static SCHEMAS: Schemas<MessageDescriptor> = Schemas::new();

/// Converts a message to an object with the field names. Enums become their names, bytes base64, 64-bit integers
/// numbers. Fields that the encoding cannot tell from their zero value (proto3 scalars, lists, maps) are present even
/// when they were not sent.
pub(super) fn to_json(
    body: &[u8],
    schema: Option<&'static str>,
    limits: &FormatLimits,
) -> Result<Value, DecodeError> {
    let text = schema.ok_or_else(|| DecodeError::new("$", "Protobuf with an `outputSchema`", "no schema"))?;
    let root = SCHEMAS.get(text, schema::parse)?;
    let mut decoder = Decoder {
        budget: ConversionBudget::new(limits),
    };
    decoder.nested(Wire::new(FORMAT, body), &root, None, 1)
}

struct Decoder<'a> {
    budget: ConversionBudget<'a>,
}

impl Decoder<'_> {
    /// Reads a message that fills `wire`, merged into an earlier one.
    fn nested(
        &mut self,
        mut wire: Wire<'_>,
        descriptor: &MessageDescriptor,
        earlier: Option<Value>,
        depth: usize,
    ) -> Result<Value, DecodeError> {
        self.message(&mut wire, descriptor, earlier, depth, None)
    }

    /// Reads a message to the end of `wire` or of its group.
    fn message(
        &mut self,
        wire: &mut Wire<'_>,
        descriptor: &MessageDescriptor,
        earlier: Option<Value>,
        depth: usize,
        group: Option<u32>,
    ) -> Result<Value, DecodeError> {
        self.budget.depth(depth)?;
        self.budget.values(1)?;
        let mut members = match earlier {
            Some(Value::Object(members)) => {
                // Each part of a message that is sent in parts looks for all fields again.
                self.budget.values(descriptor.fields().len())?;
                members
            }
            _ => Map::new(),
        };
        while let Some((number, raw)) = next(wire, group)? {
            let Some(field) = descriptor.get_field(number) else {
                if matches!(raw, EncodedValue::Group) {
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

    /// Skips an unknown group.
    fn skip(&mut self, wire: &mut Wire<'_>, group: u32, depth: usize) -> Result<(), DecodeError> {
        self.budget.depth(depth)?;
        while let Some((number, raw)) = next(wire, Some(group))? {
            if matches!(raw, EncodedValue::Group) {
                self.skip(wire, number, depth + 1)?;
            }
        }
        Ok(())
    }

    fn field(
        &mut self,
        wire: &mut Wire<'_>,
        field: &FieldDescriptor,
        raw: EncodedValue<'_>,
        members: &mut Map<String, Value>,
        depth: usize,
    ) -> Result<(), DecodeError> {
        let name = field.name();
        if field.is_map() {
            let entry = self.one(wire, field, raw, None, depth)?;
            let collection = self.collection(members, name, || Value::Object(Map::new()))?;
            if let (Value::Object(map), Value::Object(mut entry), Kind::Message(kinds)) =
                (collection, entry, field.kind())
            {
                let key = entry.remove("key").map_or_else(String::new, as_name);
                let value = match entry.remove("value") {
                    Some(value) => value,
                    None => self.zero_value(&kinds.map_entry_value_field().kind())?,
                };
                map.insert(key, value);
            }
            return Ok(());
        }
        if !field.is_list() {
            let earlier = members.get_mut(name).map(Value::take);
            // The last field of a oneof applies.
            for other in field.containing_oneof().iter().flat_map(OneofDescriptor::fields) {
                members.remove(other.name());
            }
            let value = self.one(wire, field, raw, earlier, depth)?;
            return self.budget.member(members, name, value);
        }
        let mut values = Vec::new();
        match (&raw, field.kind()) {
            (EncodedValue::LengthDelimited(_), Kind::Message(_) | Kind::String | Kind::Bytes) => {
                values.push(self.one(wire, field, raw, None, depth)?);
            }
            (EncodedValue::LengthDelimited(bytes), kind) => {
                self.packed(Wire::new(FORMAT, bytes), &kind, &mut values)?;
            }
            _ => values.push(self.one(wire, field, raw, None, depth)?),
        }
        if let Value::Array(items) = self.collection(members, name, || Value::Array(Vec::new()))? {
            items.append(&mut values);
        }
        Ok(())
    }

    /// Returns the collection of a repeated field.
    fn collection<'m>(
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

    /// Reads one value of a field.
    fn one(
        &mut self,
        wire: &mut Wire<'_>,
        field: &FieldDescriptor,
        raw: EncodedValue<'_>,
        earlier: Option<Value>,
        depth: usize,
    ) -> Result<Value, DecodeError> {
        match (field.kind(), raw) {
            (Kind::Message(message), EncodedValue::LengthDelimited(bytes)) => {
                self.nested(Wire::new(FORMAT, bytes), &message, earlier, depth + 1)
            }
            (Kind::Message(message), EncodedValue::Group) if field.is_group() => {
                self.message(wire, &message, earlier, depth + 1, Some(field.number()))
            }
            (kind, raw) => scalar(&kind, raw, &mut self.budget),
        }
    }

    /// Reads packed scalars.
    fn packed(
        &mut self,
        mut wire: Wire<'_>,
        kind: &Kind,
        values: &mut Vec<Value>,
    ) -> Result<(), DecodeError> {
        while !wire.is_empty() {
            let raw = match zero(kind) {
                EncodedValue::Four(_) => EncodedValue::Four(wire.array()?),
                EncodedValue::Eight(_) => EncodedValue::Eight(wire.array()?),
                _ => EncodedValue::Varint(wire.varint()?),
            };
            values.push(scalar(kind, raw, &mut self.budget)?);
        }
        Ok(())
    }

    /// Returns the value of a field that was not sent, if it equals its zero value.
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
        self.zero_value(&field.kind())
    }

    fn zero_value(&mut self, kind: &Kind) -> Result<Value, DecodeError> {
        match kind {
            Kind::Message(_) => {
                self.budget.values(1)?;
                Ok(Value::Object(Map::new()))
            }
            kind => scalar(kind, zero(kind), &mut self.budget),
        }
    }
}

/// Returns the key of a map as a string.
fn as_name(key: Value) -> String {
    match key {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
