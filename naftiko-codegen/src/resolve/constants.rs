//! Constants of `with` in the types of their parameters.

use serde_json::Value;

use crate::model::ValueType;
use crate::yaml::Node;

/// Returns a string as a value of the wanted type, if it is one.
pub(super) fn typed(value: &Node, wanted: ValueType) -> Value {
    let text = value.as_str().unwrap_or_default();
    read(text, wanted).unwrap_or_else(|| value.to_json())
}

/// Returns whether a string is a value of the type.
pub(super) fn reads_as(text: &str, wanted: ValueType) -> bool {
    !matches!(
        wanted,
        ValueType::Integer | ValueType::Number | ValueType::Double | ValueType::Boolean
    ) || read(text, wanted).is_some()
}

fn read(text: &str, wanted: ValueType) -> Option<Value> {
    match wanted {
        ValueType::Integer => text.parse::<i64>().ok().map(Into::into),
        // The digits are kept as they are written.
        ValueType::Number if serde_json::from_str::<serde_json::Number>(text).is_ok() => Some(text.into()),
        ValueType::Number | ValueType::Double => text
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .map(Into::into),
        ValueType::Boolean => text.parse::<bool>().ok().map(Into::into),
        ValueType::String | ValueType::File => Some(text.into()),
        ValueType::Array | ValueType::Object | ValueType::Any => None,
    }
}

/// Returns a list or map as the wanted type. As a string, a list of scalars has commas between them, and any other value is JSON.
pub(super) fn structured(value: &Node, wanted: ValueType) -> Value {
    let json = value.to_json();
    if wanted != ValueType::String {
        return json;
    }
    let scalars: Option<Vec<&str>> = value
        .as_sequence()
        .map(|items| items.iter().map(Node::as_str).collect::<Option<_>>())
        .unwrap_or_default();
    Value::String(scalars.map_or_else(|| json.to_string(), |scalars| scalars.join(",")))
}
