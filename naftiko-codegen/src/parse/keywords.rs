//! Keywords of JSON Schema that describe values, an extension to the format.

use serde_json::Value;

use super::context::Context;
use super::data_type::{data_type, word};
use super::fields::{Fields, Form, Item, prose};
use super::record;
use crate::diagnostic::{Diagnostic, codes};
use crate::spec::{DataType, Keywords};
use crate::yaml::Node;

/// The keywords that have an effect in inputs.
static OF_INPUTS: [&str; 12] = [
    "items",
    "properties",
    "enum",
    "default",
    "format",
    "pattern",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
];

/// The keywords without effect. The official engine reads most of them.
static IGNORED: [&str; 13] = [
    "example",
    "examples",
    "precision",
    "scale",
    "const",
    "template",
    "selector",
    "values",
    "contentEncoding",
    "contentCompression",
    "contentMediaType",
    "additionalProperties",
    "nullable",
];

fn all() -> impl Iterator<Item = &'static str> {
    OF_INPUTS.into_iter().chain(IGNORED)
}

/// Reads the keywords of an input, and reports each as an extension.
pub(super) fn of_input(
    fields: &mut Fields<'_>,
    cx: &mut Context<'_>,
    what: &str,
    kind: Option<DataType>,
) -> Keywords {
    let mut keywords = Keywords::new();
    for key in OF_INPUTS {
        if fields.is_known(key) || fields.peek(key).is_none() {
            continue;
        }
        let message =
            format!("`{key}` of {what} is an extension to the format; the schema of the input has it");
        fields.accept(cx, key, codes::VALUE_SCHEMA, &message);
        add(&mut keywords, key, kind, fields, cx);
    }
    if requires_members(fields) {
        add(&mut keywords, "required", kind, fields, cx);
    }
    record::schema(fields, all(), codes::VALUE_SCHEMA);
    report_ignored(fields, cx, what, kind);
    keywords
}

/// Reports the keywords of a value that is not an input, which have no effect.
pub(super) fn without_effect(
    fields: &mut Fields<'_>,
    cx: &mut Context<'_>,
    what: &str,
    kind: Option<DataType>,
) {
    record::schema(fields, all(), codes::VALUE_SCHEMA_IGNORED);
    report_ignored(fields, cx, what, kind);
}

/// Reports the keywords that are not read before.
fn report_ignored(fields: &mut Fields<'_>, cx: &mut Context<'_>, what: &str, kind: Option<DataType>) {
    for key in all() {
        if fields.is_known(key) || fields.accepted.contains(&key) || fields.peek(key).is_none() {
            continue;
        }
        if key == "format" && kind == Some(DataType::Double) {
            let message = format!("`format` of {what} is an extension to the format; it is used");
            fields.accept(cx, key, codes::VALUE_SCHEMA, &message);
        } else {
            let message = format!("`{key}` of {what} has no effect; it is ignored");
            fields.accept(cx, key, codes::VALUE_SCHEMA_IGNORED, &message);
        }
    }
}

/// Adds the value of a keyword. One in another form is ignored, with a warning.
fn add(
    keywords: &mut Keywords,
    key: &'static str,
    kind: Option<DataType>,
    fields: &mut Fields<'_>,
    cx: &mut Context<'_>,
) {
    let Some((_, node)) = fields.peek(key) else { return };
    let (value, form) = match key {
        "items" => (nested(node, cx), "a map"),
        "properties" => return add_properties(keywords, fields, cx),
        "enum" => (
            node.as_sequence()
                .filter(|items| !items.is_empty())
                .and_then(|items| items.iter().map(|item| value(item, kind)).collect()),
            "a list of values of the type",
        ),
        "default" => (value(node, kind), "a value of the type"),
        "format" | "pattern" => (node.as_str().map(Value::from), "a string"),
        "minimum" | "maximum" => (node.as_number().map(|_| node.to_json()), "a number"),
        "required" => (names(node), "a list of names"),
        _ => {
            let number = node.as_integer().filter(|number| *number >= 0);
            (number.map(Value::from), "a number of at least 0")
        }
    };
    if let Some(value) = value {
        keywords.insert(key.to_owned(), value);
        return;
    }
    let message = format!("expected {form} for `{key}` in {}; it is ignored", fields.what());
    let diagnostic = Diagnostic::new(codes::VALUE_FORM, node.head(), message);
    fields.warn(cx, diagnostic.help(format!("write {form}")));
}

/// Returns a value of a type; `None` for one of another type.
fn value(node: &Node, kind: Option<DataType>) -> Option<Value> {
    match kind {
        // A string without quotes may look like a number.
        Some(DataType::String | DataType::File) => node.as_str().map(Value::from),
        Some(DataType::Integer) => node.as_integer().map(Value::from),
        Some(DataType::Number | DataType::Double) => node.as_number().map(|_| node.to_json()),
        Some(DataType::Boolean) => node.as_bool().map(Value::from),
        Some(DataType::Array) => node.as_sequence().map(|_| node.to_json()),
        Some(DataType::Object) => node.as_mapping().map(|_| node.to_json()),
        None => Some(node.to_json()),
    }
}

fn names(node: &Node) -> Option<Value> {
    let names = node.as_sequence()?.iter();
    names.map(|name| name.as_str().map(Value::from)).collect()
}

/// Reads the schema of items.
fn nested(node: &Node, cx: &mut Context<'_>) -> Option<Value> {
    node.as_mapping()?;
    let mut fields = Fields::of(node, PART, cx)?;
    let keywords = part(&mut fields, cx);
    fields.finish(cx);
    Some(keywords.into())
}

/// A part of an input in messages.
const PART: &str = "a part of an input";

/// Adds the members of an object. Each says itself, or the object says in a list, that it is required.
fn add_properties(keywords: &mut Keywords, fields: &mut Fields<'_>, cx: &mut Context<'_>) {
    let (mut members, mut required) = (Keywords::new(), Vec::new());
    for Item { name, mut fields } in fields.named(cx, "properties", PART, Form::Either) {
        let Some(name) = name else {
            let message = "missing `name` in a part of an input; it is ignored";
            let diagnostic = Diagnostic::new(codes::PARAMETER_WITHOUT_NAME, fields.span, message);
            fields.warn(cx, diagnostic.help("add `name: …`"));
            continue;
        };
        let says_itself = fields.peek("required").is_some() && !requires_members(&fields);
        if says_itself && fields.boolean(cx, "required").is_some_and(|own| own.value) {
            required.push(Value::from(name.as_str()));
        }
        let member = part(&mut fields, cx);
        fields.finish(cx);
        members.insert(name.value, member.into());
    }
    keywords.insert("properties".to_owned(), members.into());
    if !required.is_empty() {
        keywords.insert("required".to_owned(), required.into());
    }
}

/// Reads the schema of a part.
fn part(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Keywords {
    let mut keywords = Keywords::new();
    fields.node("type");
    let kind = data_type(fields, cx).map(|kind| kind.value);
    if let Some(kind) = kind {
        keywords.insert("type".to_owned(), word(kind).into());
    }
    if let Some(text) = fields.node("description").and_then(prose) {
        keywords.insert("description".to_owned(), text.value.into());
    }
    for key in OF_INPUTS {
        if fields.node(key).is_some() {
            add(&mut keywords, key, kind, fields, cx);
        }
    }
    fields.node("required");
    if requires_members(fields) {
        add(&mut keywords, "required", kind, fields, cx);
    }
    keywords
}

/// Returns whether `required` is a list, of the members of an object. That of a value itself is a boolean.
fn requires_members(fields: &Fields<'_>) -> bool {
    let required = fields.peek("required");
    required.is_some_and(|(_, node)| node.as_sequence().is_some())
}
