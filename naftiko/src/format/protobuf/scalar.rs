//! Fields as they are on the wire, and scalars.

use prost_reflect::Kind;
use serde_json::Value;

use crate::format::limits::Budget;
use crate::format::wire::{Wire, binary, double, float, text, zigzag};
use crate::value::DecodeError;

pub(super) const FORMAT: &str = "Protobuf";

/// A value as it is on the wire.
pub(super) enum Raw<'a> {
    Varint(u64),
    Four([u8; 4]),
    Eight([u8; 8]),
    Sized(&'a [u8]),
    /// What comes until the group's end.
    Group,
}

/// The number of the next field and its value; none at the end.
pub(super) fn next<'w>(
    wire: &mut Wire<'w>,
    group: Option<u32>,
) -> Result<Option<(u32, Raw<'w>)>, DecodeError> {
    if wire.is_empty() && group.is_none() {
        return Ok(None);
    }
    let tag = wire.varint()?;
    let number = u32::try_from(tag >> 3).unwrap_or_default();
    if number == 0 {
        return Err(wire.error("a field without a number"));
    }
    let raw = match tag & 7 {
        0 => Raw::Varint(wire.varint()?),
        1 => Raw::Eight(wire.array()?),
        2 => {
            let length = wire.varint()?;
            Raw::Sized(wire.sized(length)?)
        }
        3 => Raw::Group,
        4 if group == Some(number) => return Ok(None),
        5 => Raw::Four(wire.array()?),
        _ => return Err(wire.error("a field of no known kind")),
    };
    Ok(Some((number, raw)))
}

/// A scalar's JSON. Varints of types with 32 bits are cut to them, as the format says.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn scalar(kind: &Kind, raw: Raw<'_>, budget: &mut Budget<'_>) -> Result<Value, DecodeError> {
    let value = match (kind, raw) {
        (Kind::Double, Raw::Eight(bytes)) => double(f64::from_le_bytes(bytes)),
        (Kind::Float, Raw::Four(bytes)) => float(f32::from_le_bytes(bytes)),
        (Kind::Int32, Raw::Varint(number)) => Value::from(number as i32),
        (Kind::Int64, Raw::Varint(number)) => Value::from(number.cast_signed()),
        (Kind::Uint32, Raw::Varint(number)) => Value::from(number as u32),
        (Kind::Uint64, Raw::Varint(number)) => Value::from(number),
        (Kind::Sint32, Raw::Varint(number)) => Value::from(zigzag(u64::from(number as u32))),
        (Kind::Sint64, Raw::Varint(number)) => Value::from(zigzag(number)),
        (Kind::Fixed32, Raw::Four(bytes)) => Value::from(u32::from_le_bytes(bytes)),
        (Kind::Sfixed32, Raw::Four(bytes)) => Value::from(i32::from_le_bytes(bytes)),
        (Kind::Fixed64, Raw::Eight(bytes)) => Value::from(u64::from_le_bytes(bytes)),
        (Kind::Sfixed64, Raw::Eight(bytes)) => Value::from(i64::from_le_bytes(bytes)),
        (Kind::Bool, Raw::Varint(number)) => Value::from(number != 0),
        (Kind::Enum(symbols), Raw::Varint(number)) => match symbols.get_value(number as i32) {
            Some(symbol) => return budget.string(symbol.name()),
            None => Value::from(number as i32),
        },
        (Kind::String, Raw::Sized(bytes)) => {
            return budget.string(text(FORMAT, bytes)?);
        }
        (Kind::Bytes, Raw::Sized(bytes)) => return binary(bytes, budget),
        _ => {
            let found = "a field of another type than the schema says";
            return Err(DecodeError::new("$", FORMAT, found));
        }
    };
    budget.values(1)?;
    Ok(value)
}

/// The zero of a scalar, in the shape its type has on the wire.
pub(super) fn zero(kind: &Kind) -> Raw<'static> {
    match kind {
        Kind::Double | Kind::Fixed64 | Kind::Sfixed64 => Raw::Eight([0; 8]),
        Kind::Float | Kind::Fixed32 | Kind::Sfixed32 => Raw::Four([0; 4]),
        Kind::String | Kind::Bytes | Kind::Message(_) => Raw::Sized(&[]),
        _ => Raw::Varint(0),
    }
}
