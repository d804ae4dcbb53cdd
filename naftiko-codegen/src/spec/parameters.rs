//! Parameters of consumed APIs, and inputs of adapters, flows and prompts, with their types.

use serde_json::{Map, Value};

use super::Text;
use crate::source::{Span, Spanned};
use crate::yaml::Node;

/// Keywords of JSON Schema that describe a value, each in its form.
pub(crate) type Keywords = Map<String, Value>;

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum DataType {
    String,
    Number,
    /// A number whose `format` is `float` or `double`.
    Double,
    Integer,
    Boolean,
    Array,
    Object,
    /// A file in a form, an extension.
    File,
}

/// A parameter or input of any kind.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub span: Span,
    /// Never empty.
    pub name: Text,
    /// Of a prompt's argument only.
    pub display: Option<Text>,
    /// `in`; tools and flows have none, and some published files omit it.
    pub place: Option<Spanned<Place>>,
    pub data_type: Option<Spanned<DataType>>,
    pub description: Option<Text>,
    /// `None` means required for tools and flows, and for everything in a path.
    pub required: Option<Spanned<bool>>,
    /// A constant or template (consumed), a constant or `$` path into the body (REST). Rarely a map.
    pub value: Option<Node>,
    /// `mapping`, an extension: the parameter of the call target that gets the value.
    pub mapping: Option<Text>,
    /// Of inputs of REST operations, tools and flows only.
    pub keywords: Keywords,
}

/// The part of a request that has a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Query,
    Header,
    Path,
    Cookie,
    Body,
    /// A variable for templates, which is not sent.
    Environment,
    /// `formData`, an extension.
    Form,
}
