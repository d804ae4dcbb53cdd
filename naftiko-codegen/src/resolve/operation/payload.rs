//! What a response carries.

use crate::diagnostic::{Diagnostic, codes};
use crate::document::{ConsumedOperation, RawFormat};
use crate::model::{Format, Payload};
use crate::resolve::context::Context;

/// What a response carries, and how it becomes JSON.
pub(super) fn payload(context: &mut Context<'_>, operation: &ConsumedOperation) -> (Payload, Option<Format>) {
    let Some(declared) = &operation.raw_format else {
        return (Payload::Json, None);
    };
    let name = match declared.value {
        RawFormat::Json => return (Payload::Json, None),
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
        "responses in `{}` need the feature `{feature}` of the crate naftiko",
        name.to_lowercase()
    );
    let finding = Diagnostic::new(codes::FEATURE_NEEDED, declared.span, message);
    context.diagnostics.push_once(finding.help(format!(
        "naftiko = {{ version = \"…\", features = [\"{feature}\"] }}"
    )));
    let schema = operation
        .output_schema
        .as_ref()
        .map(|schema| schema.value.clone());
    (Payload::Json, Some(Format { name, schema }))
}
