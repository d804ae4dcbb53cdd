//! Values of generated types in the formats of serde, to store them.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::{FromJson, Json, Reader, ToJson, Writer};

/// Serializes a value as its JSON. Members that only responses have are written too.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<T: ToJson, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut writer = Writer::complete();
    value.write_json(&mut writer);
    writer.finish().to_value().serialize(serializer)
}

/// Deserializes a value from its JSON.
///
/// # Errors
/// Those of the deserializer, and when the JSON is not such a value.
pub fn deserialize<'de, T: FromJson, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let json = Json::from(Value::deserialize(deserializer)?);
    let read = Reader::new(json.as_str()).read_whole();
    read.map_err(D::Error::custom)
}
