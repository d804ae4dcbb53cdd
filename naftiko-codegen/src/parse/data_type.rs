//! Types of values.

use super::context::Context;
use super::fields::Fields;
use super::record;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Spanned;
use crate::spec::DataType;
use crate::spelling;

/// The values of `type` in the format.
const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];

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

/// Returns the name of a type in JSON Schema.
pub(super) fn word(kind: DataType) -> &'static str {
    match kind {
        DataType::String | DataType::File => "string",
        DataType::Number | DataType::Double => "number",
        DataType::Integer => "integer",
        DataType::Boolean => "boolean",
        DataType::Array => "array",
        DataType::Object => "object",
    }
}
