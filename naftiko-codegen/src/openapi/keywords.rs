//! Keywords of a member's schema that do not change its type: ranges, formats, defaults and examples.

use serde_json::Value;

use super::library::Location;
use super::lower::JsonKind;
use crate::model::Keywords;
use crate::yaml::Node;

/// The largest default or example, in bytes of JSON.
const LARGEST: usize = 400;

/// Returns the keywords of a member of a kind: its own before those of the schema that it refers to.
pub(super) fn keywords(at: Location<'_>, target: Location<'_>, kind: JsonKind) -> Keywords {
    let find = |key: &str| at.get(key).or_else(|| target.get(key));
    let value = |key| find(key).and_then(|at| small(at.node, kind));
    let first_example = || find("examples").and_then(|list| small(list.items().next()?.node, kind));
    let size = |key| find(key).and_then(|at| size(at.node));
    let text = |key| find(key).and_then(|at| at.node.as_str()).map(Value::from);
    let (minimum, exclusive_minimum) = bound(find("minimum"), find("exclusiveMinimum"));
    let (maximum, exclusive_maximum) = bound(find("maximum"), find("exclusiveMaximum"));
    let all = [
        ("format", text("format")),
        ("default", value("default")),
        ("example", value("example").or_else(first_example)),
        ("enum", numbers(find("enum"), kind)),
        ("minimum", minimum),
        ("exclusiveMinimum", exclusive_minimum),
        ("maximum", maximum),
        ("exclusiveMaximum", exclusive_maximum),
        ("multipleOf", find("multipleOf").and_then(|at| number(at.node))),
        ("minLength", size("minLength")),
        ("maxLength", size("maxLength")),
        ("pattern", text("pattern")),
        ("minItems", size("minItems")),
        ("maxItems", size("maxItems")),
    ];
    all.into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .collect()
}

/// Returns a value of a kind, unless it is null or large. Scalars of a string are texts in any notation.
fn small(node: &Node, kind: JsonKind) -> Option<Value> {
    let value = match node.as_str() {
        Some(text) if kind == JsonKind::String => Value::from(text),
        _ => node.to_json(),
    };
    let fits = !value.is_null() && is_of(kind, &value) && value.to_string().len() <= LARGEST;
    fits.then_some(value)
}

fn is_of(kind: JsonKind, value: &Value) -> bool {
    match kind {
        JsonKind::Boolean => value.is_boolean(),
        JsonKind::Integer => value.is_i64() || value.is_u64(),
        JsonKind::Number => value.is_number(),
        JsonKind::String => value.is_string(),
        JsonKind::Array => value.is_array(),
        JsonKind::Object => value.is_object(),
        JsonKind::Null | JsonKind::Any => true,
    }
}

/// Returns the values of an `enum` of numbers. Texts have a type of their own.
fn numbers(values: Option<Location<'_>>, kind: JsonKind) -> Option<Value> {
    if !matches!(kind, JsonKind::Integer | JsonKind::Number) {
        return None;
    }
    let values: Option<Vec<Value>> = values?
        .items()
        .filter(|value| !value.node.is_null())
        .map(|value| small(value.node, kind))
        .collect();
    values.filter(|values| !values.is_empty()).map(Value::from)
}

/// Returns a bound and an exclusive one: OpenAPI before 3.1 has a flag beside the bound, and later versions have a number.
fn bound(bound: Option<Location<'_>>, exclusive: Option<Location<'_>>) -> (Option<Value>, Option<Value>) {
    let bound = bound.and_then(|at| number(at.node));
    match exclusive.map(|at| (at.node.as_bool(), number(at.node))) {
        Some((Some(true), _)) => (None, bound),
        Some((None, exclusive)) => (bound, exclusive),
        Some((Some(false), _)) | None => (bound, None),
    }
}

fn number(node: &Node) -> Option<Value> {
    let value = node.to_json();
    value.is_number().then_some(value)
}

fn size(node: &Node) -> Option<Value> {
    let size = node.as_integer().filter(|size| *size >= 0)?;
    Some(size.into())
}
