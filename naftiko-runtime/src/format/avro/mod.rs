//! Avro: one datum in binary encoding, read with its schema.

mod schema;

use serde_json::{Map, Value};

use self::schema::{Schema, SchemaNode};
use super::FormatLimits;
use super::limits::ConversionBudget;
use super::schemas::Schemas;
use super::wire::{Wire, binary, double, float, text, zigzag};
use crate::value::DecodeError;

const FORMAT: &str = "Avro";

static SCHEMAS: Schemas<Schema> = Schemas::new();

/// Converts a datum. Records and maps become objects; bytes and fixed become base64; enums become their symbols; a
/// union becomes the value alone. Logical types become their base types.
pub(super) fn to_json(
    body: &[u8],
    schema: Option<&'static str>,
    limits: &FormatLimits,
) -> Result<Value, DecodeError> {
    let text = schema.ok_or_else(|| DecodeError::new("$", "Avro with an `outputSchema`", "no schema"))?;
    let schema = SCHEMAS.get(text, Schema::parse)?;
    let mut datum = Datum {
        schema: &schema,
        wire: Wire::new(FORMAT, body),
        budget: ConversionBudget::new(limits),
    };
    if body.starts_with(b"Obj\x01") {
        return Err(datum.wire.error("an object container file"));
    }
    let value = datum.value(schema.root, 0)?;
    if datum.wire.is_empty() {
        Ok(value)
    } else {
        Err(datum.wire.error("more than the schema describes"))
    }
}

struct Datum<'a> {
    schema: &'a Schema,
    wire: Wire<'a>,
    budget: ConversionBudget<'a>,
}

impl Datum<'_> {
    fn value(&mut self, id: usize, depth: usize) -> Result<Value, DecodeError> {
        let schema = self.schema;
        let Some(node) = schema.nodes.get(id) else {
            return Err(self.wire.error("a schema without this type"));
        };
        match node {
            SchemaNode::Union(branches) => {
                let branch = usize::try_from(self.long()?).ok();
                match branch.and_then(|branch| branches.get(branch)) {
                    // A union contains no union, so this recurses once.
                    Some(id) => self.value(*id, depth),
                    None => Err(self.wire.error("an unknown union branch")),
                }
            }
            SchemaNode::Record(fields) => self.record(fields, depth + 1),
            SchemaNode::Array(items) => self.array(*items, depth + 1),
            SchemaNode::Map(values) => self.map(*values, depth + 1),
            SchemaNode::String => {
                let bytes = self.wire.sized_long()?;
                let text = text(FORMAT, bytes)?;
                self.budget.string(text)
            }
            SchemaNode::Bytes => {
                let bytes = self.wire.sized_long()?;
                binary(bytes, &mut self.budget)
            }
            SchemaNode::Fixed(size) => {
                let bytes = self.wire.take(*size)?;
                binary(bytes, &mut self.budget)
            }
            SchemaNode::Enum(symbols) => {
                let symbol = usize::try_from(self.long()?).ok();
                match symbol.and_then(|symbol| symbols.get(symbol)) {
                    Some(symbol) => self.budget.string(symbol),
                    None => Err(self.wire.error("an unknown enum symbol")),
                }
            }
            scalar => self.scalar(scalar),
        }
    }

    fn scalar(&mut self, node: &SchemaNode) -> Result<Value, DecodeError> {
        self.budget.values(1)?;
        Ok(match node {
            SchemaNode::Boolean => match self.wire.array()? {
                [0] => Value::Bool(false),
                [1] => Value::Bool(true),
                _ => return Err(self.wire.error("a boolean that is neither 0 nor 1")),
            },
            SchemaNode::Int => match i32::try_from(self.long()?) {
                Ok(number) => Value::from(number),
                Err(_) => return Err(self.wire.error("an int of more than 32 bits")),
            },
            SchemaNode::Long => Value::from(self.long()?),
            SchemaNode::Float => float(f32::from_le_bytes(self.wire.array()?)),
            SchemaNode::Double => double(f64::from_le_bytes(self.wire.array()?)),
            _ => Value::Null,
        })
    }

    fn record(&mut self, fields: &[(String, usize)], depth: usize) -> Result<Value, DecodeError> {
        self.budget.depth(depth)?;
        self.budget.values(1)?;
        let mut members = Map::with_capacity(fields.len());
        for (name, id) in fields {
            let value = self.value(*id, depth)?;
            self.budget.member(&mut members, name, value)?;
        }
        Ok(Value::Object(members))
    }

    fn array(&mut self, items: usize, depth: usize) -> Result<Value, DecodeError> {
        self.budget.depth(depth)?;
        self.budget.values(1)?;
        let mut array = Vec::new();
        self.blocks(|datum| {
            array.push(datum.value(items, depth)?);
            Ok(())
        })?;
        Ok(Value::Array(array))
    }

    fn map(&mut self, values: usize, depth: usize) -> Result<Value, DecodeError> {
        self.budget.depth(depth)?;
        self.budget.values(1)?;
        let mut members = Map::new();
        self.blocks(|datum| {
            let name = datum.wire.sized_long()?;
            let name = text(FORMAT, name)?;
            let value = datum.value(values, depth)?;
            datum.budget.member(&mut members, name, value)
        })?;
        Ok(Value::Object(members))
    }

    /// Reads each item of all blocks. The item count of a block is not trusted: each item counts against the limit of
    /// values, even if it takes no bytes.
    fn blocks(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        loop {
            let count = self.long()?;
            if count == 0 {
                return Ok(());
            }
            if count < 0 {
                // The size of the block in bytes, for readers that skip it.
                self.long()?;
            }
            for _ in 0..count.unsigned_abs() {
                item(self)?;
            }
        }
    }

    fn long(&mut self) -> Result<i64, DecodeError> {
        Ok(zigzag(self.wire.varint()?))
    }
}

impl<'a> Wire<'a> {
    /// Reads as many bytes as the signed number before them.
    fn sized_long(&mut self) -> Result<&'a [u8], DecodeError> {
        match u64::try_from(zigzag(self.varint()?)) {
            Ok(length) => self.sized(length),
            Err(_) => Err(self.error("a negative length")),
        }
    }
}

#[cfg(test)]
mod tests;
