//! Request bodies.

use super::context::Context;
use super::fields::Fields;
use super::media_type;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Spanned;
use crate::spec::{Body, BodyKind, Part, Text};
use crate::yaml::Node;

/// Reads `body`.
pub(super) fn body(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Body> {
    let node = fields.node("body")?;
    if let Some(text) = node.to_text() {
        return Some(Body {
            span: node.span,
            kind: BodyKind::Raw(text),
        });
    }
    if is_bare(node) {
        let message = "missing key `type` in a body; it is sent as JSON";
        let diagnostic = Diagnostic::new(codes::BODY_KIND, node.head(), message);
        cx.warn(diagnostic.help("write `{type: json, data: …}`"));
        return Some(Body {
            span: node.head(),
            kind: BodyKind::Json(Some(node.clone())),
        });
    }
    let mut fields = Fields::of(node, "a body", cx)?;
    let kind = kind(&mut fields, cx);
    let span = fields.span;
    fields.finish(cx);
    Some(Body { span, kind: kind? })
}

/// Returns whether the node is the data itself, without `type` and `data`.
fn is_bare(node: &Node) -> bool {
    node.as_sequence().is_some()
        || node.as_mapping().is_some_and(|entries| !entries.is_empty())
            && node.get("type").is_none()
            && node.get("data").is_none()
}

fn kind(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<BodyKind> {
    let name = fields.required_text(cx, "type")?;
    match name.as_str() {
        "json" => Some(BodyKind::Json(data(fields, cx).cloned())),
        "text" => Some(text(fields, cx, &name, "text/plain")),
        "xml" => Some(text(fields, cx, &name, "application/xml")),
        "sparql" => Some(text(fields, cx, &name, "application/sparql-query")),
        "formUrlEncoded" => form(fields, cx),
        "multipartForm" => Some(multipart(fields, cx)),
        _ => extension_kind(fields, cx, &name),
    }
}

/// Reads a type that is an extension to the format.
fn extension_kind(fields: &mut Fields<'_>, cx: &mut Context<'_>, name: &Text) -> Option<BodyKind> {
    let (official, media_type) = match name.as_str() {
        "form" | "formUrlencoded" | "urlencoded" => ("formUrlEncoded", ""),
        "multipart" => ("multipartForm", ""),
        "yaml" => ("text", "application/yaml"),
        "binary" | "octet-stream" => ("text", "application/octet-stream"),
        "graphql" => ("json", ""),
        other if other.contains('/') => ("text", other),
        other => {
            let message = format!("invalid `type` `{other}` in a body");
            let types = "`json`, `text`, `xml`, `sparql`, `formUrlEncoded`, `multipartForm`";
            let diagnostic = Diagnostic::new(codes::WRONG_VALUE, name.span, message);
            fields.report(cx, diagnostic.help(format!("expected one of {types}")));
            fields.ignore_rest();
            return None;
        }
    };
    let message = format!("body type `{name}` is an extension to the format; it is read as `{official}`");
    let diagnostic = Diagnostic::new(codes::BODY_KIND, name.span, message);
    cx.warn(diagnostic.help(format!("write `type: {official}`")));
    match official {
        "formUrlEncoded" => form(fields, cx),
        "multipartForm" => Some(multipart(fields, cx)),
        "json" => Some(BodyKind::Json(data(fields, cx).cloned())),
        _ => Some(text(fields, cx, name, media_type)),
    }
}

fn data<'n>(fields: &mut Fields<'n>, cx: &mut Context<'_>) -> Option<&'n Node> {
    let data = fields.node("data");
    if data.is_none() {
        let message = "missing key `data` in a body; the method takes the body";
        let diagnostic = Diagnostic::new(codes::BODY_WITHOUT_DATA, fields.span, message);
        fields.warn(cx, diagnostic.help("add `data: …`"));
    }
    data
}

fn text(fields: &mut Fields<'_>, cx: &mut Context<'_>, name: &Text, media_type: &str) -> BodyKind {
    let media_type = Spanned::new(media_type.to_owned(), name.span);
    let Some(node) = data(fields, cx) else {
        return BodyKind::Text {
            media_type,
            data: None,
        };
    };
    if node.as_scalar().is_none() {
        let message = format!("`data` of a `{name}` body must be a string; it is sent as JSON");
        let diagnostic = Diagnostic::new(codes::BODY_KIND, node.head(), message);
        cx.warn(diagnostic.help("write `type: json`, or put the data in quotes"));
        return BodyKind::Json(Some(node.clone()));
    }
    BodyKind::Text {
        media_type,
        data: node.to_text(),
    }
}

fn form(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<BodyKind> {
    let Some(node) = data(fields, cx) else {
        return Some(BodyKind::Form(Vec::new()));
    };
    if let Some(entries) = node.as_mapping() {
        return Some(BodyKind::Form(
            entries
                .iter()
                .filter(|(_, value)| !value.is_null())
                .cloned()
                .collect(),
        ));
    }
    fields.text(cx, "data").map(BodyKind::FormText)
}

fn multipart(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> BodyKind {
    let Some(node) = data(fields, cx) else {
        return BodyKind::Multipart(Vec::new());
    };
    if let Some(entries) = node.as_mapping() {
        let message = "`data` of a multipart body must be a list; the map is read as its parts";
        let diagnostic = Diagnostic::new(codes::BODY_KIND, node.head(), message);
        cx.warn(diagnostic.help("write each part as `- {name: …, value: …}`"));
        let parts = entries
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| named_part(name, value));
        return BodyKind::Multipart(parts.collect());
    }
    let items = fields.list(cx, "data");
    BodyKind::Multipart(items.iter().filter_map(|item| part(item, cx)).collect())
}

fn named_part(name: &Text, value: &Node) -> Part {
    Part {
        span: name.span,
        name: name.clone(),
        value: value.clone(),
        filename: None,
        content_type: None,
    }
}

fn part(node: &Node, cx: &mut Context<'_>) -> Option<Part> {
    let mut fields = Fields::of(node, "a part of a body", cx)?;
    let name = fields.required_text(cx, "name");
    let value = fields.node("value").cloned();
    if value.is_none() {
        fields.missing(cx, "value");
    }
    fields.read(cx, |fields, cx| {
        Some(Part {
            span: fields.span,
            filename: fields.text(cx, "filename"),
            content_type: media_type::media_type(fields, cx, "contentType"),
            name: name?,
            value: value?,
        })
    })
}
