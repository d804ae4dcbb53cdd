//! Request bodies.

use super::Text;
use crate::source::Span;
use crate::yaml::Node;

/// The body of a request.
#[derive(Debug)]
pub(crate) struct Body {
    pub span: Span,
    pub kind: BodyKind,
}

/// The body's type with its data.
#[derive(Debug)]
pub(crate) enum BodyKind {
    /// A string with templates, sent as JSON unless a header `Content-Type` has another media type.
    Raw(Text),
    /// `json`: a value with templates at any depth; `None` without `data`.
    Json(Option<Node>),
    /// `text`, `xml`, `sparql`, and media types by extension: a string with templates.
    Text { media_type: Text, data: Option<Text> },
    /// `formUrlEncoded` with names and values.
    Form(Vec<(Text, Node)>),
    /// `formUrlEncoded` as an encoded string with templates.
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
