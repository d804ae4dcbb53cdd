//! Constants of specs, and those of `with` in the types of their parameters.

use serde_json::Value;

use crate::model::{Constant, TypeId};
use crate::yaml::{Kind, Node, Scalar};

/// Returns a node as a constant. A number of JSON keeps its digits.
pub(super) fn of(node: &Node) -> Constant {
    match &node.kind {
        Kind::Null => Constant::Null,
        Kind::Scalar(scalar) => of_scalar(scalar),
        Kind::Sequence(items) => Constant::Array(items.iter().map(of).collect()),
        Kind::Mapping(entries) => {
            let entries = entries.iter();
            Constant::Object(
                entries
                    .map(|(key, value)| (key.value.clone(), of(value)))
                    .collect(),
            )
        }
    }
}

/// Returns a scalar as a constant. A number of JSON keeps its digits.
pub(super) fn of_scalar(scalar: &Scalar) -> Constant {
    match scalar.to_json() {
        Value::Number(number) => {
            let digits = Constant::number(&scalar.text);
            // Other notations of YAML are no JSON.
            digits.unwrap_or_else(|| Constant::Number(number.to_string()))
        }
        other => Constant::from(&other),
    }
}

/// Returns a string as a value of the wanted type, if it is one.
pub(super) fn typed(value: &Node, wanted: TypeId) -> Constant {
    let text = value.as_str().unwrap_or_default();
    read(text, wanted).unwrap_or_else(|| of(value))
}

/// Returns whether a string is a value of the type.
pub(super) fn reads_as(text: &str, wanted: TypeId) -> bool {
    !matches!(
        wanted,
        TypeId::INTEGER | TypeId::NUMBER | TypeId::DOUBLE | TypeId::BOOLEAN
    ) || read(text, wanted).is_some()
}

fn read(text: &str, wanted: TypeId) -> Option<Constant> {
    let number = |number: serde_json::Number| Constant::Number(number.to_string());
    match wanted {
        TypeId::INTEGER => text.parse::<i64>().ok().map(|integer| number(integer.into())),
        TypeId::NUMBER | TypeId::DOUBLE => Constant::number(text).or_else(|| {
            let double = text.parse().ok().and_then(serde_json::Number::from_f64);
            double.map(number)
        }),
        TypeId::BOOLEAN => text.parse::<bool>().ok().map(Constant::Boolean),
        TypeId::STRING | TypeId::FILE => Some(text.into()),
        _ => None,
    }
}

/// Returns a list or map as the wanted type. As a string, a list of scalars has commas between them, and any other value is JSON.
pub(super) fn structured(value: &Node, wanted: TypeId) -> Constant {
    if wanted != TypeId::STRING {
        return of(value);
    }
    let scalars: Option<Vec<&str>> = value
        .as_sequence()
        .map(|items| items.iter().map(Node::as_str).collect::<Option<_>>())
        .unwrap_or_default();
    Constant::String(scalars.map_or_else(|| value.to_json().to_string(), |scalars| scalars.join(",")))
}
