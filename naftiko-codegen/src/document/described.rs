//! What describes a value: its type, and keys as in JSON Schema.

use super::context::Context;
use super::fields::Fields;
use super::record;
use super::{Spanned, Text};
use crate::diagnostic::{Diagnostic, codes};
use crate::suggest;
use crate::yaml::Node;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum DataType {
    String,
    Number,
    /// A number whose `format` is `float` or `double`.
    Double,
    Integer,
    Boolean,
    Array,
    Object,
    /// A file in a form, in the wild dialect.
    File,
}

/// What `type` may be.
const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];

/// Keys that describe a value further. The format has none of them; the official engine knows most.
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

/// `type` of a parameter or an output.
pub(super) fn data_type(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<DataType>> {
    record::value(fields, "type", || format!("`{}`", TYPES.join("`, `")));
    let (_, node) = fields.peek("type")?;
    let Some(text) = node.to_text() else {
        fields.wrong_type(cx, "type", node, "a text");
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
            cx.note(
                codes::UNKNOWN_TYPE,
                text.span,
                "the type `file` is not in the format: it is a file in a form",
            );
            DataType::File
        }
        other => {
            let message = format!("the type `{other}` is unknown: any value is taken");
            let finding = Diagnostic::new(codes::UNKNOWN_TYPE, text.span, message);
            let finding = match suggest::nearest(other, TYPES) {
                Some(near) => finding.label(format!("did you mean `{near}`?")),
                None => finding.help(format!("the types are `{}`", TYPES.join("`, `"))),
            };
            fields.tolerate(cx, finding);
            return None;
        }
    };
    Some(Spanned::new(value, text.span))
}

/// Whether the value's `format` is one of doubles.
fn is_double(fields: &mut Fields<'_>) -> bool {
    let format = fields.peek("format").and_then(|(_, node)| node.to_text());
    format.is_some_and(|format| matches!(format.as_str(), "float" | "double"))
}

/// What describes a value further.
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
        let message = format!("{what} has no `{key}` in the format");
        schema.extend(
            fields
                .tolerated(cx, key, codes::VALUE_SCHEMA, &message)
                .map(|node| (name.clone(), node.clone())),
        );
    }
    schema
}
