//! Encoded fields, and scalars.

use prost_reflect::Kind;
use serde_json::Value;

use crate::format::limits::ConversionBudget;
use crate::format::wire::{Wire, binary, double, float, text, zigzag};
use crate::value::DecodeError;

pub(super) const FORMAT: &str = "Protobuf";

/// An encoded value.
pub(super) enum EncodedValue<'a> {
    Varint(u64),
    Four([u8; 4]),
    Eight([u8; 8]),
    LengthDelimited(&'a [u8]),
    /// The fields up to the end of the group.
    Group,
}

/// Reads the number and the encoded value of the next field; `None` at the end.
pub(super) fn next<'w>(
    wire: &mut Wire<'w>,
    group: Option<u32>,
) -> Result<Option<(u32, EncodedValue<'w>)>, DecodeError> {
    if wire.is_empty() && group.is_none() {
        return Ok(None);
    }
    let tag = wire.varint()?;
    let number = u32::try_from(tag >> 3).unwrap_or_default();
    if number == 0 {
        return Err(wire.error("a field without a number"));
    }
    let raw = match tag & 7 {
        0 => EncodedValue::Varint(wire.varint()?),
        1 => EncodedValue::Eight(wire.array()?),
        2 => {
            let length = wire.varint()?;
            EncodedValue::LengthDelimited(wire.sized(length)?)
        }
        3 => EncodedValue::Group,
        4 if group == Some(number) => return Ok(None),
        5 => EncodedValue::Four(wire.array()?),
        _ => return Err(wire.error("an unknown wire type")),
    };
    Ok(Some((number, raw)))
}

/// Converts a scalar. Varints of 32-bit types are truncated, as the format requires.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn scalar(
    kind: &Kind,
    raw: EncodedValue<'_>,
    budget: &mut ConversionBudget<'_>,
) -> Result<Value, DecodeError> {
    let value = match (kind, raw) {
        (Kind::Double, EncodedValue::Eight(bytes)) => double(f64::from_le_bytes(bytes)),
        (Kind::Float, EncodedValue::Four(bytes)) => float(f32::from_le_bytes(bytes)),
        (Kind::Int32, EncodedValue::Varint(number)) => Value::from(number as i32),
        (Kind::Int64, EncodedValue::Varint(number)) => Value::from(number.cast_signed()),
        (Kind::Uint32, EncodedValue::Varint(number)) => Value::from(number as u32),
        (Kind::Uint64, EncodedValue::Varint(number)) => Value::from(number),
        (Kind::Sint32, EncodedValue::Varint(number)) => Value::from(zigzag(u64::from(number as u32))),
        (Kind::Sint64, EncodedValue::Varint(number)) => Value::from(zigzag(number)),
        (Kind::Fixed32, EncodedValue::Four(bytes)) => Value::from(u32::from_le_bytes(bytes)),
        (Kind::Sfixed32, EncodedValue::Four(bytes)) => Value::from(i32::from_le_bytes(bytes)),
        (Kind::Fixed64, EncodedValue::Eight(bytes)) => Value::from(u64::from_le_bytes(bytes)),
        (Kind::Sfixed64, EncodedValue::Eight(bytes)) => Value::from(i64::from_le_bytes(bytes)),
        (Kind::Bool, EncodedValue::Varint(number)) => Value::from(number != 0),
        (Kind::Enum(symbols), EncodedValue::Varint(number)) => match symbols.get_value(number as i32) {
            Some(symbol) => return budget.string(symbol.name()),
            None => Value::from(number as i32),
        },
        (Kind::String, EncodedValue::LengthDelimited(bytes)) => {
            return budget.string(text(FORMAT, bytes)?);
        }
        (Kind::Bytes, EncodedValue::LengthDelimited(bytes)) => return binary(bytes, budget),
        _ => {
            let found = "a field with a type other than in the schema";
            return Err(DecodeError::new("$", FORMAT, found));
        }
    };
    budget.values(1)?;
    Ok(value)
}

/// Returns the encoded zero value of a type.
pub(super) fn zero(kind: &Kind) -> EncodedValue<'static> {
    match kind {
        Kind::Double | Kind::Fixed64 | Kind::Sfixed64 => EncodedValue::Eight([0; 8]),
        Kind::Float | Kind::Fixed32 | Kind::Sfixed32 => EncodedValue::Four([0; 4]),
        Kind::String | Kind::Bytes | Kind::Message(_) => EncodedValue::LengthDelimited(&[]),
        _ => EncodedValue::Varint(0),
    }
}
