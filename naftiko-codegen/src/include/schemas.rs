//! Schemas of Avro and Protobuf: an `outputSchema` that names a file becomes the file's text, before anything is resolved.
//!
//! The path is relative to the file that declares the operation. The text is embedded in generated code, which reads no file.

use super::files::{FileKind, PackageReader, Refusal};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::document::{ConsumedOperation, Document, Entry, RawFormat, Text};
use crate::source::{SourceId, Sources, Span};
use std::collections::BTreeMap;

mod avro;
mod proto;

/// What reading schemas needs.
pub(super) struct Schemas<'a, 'r, 'l> {
    pub(super) files: &'a mut PackageReader<'r, 'l>,
    pub(super) sources: &'a Sources,
    pub(super) diagnostics: &'a mut Diagnostics,
    /// The texts of schema files that were read, by the file that names them and the name.
    pub(super) texts: BTreeMap<(SourceId, String), Result<String, String>>,
}

impl Schemas<'_, '_, '_> {
    /// Reads the schema of every operation that has one. Wrong ones are reported, and left out.
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
        let (kind, example) = if avro {
            ("avro", "parcel.avsc")
        } else {
            ("protobuf", "parcel.proto")
        };
        let Some(declared) = &operation.output_schema else {
            let span = operation
                .raw_format
                .as_ref()
                .map_or(operation.span, |format| format.span);
            let message =
                format!("answers in `{kind}` are read with a schema, and there is no `outputSchema`");
            self.refuse(
                span,
                message,
                &format!("name the file that has it: `outputSchema: {example}`"),
            );
            return None;
        };
        let text = match self.load(declared)? {
            Ok(text) => text,
            Err(why) => {
                let message = format!("the schema `{declared}` cannot be read: {why}");
                self.refuse(
                    declared.span,
                    message,
                    "the path is relative to the file that it stands in",
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
                let message = format!("`{declared}` is no schema of `{kind}`: {why}");
                self.refuse(declared.span, message, "mend the file, or name another");
                None
            }
        }
    }

    /// The text of the file that is named, with the line ends of Unix; `None` when why it is not read has been reported.
    fn load(&mut self, named: &Text) -> Option<Result<String, String>> {
        let key = (named.span.source, named.value.clone());
        if let Some(known) = self.texts.get(&key) {
            return Some(known.clone());
        }
        let text = match self.files.include(named, FileKind::Schema, self.sources) {
            Ok(file) => String::from_utf8(file.bytes)
                .map(|text| text.replace("\r\n", "\n"))
                .map_err(|_| "it is not UTF-8 text".to_owned()),
            Err(Refusal::Unreadable(_, error)) => Err(error.to_string()),
            Err(Refusal::Outside(finding)) => {
                self.diagnostics.push(*finding);
                return None;
            }
        };
        self.texts.insert(key, text.clone());
        Some(text)
    }

    fn refuse(&mut self, span: Span, message: String, help: &str) {
        let finding = Diagnostic::new(codes::SCHEMA_UNUSABLE, span, message);
        self.diagnostics.push(finding.help(help));
    }
}
