//! Bodies of requests, and formats of responses.

use super::input::{Inputs, data_type};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::openapi::outline::{Body, Content, Field, JsonKind, Operation};
use crate::yaml::Node;

/// Adds the inputs of a body, and returns the value of the key `body` of the operation; `None` for a JSON body, which is one input.
pub(super) fn body(body: &Body, inputs: &mut Inputs, diagnostics: &mut Diagnostics) -> Option<Node> {
    match &body.content {
        Content::Json(kind) => {
            let kind = match kind {
                JsonKind::Any | JsonKind::Null => JsonKind::Object,
                kind => *kind,
            };
            report_media_types(body, "JSON", diagnostics);
            inputs.add_body(data_type(kind), body.required, &body.description);
            None
        }
        Content::Form(fields) => {
            report_media_types(body, "a form", diagnostics);
            Some(form(fields, inputs))
        }
        Content::Multipart(fields) => {
            report_media_types(body, "a form with parts", diagnostics);
            Some(multipart(fields, inputs))
        }
        Content::Other(media) => {
            let message = format!("a body of `{media}` is imported as a string");
            let diagnostic = Diagnostic::new(codes::IMPORT_BODY, body.span, message);
            diagnostics.push_alike(diagnostic.help("send bytes that are not text with `Call::body`"));
            let name = inputs.add_body("string", body.required, &body.description);
            inputs.add_header("Content-Type", media);
            Some(Node::text(format!("{{{{{name}}}}}")))
        }
    }
}

fn form(fields: &[Field], inputs: &mut Inputs) -> Node {
    let values = fields.iter().map(|field| {
        let input = inputs.add_field(field);
        (field.name.clone(), Node::text(format!("{{{{{input}}}}}")))
    });
    let data = Node::map(values.collect::<Vec<_>>());
    Node::map([("type", Node::text("formUrlEncoded")), ("data", data)])
}

fn multipart(fields: &[Field], inputs: &mut Inputs) -> Node {
    let parts = fields.iter().map(|field| {
        let input = inputs.add_field(field);
        let mut keys = vec![
            ("name", Node::text(field.name.clone())),
            ("value", Node::text(format!("{{{{{input}}}}}"))),
        ];
        keys.extend(
            field
                .is_file
                .then(|| ("filename", Node::text(field.name.clone()))),
        );
        Node::map(keys)
    });
    let parts = Node::list(parts.collect::<Vec<_>>());
    Node::map([("type", Node::text("multipartForm")), ("data", parts)])
}

/// Reports a body of several media types, of which one is sent.
fn report_media_types(body: &Body, sent: &str, diagnostics: &mut Diagnostics) {
    if body.media_types.len() < 2 {
        return;
    }
    let message = format!(
        "the body has the media types `{}`; {sent} is sent",
        body.media_types.join("`, `")
    );
    let diagnostic = Diagnostic::new(codes::IMPORT_MEDIA, body.span, message);
    diagnostics.push_alike(diagnostic.help("write another `body` by hand, if the API needs one"));
}

/// Returns the format of a response; `None` for JSON and for a response without a body.
pub(super) fn format(operation: &Operation, diagnostics: &mut Diagnostics) -> Option<&'static str> {
    let types = &operation.responses;
    let formats: Vec<&str> = types.iter().map(|media| format_of(media)).collect();
    let chosen = if formats.contains(&"json") {
        "json"
    } else {
        formats.first().copied().unwrap_or("json")
    };
    if formats.iter().any(|format| *format != chosen) {
        let message = format!(
            "responses have the media types `{}`; they are read as {chosen}",
            types.join("`, `")
        );
        let diagnostic = Diagnostic::new(codes::IMPORT_MEDIA, operation.method.span, message);
        diagnostics
            .push_alike(diagnostic.help("write another `outputRawFormat` by hand, if the API sends it"));
    }
    (chosen != "json").then_some(chosen)
}

fn format_of(media: &str) -> &'static str {
    let essence = media
        .split(';')
        .next()
        .unwrap_or(media)
        .trim()
        .to_ascii_lowercase();
    match essence.as_str() {
        "text/html" => "html",
        "text/csv" => "csv",
        "text/tab-separated-values" => "tsv",
        "text/markdown" => "markdown",
        "application/yaml" | "application/x-yaml" | "text/yaml" | "text/vnd.yaml" => "yaml",
        "text/plain" | "text/event-stream" => "text",
        other if other.ends_with("/json") || other.ends_with("+json") || other.starts_with('*') => "json",
        other if other.ends_with("/xml") || other.ends_with("+xml") => "xml",
        _ => "binary",
    }
}
