//! Types and JSON Schema keys of values.

use super::context::Context;
use super::fields::Fields;
use super::record;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Spanned;
use crate::spec::{DataType, Text};
use crate::spelling;
use crate::yaml::Node;

/// The values of `type` in the format.
const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];

/// Keys of JSON Schema that are extensions to the format. The official engine reads most of them.
static SCHEMA: [&str; 22] = [
    "items",
    "properties",
    "enum",
    "default",
    "format",
    "example",
    "examples",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
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

/// Reads `type` of a parameter or an output.
pub(super) fn data_type(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<DataType>> {
    record::value(fields, "type", || format!("`{}`", TYPES.join("`, `")));
    let (_, node) = fields.peek("type")?;
    let Some(text) = node.to_text() else {
        fields.wrong_type(cx, "type", node, "a string");
        return None;
    };
    let value = match text.as_str() {
        "string" => DataType::String,
        "number" if is_double(fields) => DataType::Double,
        "number" => DataType::Number,
        "integer" => DataType::Integer,
        "boolean" => DataType::Boolean,
        "array" => DataType::Array,
        "object" => DataType::Object,
        "file" => {
            cx.warn_at(
                codes::EXTENSION_TYPE,
                text.span,
                "`type: file` is an extension to the format; it is read as a file in a form",
            );
            DataType::File
        }
        other => {
            let message = format!("unknown type `{other}`; any value is accepted");
            let diagnostic = Diagnostic::new(codes::UNKNOWN_TYPE, text.span, message);
            let help = match spelling::nearest(other, TYPES) {
                Some(near) => format!("write `type: {near}`"),
                None => format!("expected one of `{}`", TYPES.join("`, `")),
            };
            fields.warn(cx, diagnostic.help(help));
            return None;
        }
    };
    Some(Spanned::new(value, text.span))
}

/// Returns whether the value's `format` is one of floating-point numbers.
fn is_double(fields: &mut Fields<'_>) -> bool {
    let format = fields.peek("format").and_then(|(_, node)| node.to_text());
    format.is_some_and(|format| matches!(format.as_str(), "float" | "double"))
}

/// Reads the JSON Schema keys of a value, and reports each as an extension.
pub(super) fn schema(fields: &mut Fields<'_>, cx: &mut Context<'_>, what: &str) -> Vec<(Text, Node)> {
    record::schema(fields, &SCHEMA);
    let mut schema = Vec::new();
    for key in SCHEMA {
        let Some((name, _)) = fields.peek(key) else {
            continue;
        };
        if fields.is_known(key) {
            continue;
        }
        let message = format!("`{key}` of {what} is an extension to the format");
        schema.extend(
            fields
                .accept(cx, key, codes::VALUE_SCHEMA, &message)
                .map(|node| (name.clone(), node.clone())),
        );
    }
    schema
}
