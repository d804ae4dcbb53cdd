//! Constants of `with` in the types of their parameters.

use serde_json::Value;

use crate::model::TypeId;
use crate::yaml::Node;

/// Returns a string as a value of the wanted type, if it is one.
pub(super) fn typed(value: &Node, wanted: TypeId) -> Value {
    let text = value.as_str().unwrap_or_default();
    read(text, wanted).unwrap_or_else(|| value.to_json())
}

/// Returns whether a string is a value of the type.
pub(super) fn reads_as(text: &str, wanted: TypeId) -> bool {
    !matches!(
        wanted,
        TypeId::INTEGER | TypeId::NUMBER | TypeId::DOUBLE | TypeId::BOOLEAN
    ) || read(text, wanted).is_some()
}

fn read(text: &str, wanted: TypeId) -> Option<Value> {
    match wanted {
        TypeId::INTEGER => text.parse::<i64>().ok().map(Into::into),
        // The digits are kept as they are written.
        TypeId::NUMBER if serde_json::from_str::<serde_json::Number>(text).is_ok() => Some(text.into()),
        TypeId::NUMBER | TypeId::DOUBLE => text
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .map(Into::into),
        TypeId::BOOLEAN => text.parse::<bool>().ok().map(Into::into),
        TypeId::STRING | TypeId::FILE => Some(text.into()),
        _ => None,
    }
}

/// Returns a list or map as the wanted type. As a string, a list of scalars has commas between them, and any other value is JSON.
pub(super) fn structured(value: &Node, wanted: TypeId) -> Value {
    let json = value.to_json();
    if wanted != TypeId::STRING {
        return json;
    }
    let scalars: Option<Vec<&str>> = value
        .as_sequence()
        .map(|items| items.iter().map(Node::as_str).collect::<Option<_>>())
        .unwrap_or_default();
    Value::String(scalars.map_or_else(|| json.to_string(), |scalars| scalars.join(",")))
}
