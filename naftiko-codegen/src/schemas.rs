//! Schemas of Avro and Protobuf: an `outputSchema` that names a file becomes the file's text, before anything is resolved.
//!
//! The path is relative to the file that declares the operation. The text is embedded in generated code, which reads no file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::document::{ConsumedOperation, Document, Entry, RawFormat, Text};
use crate::imports::beside;
use crate::loader::Loader;
use crate::source::{Sources, Span};

mod avro;
mod proto;

/// What reading schemas needs.
pub(crate) struct Schemas<'a> {
    pub loader: &'a dyn Loader,
    pub sources: &'a Sources,
    pub diagnostics: &'a mut Diagnostics,
    /// Files that were read, for tracking.
    pub read: &'a mut Vec<PathBuf>,
    pub files: BTreeMap<PathBuf, Result<String, String>>,
}

impl Schemas<'_> {
    /// Reads the schema of every operation that has one. Wrong ones are reported, and left out.
    pub(crate) fn resolve(mut self, document: &mut Document) {
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
        let text = match self.load(declared) {
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

    /// The text of a file beside the one that names it. Line ends are those of Unix.
    fn load(&mut self, named: &Text) -> Result<String, String> {
        let from = self
            .sources
            .get(named.span.source)
            .map_or("", |source| source.name());
        let path = beside(Path::new(from), &named.value);
        if let Some(known) = self.files.get(&path) {
            return known.clone();
        }
        let loaded = self.loader.load(&path).map_err(|error| error.to_string());
        let text = loaded.and_then(|bytes| {
            self.read.push(path.clone());
            let text = String::from_utf8(bytes).map_err(|_| "it is no text (UTF-8)".to_owned())?;
            Ok(text.replace("\r\n", "\n"))
        });
        self.files.insert(path, text.clone());
        text
    }

    fn refuse(&mut self, span: Span, message: String, help: &str) {
        let finding = Diagnostic::new(codes::SCHEMA_UNUSABLE, span, message);
        self.diagnostics.push(finding.help(help));
    }
}
