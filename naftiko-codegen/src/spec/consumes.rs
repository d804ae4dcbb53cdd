//! Consumed APIs with their resources and operations.

use super::{About, Authentication, Body, LongRunning, Output, Pages, Parameter, Scheme, Text};
use crate::method::Method;
use crate::options::Options;
use crate::source::{Span, Spanned};

/// A consumed API.
#[derive(Debug)]
pub(crate) struct ConsumedApi {
    pub span: Span,
    pub namespace: Text,
    pub description: Option<Text>,
    /// `None` when missing or empty: the program or the environment must set it.
    pub base_uri: Option<Text>,
    /// Parameters of every request.
    pub inputs: Vec<Parameter>,
    pub authentication: Option<Authentication>,
    pub tunnel: Option<Tunnel>,
    pub resources: Vec<ConsumedResource>,
    /// Options that the spec sets for this API.
    pub options: Option<Box<Options>>,
}

impl ConsumedApi {
    /// Returns the scheme of its authentication.
    pub(crate) fn scheme(&self) -> Option<&Scheme> {
        self.authentication.as_ref().map(|declared| &declared.scheme)
    }

    /// Returns the parameters of the API, its resources and its operations, in the order of the spec.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        let inner = self.resources.iter().flat_map(|resource| {
            let operations = resource.operations.iter().flat_map(|operation| &operation.inputs);
            resource.inputs.iter().chain(operations)
        });
        self.inputs.iter().chain(inner)
    }
}

/// Operations on one path.
#[derive(Debug)]
pub(crate) struct ConsumedResource {
    pub span: Span,
    /// Not unique, and missing in many published files, so nothing looks a resource up by name.
    pub name: Option<Text>,
    pub about: About,
    pub path: Text,
    /// Parameters of every request to the resource.
    pub inputs: Vec<Parameter>,
    pub operations: Vec<ConsumedOperation>,
}

/// An operation of a consumed API.
#[derive(Debug)]
pub(crate) struct ConsumedOperation {
    pub span: Span,
    pub name: Text,
    pub about: About,
    pub method: Spanned<Method>,
    /// The operation's own path, an extension: used alone if it starts with the resource's path, else appended to it.
    pub path: Option<Text>,
    pub inputs: Vec<Parameter>,
    pub body: Option<Body>,
    /// `json` by default.
    pub raw_format: Option<Spanned<RawFormat>>,
    pub output_schema: Option<Text>,
    pub output_media_type: Option<Text>,
    /// In bytes.
    pub max_binary_size: Option<Spanned<u64>>,
    pub outputs: Vec<Output>,
    pub pages: Option<Pages>,
    pub long_running: Option<Spanned<LongRunning>>,
}

/// A tunnel into a private network.
#[derive(Debug)]
pub(crate) struct Tunnel {
    pub span: Span,
    /// `ziti` is the only one in the format.
    pub kind: Text,
    pub service: Option<Text>,
    pub identity: Option<Text>,
    pub fallback: Option<Text>,
}

/// The format of a response body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum RawFormat {
    Json,
    Xml,
    Avro,
    Protobuf,
    Csv,
    Tsv,
    Psv,
    Yaml,
    Html,
    Markdown,
    Binary,
    /// An extension.
    Text,
}
