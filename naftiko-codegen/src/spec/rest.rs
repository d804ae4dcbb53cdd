//! REST adapters.

use super::{About, Action, Authentication, Parameter, Text};
use crate::method::Method;
use crate::options::Options;
use crate::source::{Span, Spanned};
use crate::yaml::Node;

/// An adapter of the type `rest`.
#[derive(Debug)]
pub(crate) struct RestAdapter {
    pub span: Span,
    pub namespace: Text,
    pub description: Option<Text>,
    pub address: Option<Text>,
    pub port: Option<Spanned<u16>>,
    pub authentication: Option<Authentication>,
    /// In bytes.
    pub max_binary_size: Option<Spanned<u64>>,
    /// Options that the spec sets by extension keys.
    pub options: Option<Box<Options>>,
    pub resources: Vec<RestResource>,
}

impl RestAdapter {
    /// Returns every operation with its resource, in the order of the spec.
    pub(crate) fn operations(&self) -> impl Iterator<Item = (&RestResource, &RestOperation)> {
        let resources = self.resources.iter();
        resources.flat_map(|resource| {
            resource
                .operations
                .iter()
                .map(move |operation| (resource, operation))
        })
    }
}

/// A path with its operations.
#[derive(Debug)]
pub(crate) struct RestResource {
    pub span: Span,
    pub name: Option<Text>,
    pub about: About,
    pub path: Text,
    pub inputs: Vec<Parameter>,
    pub operations: Vec<RestOperation>,
    pub forward: Option<Forward>,
}

/// One method of a path.
#[derive(Debug)]
pub(crate) struct RestOperation {
    pub span: Span,
    pub name: Option<Text>,
    pub about: About,
    pub method: Spanned<Method>,
    pub inputs: Vec<Parameter>,
    pub action: Action,
    pub responses: Vec<Response>,
    pub response_binary: Option<ResponseBinary>,
}

/// A resource that forwards requests to an upstream API.
#[derive(Debug)]
pub(crate) struct Forward {
    pub span: Span,
    pub target_namespace: Text,
    pub trusted_headers: Vec<Text>,
}

/// An entry of `responses`.
#[derive(Debug)]
pub(crate) struct Response {
    /// `200`, `2XX` …
    pub status: Text,
    pub description: Option<Text>,
    /// One item per media type.
    pub content: Vec<Content>,
}

/// A representation of a response.
#[derive(Debug)]
pub(crate) struct Content {
    pub media_type: Text,
    pub binary: bool,
    pub schema: Option<Node>,
}

/// The object `responseBinary`.
#[derive(Debug)]
pub(crate) struct ResponseBinary {
    pub span: Span,
    pub media_type: Text,
    pub status: Option<Spanned<u16>>,
    pub description: Option<Text>,
}
