//! Responses: of consumed operations from their format and named outputs, and of adapter operations from mappings.

mod paths;
mod reads;

use std::collections::HashSet;

use super::types::{TypeTable, value_type};
use crate::diagnostic::{Diagnostic, Diagnostics, codes, enable};
use crate::index::IndexedApi;
use crate::model::{Field, Format, Output, Payload, Read, ReadKind, Step, TypeId};
use crate::names::Scope;
use crate::source::Span;
use crate::spec::{ConsumedOperation, Output as Declared, RawFormat, Text};
use paths::compiled;
use reads::{nested, read, structured};

pub(super) use paths::single;

/// The response of a consumed operation.
pub(super) struct Response {
    pub payload: Payload,
    /// The named outputs, which steps read as JSON.
    pub named: Vec<(String, Read)>,
    /// The conversion of its format to JSON.
    pub format: Option<Format>,
}

/// Resolves the response of a consumed operation.
pub(super) fn response(
    api: &IndexedApi<'_>,
    operation: &ConsumedOperation,
    types: &mut TypeTable,
    diagnostics: &mut Diagnostics,
) -> Response {
    let mut named = Vec::new();
    let payload = match operation.raw_format.map(|format| format.value) {
        Some(RawFormat::Binary) => Payload::Binary,
        Some(RawFormat::Text) => Payload::Text,
        _ => {
            let reads = named_outputs(operation, diagnostics);
            let reads_as_json = reads.iter();
            named = reads_as_json
                .map(|(name, read, _)| (name.value.clone(), as_json(read)))
                .collect();
            Payload::Json(type_of_outputs(api, operation, reads, types, diagnostics).into())
        }
    };
    let format = format(operation, diagnostics);
    Response {
        payload,
        named,
        format,
    }
}

/// Returns the format of a response that is converted to JSON, and reports the feature of the runtime for it.
fn format(operation: &ConsumedOperation, diagnostics: &mut Diagnostics) -> Option<Format> {
    let declared = operation.raw_format?;
    let (name, feature) = match declared.value {
        RawFormat::Json | RawFormat::Binary | RawFormat::Text => return None,
        RawFormat::Avro => ("Avro", "avro"),
        RawFormat::Protobuf => ("Protobuf", "protobuf"),
        RawFormat::Xml => ("Xml", "xml"),
        RawFormat::Csv => ("Csv", "csv"),
        RawFormat::Tsv => ("Tsv", "csv"),
        RawFormat::Psv => ("Psv", "csv"),
        RawFormat::Yaml => ("Yaml", "yaml"),
        RawFormat::Html => ("Html", "html"),
        RawFormat::Markdown => ("Markdown", "markdown"),
    };
    let written = name.to_lowercase();
    let message = format!("`outputRawFormat: {written}` requires feature `{feature}` of `naftiko`");
    let diagnostic = Diagnostic::new(codes::FEATURE_NEEDED, declared.span, message);
    diagnostics.push_once(diagnostic.help(enable(feature)));
    let schema = operation.output_schema.as_ref();
    let schema = schema.map(|schema| schema.value.clone());
    Some(Format {
        name,
        feature,
        schema,
    })
}

/// Returns a read of any JSON, with null for a missing value.
fn as_json(read: &Read) -> Read {
    Read {
        path: read.path.clone(),
        required: false,
        kind: match &read.kind {
            ReadKind::Value(_) => ReadKind::Value(TypeId::ANY),
            ReadKind::List(item) => ReadKind::List(Box::new(as_json(item))),
            ReadKind::Constant(constant) => ReadKind::Constant(constant.clone()),
        },
    }
}

/// Returns the named outputs of an operation, each with its place.
fn named_outputs<'o>(
    operation: &'o ConsumedOperation,
    diagnostics: &mut Diagnostics,
) -> Vec<(&'o Text, Read, Span)> {
    let mut reads = Vec::new();
    for output in &operation.outputs {
        let Some(name) = &output.name else { continue };
        let value = output.value.as_ref().or(output.constant.as_ref());
        let written = value.and_then(crate::yaml::Node::to_text);
        let Some(text) = written.or_else(|| output.mapping.clone()) else {
            continue;
        };
        let declared = output
            .data_type
            .map_or(TypeId::ANY, |kind| value_type(kind.value));
        if let Some(read) = compiled(&text, ReadKind::Value(declared), true, diagnostics) {
            reads.push((name, read, text.span));
        }
    }
    reads
}

/// Returns the struct of an operation's named outputs, or any JSON value without them.
fn type_of_outputs(
    api: &IndexedApi<'_>,
    operation: &ConsumedOperation,
    reads: Vec<(&Text, Read, Span)>,
    types: &mut TypeTable,
    diagnostics: &mut Diagnostics,
) -> TypeId {
    if reads.is_empty() || matches!(reads.as_slice(), [(_, read, _)] if read.path.is_empty()) {
        return TypeId::ANY;
    }
    let mut idents = Scope::locals();
    let mut fields: Vec<Field> = Vec::new();
    let mut names: HashSet<&str> = HashSet::new();
    for (name, read, span) in reads {
        if !names.insert(name.as_str()) {
            let message = format!("the output `{name}` is declared twice");
            let diagnostic = Diagnostic::new(codes::PARAMETER_DUPLICATE, span, message);
            diagnostics.push(diagnostic.help("remove one of the two"));
            continue;
        }
        fields.push(Field {
            name: name.value.clone(),
            ident: idents.assign(&name.value),
            read,
        });
    }
    let description = format!("Response of `{}`.", api.id(operation));
    types.add(&format!("{}-output", operation.name), &description, fields, false)
}

/// Resolves the mappings of an adapter operation. `json` is whether the called operation returns JSON.
pub(super) fn mapped(
    outputs: &[Declared],
    json: bool,
    name: &str,
    types: &mut TypeTable,
    diagnostics: &mut Diagnostics,
) -> Output {
    let Some(output) = outputs.first() else {
        return Output::Relay;
    };
    let name = format!("{name}-result");
    let named = outputs.len() > 1 && outputs.iter().all(|output| output.name.is_some());
    if named && json {
        let message = "named outputs of a call are an extension; they are read as fields of one object";
        let diagnostic = Diagnostic::new(codes::OUTPUTS_NAMED, output.span, message);
        diagnostics.push_once(diagnostic.help("write one output of type `object` with these `properties`"));
        let kind = ReadKind::Value(structured(outputs, &name, types, diagnostics));
        return nested(None, kind, diagnostics).map_or(Output::Relay, Output::Mapped);
    }
    if !json {
        return Output::Relay;
    }
    let read = if outputs.len() > 1 {
        first_of(outputs, &name, types, diagnostics)
    } else {
        read(output, &name, types, diagnostics)
    };
    match read {
        Some(read) if !read.is_identity() => Output::Mapped(read),
        _ => Output::Relay,
    }
}

/// Reads the first of several outputs that has a value. One that is not a plain value has one always, and is no alternative to others.
fn first_of(
    outputs: &[Declared],
    name: &str,
    types: &mut TypeTable,
    diagnostics: &mut Diagnostics,
) -> Option<Read> {
    let mut paths = Vec::new();
    for (place, output) in outputs.iter().enumerate() {
        let read = read(output, name, types, diagnostics)?;
        if matches!(read.kind, ReadKind::Value(kind) if kind.is_plain()) {
            paths.push(read.path);
            continue;
        }
        let is_first = place == 0;
        let unread = if is_first { outputs.get(1) } else { Some(output) };
        if let Some(unread) = unread {
            let message = "this output is not read: only plain values are alternatives to each other";
            let diagnostic = Diagnostic::new(codes::OUTPUT_UNUSED, unread.span, message);
            diagnostics.push(diagnostic.help("write one output of type `object` with these `properties`"));
        }
        if is_first {
            return Some(read);
        }
        break;
    }
    Some(Read {
        path: vec![Step::FirstOf(paths)],
        required: false,
        kind: ReadKind::Value(TypeId::ANY),
    })
}

/// Reports outputs with paths into a binary response.
pub(super) fn report_mapped_binary(outputs: &[Declared], diagnostics: &mut Diagnostics) {
    let whole = |output: &Declared| {
        let path = output.mapping.as_ref().map(Text::as_str);
        output.properties.is_none()
            && output.items.is_none()
            && path.is_none_or(|path| matches!(path, "$" | "$."))
    };
    if let Some(output) = outputs.iter().find(|output| !whole(output)) {
        let message = "outputs cannot be mapped from a binary response; they are ignored";
        let diagnostic = Diagnostic::new(codes::BINARY_MAPPED, output.span, message);
        diagnostics.push(diagnostic.help("remove `outputParameters`"));
    }
}
