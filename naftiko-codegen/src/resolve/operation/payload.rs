//! Resolves the response format.

use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Format, Payload, TypeId};
use crate::resolve::context::Context;
use crate::spec::{ConsumedOperation, RawFormat};

/// Returns the payload of a response, and the conversion of its format to JSON.
pub(super) fn payload(context: &mut Context<'_>, operation: &ConsumedOperation) -> (Payload, Option<Format>) {
    let Some(declared) = &operation.raw_format else {
        return (Payload::Json(TypeId::ANY), None);
    };
    let name = match declared.value {
        RawFormat::Json => return (Payload::Json(TypeId::ANY), None),
        RawFormat::Binary => return (Payload::Binary, None),
        RawFormat::Text => return (Payload::Text, None),
        RawFormat::Avro => "Avro",
        RawFormat::Protobuf => "Protobuf",
        RawFormat::Xml => "Xml",
        RawFormat::Csv => "Csv",
        RawFormat::Tsv => "Tsv",
        RawFormat::Psv => "Psv",
        RawFormat::Yaml => "Yaml",
        RawFormat::Html => "Html",
        RawFormat::Markdown => "Markdown",
    };
    let feature = if matches!(name, "Tsv" | "Psv") {
        "csv".to_owned()
    } else {
        name.to_lowercase()
    };
    let message = format!(
        "`outputRawFormat: {}` requires feature `{feature}` of `naftiko`",
        name.to_lowercase()
    );
    let diagnostic = Diagnostic::new(codes::FEATURE_NEEDED, declared.span, message);
    let help = crate::diagnostic::enable(&feature);
    context.diagnostics.push_once(diagnostic.help(help));
    let schema = operation
        .output_schema
        .as_ref()
        .map(|schema| schema.value.clone());
    (Payload::Json(TypeId::ANY), Some(Format { name, schema }))
}
