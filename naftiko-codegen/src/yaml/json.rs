//! Conversion of nodes to JSON, with scalars by the core schema of YAML 1.2.

use serde_json::Value;

use super::node::{Kind, Node, Scalar};

impl Node {
    /// Returns the value as JSON.
    pub(crate) fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Scalar(scalar) => scalar.to_json(),
            Kind::Sequence(items) => items.iter().map(Self::to_json).collect(),
            Kind::Mapping(entries) => entries
                .iter()
                .map(|(key, value)| (key.value.clone(), value.to_json()))
                .collect(),
        }
    }
}

impl Scalar {
    /// Returns the value as JSON.
    pub(crate) fn to_json(&self) -> Value {
        if let Some(boolean) = self.as_bool() {
            return Value::Bool(boolean);
        }
        if let Some(integer) = self.as_integer() {
            return Value::from(integer);
        }
        self.as_number()
            .map_or_else(|| Value::from(self.text.as_str()), Value::from)
    }
}
