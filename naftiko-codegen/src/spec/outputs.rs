//! Outputs of consumed operations, adapters, flows and mocks.

use super::{DataType, Text};
use crate::source::{Span, Spanned};
use crate::yaml::Node;

/// An output of any kind.
#[derive(Debug)]
pub(crate) struct Output {
    pub span: Span,
    /// Mapped outputs have a name only as properties.
    pub name: Option<Text>,
    pub data_type: Option<Spanned<DataType>>,
    pub description: Option<Text>,
    /// The path from the enclosing value (mapped).
    pub mapping: Option<Text>,
    /// The path into the response (consumed), or a string or template (mapped, mock).
    pub value: Option<Node>,
    /// A constant. The official engine ignores it.
    pub constant: Option<Node>,
    /// The fields of an object; `None` if the spec does not list them.
    pub properties: Option<Vec<Output>>,
    /// The element of an array. If the spec lists the element's fields, it is an object with them.
    pub items: Option<Box<Output>>,
}
