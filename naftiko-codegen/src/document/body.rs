//! Request bodies.

use super::context::Context;
use super::fields::Fields;
use super::small;
use super::{Span, Spanned, Text};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::Node;

/// What is sent.
#[derive(Debug)]
pub(crate) struct Body {
    pub span: Span,
    pub kind: BodyKind,
}

/// The kinds of bodies.
#[derive(Debug)]
pub(crate) enum BodyKind {
    /// A plain text with templates: JSON unless a `Content-Type` header says otherwise.
    Raw(Text),
    /// `json`: any value with templates at any depth; `None` when the spec has no `data`.
    Json(Option<Node>),
    /// `text`, `xml`, `sparql` and media types of the wild dialect: a text with templates.
    Text { media_type: Text, data: Option<Text> },
    /// `formUrlEncoded` as names and values.
    Form(Vec<(Text, Node)>),
    /// `formUrlEncoded` as an encoded text with templates.
    FormText(Text),
    /// `multipartForm`.
    Multipart(Vec<Part>),
}

/// A part of a multipart body.
#[derive(Debug)]
pub(crate) struct Part {
    pub span: Span,
    pub name: Text,
    pub value: Node,
    pub filename: Option<Text>,
    pub content_type: Option<Text>,
}

/// `body`.
pub(super) fn body(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Body> {
    let node = fields.node("body")?;
    if let Some(text) = node.to_text() {
        return Some(Body {
            span: node.span,
            kind: BodyKind::Raw(text),
        });
    }
    let mut fields = Fields::of(node, "a body", cx)?;
    let kind = kind(&mut fields, cx);
    let span = fields.span;
    fields.finish(cx);
    Some(Body { span, kind: kind? })
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
        _ => tolerated_kind(fields, cx, &name),
    }
}

/// Kinds that only published files have.
fn tolerated_kind(fields: &mut Fields<'_>, cx: &mut Context<'_>, name: &Text) -> Option<BodyKind> {
    let (official, media_type) = match name.as_str() {
        "form" | "formUrlencoded" | "urlencoded" => ("formUrlEncoded", ""),
        "multipart" => ("multipartForm", ""),
        "yaml" => ("text", "application/yaml"),
        "binary" | "octet-stream" => ("text", "application/octet-stream"),
        "graphql" => ("json", ""),
        other if other.contains('/') => ("text", other),
        other => {
            let message = format!("`{other}` is no type of a body");
            let types = "`json`, `text`, `xml`, `sparql`, `formUrlEncoded`, `multipartForm`";
            let diagnostic = Diagnostic::new(codes::WRONG_VALUE, name.span, message);
            fields.report(cx, diagnostic.help(format!("one of {types}")));
            return None;
        }
    };
    let message = format!("the body type `{name}` is not in the format: it is read as `{official}`");
    cx.note(codes::BODY_KIND, name.span, message);
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
        let message = "a body needs `data` in the format";
        let diagnostic = Diagnostic::new(codes::BODY_WITHOUT_DATA, fields.span, message);
        fields.tolerate(cx, diagnostic.help("without it, the caller gives the body"));
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
        let message =
            format!("the data of a `{name}` body is a text in the format; a list or map is sent as JSON");
        cx.note(codes::BODY_KIND, node.head(), message);
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
        let message = "the data of a multipart body is a list of parts in the format, not a map";
        cx.note(codes::BODY_KIND, node.head(), message);
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
            content_type: small::media_type(fields, cx, "contentType"),
            name: name?,
            value: value?,
        })
    })
}
