//! Mock responses from the outputs' values.

use super::drafts::value_type;
use super::wiring::Wiring;
use crate::model::{JsonTemplate, Piece, TypeId};
use crate::spec::{Action, Output};
use crate::template::{self, Notation};
use crate::yaml::Node;

/// Returns whether an output has a value of its own.
pub(super) fn has_value(output: &Output) -> bool {
    output.value.is_some()
        || output.constant.is_some()
        || output.properties.iter().flatten().any(has_value)
        || output.items.as_deref().is_some_and(has_value)
}

/// Returns the response of a mock, an object of its outputs.
pub(super) fn mock(action: &Action, wiring: &mut Wiring<'_>) -> JsonTemplate {
    // Outputs without a value are not part of the response, at any depth.
    let fields = action
        .outputs
        .iter()
        .filter(|output| has_value(output))
        .map(|output| {
            let name = output
                .name
                .as_ref()
                .map_or_else(|| "value".to_owned(), |name| name.value.clone());
            (name, mock_value(output, wiring))
        });
    JsonTemplate::Object(fields.collect())
}

fn mock_value(output: &Output, wiring: &mut Wiring<'_>) -> JsonTemplate {
    if let Some(value) = output.value.as_ref().or(output.constant.as_ref()) {
        let declared = output.data_type.as_ref().map(|kind| value_type(kind.value));
        return mock_scalar(value, declared, wiring);
    }
    if let Some(properties) = &output.properties {
        let named = properties
            .iter()
            .filter(|property| has_value(property))
            .filter_map(|property| Some((property.name.as_ref()?.value.clone(), property)));
        return JsonTemplate::Object(
            named
                .map(|(name, property)| (name, mock_value(property, wiring)))
                .collect(),
        );
    }
    match &output.items {
        Some(item) => JsonTemplate::Array(vec![mock_value(item, wiring)]),
        None => JsonTemplate::Constant(serde_json::Value::Null),
    }
}

/// Returns a value of a mock. An input keeps its type, a constant has the declared one.
fn mock_scalar(value: &Node, declared: Option<TypeId>, wiring: &mut Wiring<'_>) -> JsonTemplate {
    let Some(text) = value.as_str() else {
        return JsonTemplate::Constant(value.to_json());
    };
    let parsed = template::parse(text, Notation::Double);
    if !parsed.has_holes() {
        let constant = match declared {
            Some(TypeId::NUMBER | TypeId::DOUBLE | TypeId::INTEGER) => {
                serde_json::from_str::<serde_json::Number>(text.trim())
                    .ok()
                    .map(Into::into)
            }
            Some(TypeId::BOOLEAN) => text.trim().parse::<bool>().ok().map(Into::into),
            _ => None,
        };
        return JsonTemplate::Constant(constant.unwrap_or_else(|| text.into()));
    }
    let pieces: Vec<Piece> = parsed
        .parts
        .into_iter()
        .filter_map(|part| wiring.mock_piece(part, value.span))
        .collect();
    match pieces.as_slice() {
        [Piece::Input(index)] if declared != Some(TypeId::STRING) => JsonTemplate::Input(*index),
        _ => JsonTemplate::Text(pieces),
    }
}
