//! Parameters of the operations of a document.

use std::collections::BTreeMap;

use super::library::Location;
use super::lower::{JsonKind, Lowering};
use super::version::Version;
use crate::model::{ListStyle, Slot, Type};
use crate::source::Span;
use crate::yaml::Node;

/// A parameter of the path, the query or the headers.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: ParameterPlace,
    pub(crate) required: bool,
    /// The value that every call sends: the only one, the default, or the version of the document as `api-version`.
    pub(crate) constant: Option<String>,
    /// The style, where it differs from repeated parameters and from plain text.
    pub(crate) style: Option<ListStyle>,
    /// The type of a text with listed values, or of a list of them.
    pub(crate) choice: Option<Slot>,
    pub(super) kind: JsonKind,
    /// The smallest value, or else the default.
    pub(super) first: Option<u64>,
    pub(crate) span: Span,
}

/// The place of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterPlace {
    Path,
    Query,
    Header,
}

/// Returns the parameters of an operation and of its path; those of the operation replace those of the path.
pub(super) fn all_parameters<'t>(
    lowering: &mut Lowering<'t>,
    item: Location<'t>,
    at: Location<'t>,
) -> Vec<Location<'t>> {
    let mut found: BTreeMap<(String, String), Location<'t>> = BTreeMap::new();
    let mut order = Vec::new();
    for list in [item.get("parameters"), at.get("parameters")]
        .into_iter()
        .flatten()
    {
        for parameter in list.items() {
            let Ok(parameter) = lowering.resolved(parameter) else {
                continue;
            };
            let text = |key| parameter.text(key).unwrap_or_default().to_owned();
            let key = (text("in"), text("name"));
            if found.insert(key.clone(), parameter).is_none() {
                order.push(key);
            }
        }
    }
    order.iter().filter_map(|key| found.get(key).copied()).collect()
}

/// Returns the parameters of the path, the query and the headers. `operation` is the name of the operation.
pub(super) fn parameters<'t>(
    lowering: &mut Lowering<'t>,
    root: Location<'t>,
    item: Location<'t>,
    at: Location<'t>,
    operation: &str,
) -> Vec<Parameter> {
    let mut found = Vec::new();
    for parameter in all_parameters(lowering, item, at) {
        let place = match parameter.text("in") {
            Some("path") => ParameterPlace::Path,
            Some("query") => ParameterPlace::Query,
            Some("header") => ParameterPlace::Header,
            _ => continue,
        };
        let Some(name) = parameter.text("name") else {
            continue;
        };
        let declared = parameter.get("schema").unwrap_or(parameter);
        let schema = lowering.followed(declared).unwrap_or(declared);
        // A parameter with `content` is JSON text.
        let is_plain = parameter.get("content").is_none();
        let kind = lowering.kind(declared);
        found.push(Parameter {
            name: name.to_owned(),
            place,
            required: parameter.is_true("required"),
            constant: constant(root, name, schema),
            style: style(lowering.version, parameter, kind).filter(|_| is_plain),
            choice: (is_plain && matches!(kind, JsonKind::String | JsonKind::Array))
                .then(|| choice(lowering, declared, &format!("{operation} {name}")))
                .flatten(),
            kind,
            first: first(schema),
            span: parameter.node.head(),
        });
    }
    found
}

/// Returns the smallest value of an integer, or else its default.
fn first(schema: Location<'_>) -> Option<u64> {
    let number = |key| schema.node.get(key)?.to_text()?.value.parse().ok();
    number("minimum").or_else(|| number("default"))
}

/// Returns the type of a text with listed values, or of a list of them; `None` for any other value.
fn choice<'t>(lowering: &mut Lowering<'t>, at: Location<'t>, name: &str) -> Option<Slot> {
    let slot = lowering.slot(at, name);
    let is_choice = |slot: Slot| matches!(lowering.types.get(slot.id), Type::Enum(_));
    let is_list = match lowering.types.get(slot.id) {
        Type::List(item) => !item.nullable && is_choice(*item),
        _ => false,
    };
    (is_list || is_choice(slot)).then_some(slot)
}

/// Returns the style of a parameter in the query or the path; `None` for a repeated one, and for plain text.
pub(super) fn style(version: Version, parameter: Location<'_>, kind: JsonKind) -> Option<ListStyle> {
    match (version, parameter.text("in")) {
        (Version::V2, Some("query" | "path")) if kind == JsonKind::Array => collection_format(parameter),
        (Version::V2, _) => None,
        (_, Some("query")) => query_style(parameter, kind),
        (_, Some("path")) => path_style(parameter, kind),
        _ => None,
    }
}

/// Returns the style of a list in Swagger 2.0.
fn collection_format(parameter: Location<'_>) -> Option<ListStyle> {
    match parameter.text("collectionFormat") {
        None | Some("csv") => Some(ListStyle::Comma),
        Some("ssv") => Some(ListStyle::Space),
        Some("tsv") => Some(ListStyle::Tab),
        Some("pipes") => Some(ListStyle::Pipe),
        Some(_) => None,
    }
}

fn query_style(parameter: Location<'_>, kind: JsonKind) -> Option<ListStyle> {
    let style = parameter.text("style").unwrap_or("form");
    let explode = explode(parameter).unwrap_or(style == "form");
    match (kind, style) {
        (JsonKind::Object, "deepObject") => Some(ListStyle::Members),
        (JsonKind::Object, "form") if explode => Some(ListStyle::Fields),
        (JsonKind::Array | JsonKind::Object, _) if explode => None,
        (JsonKind::Array | JsonKind::Object, "form") => Some(ListStyle::Comma),
        (JsonKind::Array | JsonKind::Object, "spaceDelimited") => Some(ListStyle::Space),
        (JsonKind::Array | JsonKind::Object, "pipeDelimited") => Some(ListStyle::Pipe),
        _ => None,
    }
}

fn path_style(parameter: Location<'_>, kind: JsonKind) -> Option<ListStyle> {
    let explode = explode(parameter).unwrap_or(false);
    match (parameter.text("style"), explode) {
        (Some("label"), false) => Some(ListStyle::Label),
        (Some("label"), true) => Some(ListStyle::LabelExploded),
        (Some("matrix"), false) => Some(ListStyle::Matrix),
        (Some("matrix"), true) => Some(ListStyle::MatrixExploded),
        _ if kind == JsonKind::Array || kind == JsonKind::Object && !explode => Some(ListStyle::Comma),
        _ => None,
    }
}

fn explode(parameter: Location<'_>) -> Option<bool> {
    parameter.node.get("explode").and_then(Node::as_bool)
}

pub(super) fn constant(root: Location<'_>, name: &str, schema: Location<'_>) -> Option<String> {
    let only = || match schema.node.get("enum").and_then(Node::as_sequence) {
        Some([one]) => one.as_str(),
        _ => None,
    };
    let version = || {
        let version = root.get("info")?.text("version");
        version.filter(|_| name.eq_ignore_ascii_case("api-version"))
    };
    let value = only()
        .or_else(|| schema.text("const"))
        .or_else(|| schema.text("default"));
    value.or_else(version).map(str::to_owned)
}
