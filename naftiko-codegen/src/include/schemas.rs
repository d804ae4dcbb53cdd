//! Avro and Protobuf schemas: the text of the file replaces the path in `outputSchema` before anything is resolved.
//!
//! The path is relative to the file that declares the operation. Generated code embeds the text, so that programs read no file.

use super::files::{FileKind, PackageReader, Refusal};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::{SourceId, Sources, Span};
use crate::spec::{ConsumedOperation, Document, Entry, RawFormat, Text};
use std::collections::BTreeMap;

mod avro;
mod proto;

/// Reads the schemas of one spec.
pub(super) struct Schemas<'a, 'r, 'l> {
    pub(super) files: &'a mut PackageReader<'r, 'l>,
    pub(super) sources: &'a Sources,
    pub(super) diagnostics: &'a mut Diagnostics,
    /// The texts of schema files, by the file that contains the path and the path.
    pub(super) texts: BTreeMap<(SourceId, String), Result<String, String>>,
}

impl Schemas<'_, '_, '_> {
    /// Reads the schema of every operation with `outputSchema`. Invalid ones are reported and ignored.
    pub(super) fn resolve(mut self, document: &mut Document) {
        for entry in &mut document.consumes {
            let Entry::Inline(api) = entry else { continue };
            let resources = api.resources.iter_mut();
            for operation in resources.flat_map(|resource| &mut resource.operations) {
                let format = operation.raw_format.as_ref().map(|format| format.value);
                if let Some(RawFormat::Avro | RawFormat::Protobuf) = format {
                    operation.output_schema = self.schema(operation, format == Some(RawFormat::Avro));
                }
            }
        }
    }

    fn schema(&mut self, operation: &ConsumedOperation, avro: bool) -> Option<Text> {
        let (format, name, example) = if avro {
            ("avro", "Avro", "parcel.avsc")
        } else {
            ("protobuf", "Protobuf", "parcel.proto")
        };
        let Some(declared) = &operation.output_schema else {
            let span = operation
                .raw_format
                .as_ref()
                .map_or(operation.span, |format| format.span);
            let message = format!("`outputRawFormat: {format}` requires `outputSchema`");
            self.refuse(span, message, &format!("add `outputSchema: {example}`"));
            return None;
        };
        let text = match self.load(declared)? {
            Ok(text) => text,
            Err(why) => {
                let message = format!("the schema file `{declared}` cannot be read: {why}");
                self.refuse(
                    declared.span,
                    message,
                    "correct the path, which is relative to the file that contains it",
                );
                return None;
            }
        };
        let checked = if avro {
            avro::check(&text)
        } else {
            proto::check(&text)
        };
        match checked {
            Ok(()) => Some(declared.as_ref().map(|_| text)),
            Err(why) => {
                let message = format!("invalid {name} schema `{declared}`: {why}");
                self.refuse(declared.span, message, "correct the file, or name another one");
                None
            }
        }
    }

    /// Returns the text of a file with Unix line ends, or why it cannot be read. Returns `None` if that is already reported.
    fn load(&mut self, named: &Text) -> Option<Result<String, String>> {
        let key = (named.span.source, named.value.clone());
        if let Some(known) = self.texts.get(&key) {
            return Some(known.clone());
        }
        let text = match self.files.include(named, FileKind::Schema, self.sources) {
            Ok(file) => file
                .text()
                .map(|text| text.replace("\r\n", "\n"))
                .ok_or_else(|| "it is not UTF-8".to_owned()),
            Err(Refusal::Unreadable(_, error)) => Err(error.to_string()),
            Err(Refusal::Outside(diagnostic)) => {
                self.diagnostics.push(*diagnostic);
                return None;
            }
        };
        self.texts.insert(key, text.clone());
        Some(text)
    }

    fn refuse(&mut self, span: Span, message: String, help: &str) {
        let diagnostic = Diagnostic::new(codes::SCHEMA_UNUSABLE, span, message);
        self.diagnostics.push(diagnostic.help(help));
    }
}
