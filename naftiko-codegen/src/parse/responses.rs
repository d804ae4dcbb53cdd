//! `responses` and `responseBinary` of REST operations: the declared responses.

use super::context::Context;
use super::fields::Fields;
use super::media_type;
use crate::diagnostic::{Diagnostic, codes};
use crate::spec::{Content, Response, ResponseBinary, Text};
use crate::yaml::Node;

/// Reads `responses`, one item per status.
pub(super) fn responses(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<Response> {
    let Some((name, node)) = fields.entry("responses") else {
        return Vec::new();
    };
    if fields.peek("responseBinary").is_some() {
        let message = "an operation has both `responses` and `responseBinary`";
        let diagnostic = Diagnostic::new(codes::CONFLICTING_KEYS, name.span, message);
        fields.report(cx, diagnostic.help("remove `responses` or `responseBinary`"));
    }
    let Some(entries) = node.as_mapping() else {
        fields.wrong_type(cx, "responses", node, "a map");
        return Vec::new();
    };
    entries
        .iter()
        .filter_map(|(status, node)| response(status, node, cx))
        .collect()
}

fn response(status: &Text, node: &Node, cx: &mut Context<'_>) -> Option<Response> {
    let mut fields = Fields::of(node, "a response", cx)?;
    if !is_status(&status.value) {
        let message = format!("invalid status `{status}` of a response");
        let diagnostic = Diagnostic::new(codes::VALUE_FORM, status.span, message);
        fields.warn(
            cx,
            diagnostic.help("write a status such as `200`, or `2XX` for every status of a class"),
        );
    }
    let response = Response {
        status: status.clone(),
        description: fields.text(cx, "description"),
        content: contents(&mut fields, cx),
    };
    fields.finish(cx);
    Some(response)
}

/// Returns whether a string is a status of three digits, of which the last two may be `X`.
fn is_status(text: &str) -> bool {
    let [first, rest @ ..] = text.as_bytes() else {
        return false;
    };
    let digits = |byte: &u8| byte.is_ascii_digit() || *byte == b'X';
    (b'1'..=b'5').contains(first) && rest.len() == 2 && rest.iter().all(digits)
}

fn contents(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<Content> {
    let Some(node) = fields.node("content") else {
        return Vec::new();
    };
    let Some(entries) = node.as_mapping() else {
        fields.wrong_type(cx, "content", node, "a map");
        return Vec::new();
    };
    entries
        .iter()
        .filter_map(|(media_type, node)| content(media_type, node, cx))
        .collect()
}

fn content(media_type: &Text, node: &Node, cx: &mut Context<'_>) -> Option<Content> {
    let mut fields = Fields::of(node, "a representation", cx)?;
    let binary = fields.boolean(cx, "binary").is_some_and(|binary| binary.value);
    let media_type = media_type::checked_media_type(&fields, cx, media_type.clone());
    let content = Content {
        media_type: media_type?,
        binary,
        schema: fields.node("schema").cloned(),
    };
    fields.finish(cx);
    Some(content)
}

/// Reads `responseBinary`.
pub(super) fn response_binary(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<ResponseBinary> {
    let node = fields.node("responseBinary")?;
    let mut fields = Fields::of(node, "`responseBinary`", cx)?;
    if fields.node("mediaType").is_none() {
        fields.missing(cx, "mediaType");
    }
    let media_type = media_type::media_type(&mut fields, cx, "mediaType");
    fields.read(cx, |fields, cx| {
        Some(ResponseBinary {
            span: fields.span,
            status: fields.integer(cx, "status", 100..=599),
            description: fields.text(cx, "description"),
            media_type: media_type?,
        })
    })
}
