//! `consumes`: consumed APIs with their resources and operations.

use super::context::{Context, Pattern};
use super::fields::Fields;
use super::named::{Form, Item};
use super::small::{self, RawFormat};
use super::{
    Authentication, Body, Output, Parameter, Span, Spanned, Text, authentication, body, outputs, parameters,
};
use crate::diagnostic::{Diagnostic, codes};
use crate::method::Method;
use crate::options::{Options, Per};
use crate::yaml::Node;

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

/// Operations on one path.
#[derive(Debug)]
pub(crate) struct ConsumedResource {
    pub span: Span,
    /// Not unique, and missing in many published files, so nothing looks a resource up by name.
    pub name: Option<Text>,
    pub display: Option<Text>,
    pub tags: Vec<Text>,
    pub description: Option<Text>,
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
    pub display: Option<Text>,
    pub tags: Vec<Text>,
    pub description: Option<Text>,
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

pub(super) fn consumed_api(node: &Node, cx: &mut Context<'_>) -> Option<ConsumedApi> {
    let mut fields = Fields::of(node, "a consumed API", cx)?;
    fields.expected_text(cx, "type");
    fields.choice(cx, "type", &[("http", ())]);
    let namespace = fields.required_text(cx, "namespace");
    fields.read(cx, |fields, cx| {
        Some(ConsumedApi {
            span: fields.span,
            description: fields.text(cx, "description"),
            base_uri: fields
                .text(cx, "baseUri")
                .filter(|uri| !uri.value.trim().is_empty()),
            inputs: parameters::parameters(fields, cx, "inputParameters", parameters::Kind::Consumed),
            authentication: authentication::authentication(fields, cx),
            tunnel: fields.node("tunnel").and_then(|node| tunnel(node, cx)),
            resources: resources(fields, cx),
            options: fields.extensions(cx, Per::ConsumedApi),
            namespace: namespace.inspect(|name| cx.check_name(name, Pattern::Kebab))?,
        })
    })
}

fn resources(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<ConsumedResource> {
    let items = fields.named(cx, "resources", "a consumed resource", Form::Dialect);
    items.into_iter().filter_map(|item| resource(item, cx)).collect()
}

fn resource(item: Item<'_>, cx: &mut Context<'_>) -> Option<ConsumedResource> {
    let Item { name, mut fields } = item;
    cx.check_given_name(name.as_ref(), Pattern::Kebab);
    if name.is_none() {
        let message = "missing key `name` in a consumed resource";
        let diagnostic = Diagnostic::new(codes::RESOURCE_WITHOUT_NAME, fields.span, message);
        fields.warn(cx, diagnostic.help("add `name: …`"));
    }
    let path = fields.required_text(cx, "path");
    fields.read(cx, |fields, cx| {
        Some(ConsumedResource {
            span: fields.span,
            name,
            display: fields.display(cx),
            tags: fields.tags(cx),
            description: fields.text(cx, "description"),
            inputs: parameters::parameters(fields, cx, "inputParameters", parameters::Kind::Consumed),
            operations: operations(fields, cx),
            path: path?,
        })
    })
}

fn operations(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<ConsumedOperation> {
    if !fields.has("operations") {
        fields.missing(cx, "operations");
    }
    let items = fields.named(cx, "operations", "a consumed operation", Form::Dialect);
    items.into_iter().filter_map(|item| operation(item, cx)).collect()
}

fn operation(item: Item<'_>, cx: &mut Context<'_>) -> Option<ConsumedOperation> {
    let Item { name, mut fields } = item;
    let name = name.or_else(|| {
        fields.rename(cx, "name", "id", codes::OPERATION_ID);
        fields.required_text(cx, "name")
    });
    let method = small::method(&mut fields, cx);
    cx.check_given_name(name.as_ref(), Pattern::Kebab);
    fields.read(cx, |fields, cx| {
        Some(ConsumedOperation {
            span: fields.span,
            display: fields.display(cx),
            tags: fields.tags(cx),
            description: fields.text(cx, "description"),
            path: own_path(fields, cx),
            inputs: parameters::parameters(fields, cx, "inputParameters", parameters::Kind::Consumed),
            body: body::body(fields, cx),
            raw_format: small::raw_format(fields, cx),
            output_schema: fields.text(cx, "outputSchema"),
            output_media_type: small::media_type(fields, cx, "outputMediaType"),
            max_binary_size: small::size(fields, cx),
            outputs: outputs::outputs(fields, cx, outputs::Kind::Consumed),
            name: name?,
            method: method?,
        })
    })
}

fn own_path(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Text> {
    let message = "`path` of a consumed operation is an extension to the format; it is used";
    fields
        .accept(cx, "path", codes::OPERATION_PATH, message)?
        .to_text()
}

fn tunnel(node: &Node, cx: &mut Context<'_>) -> Option<Tunnel> {
    let mut fields = Fields::of(node, "a tunnel", cx)?;
    if fields.node("type").is_none() {
        fields.missing(cx, "type");
    }
    let kind = fields.word(cx, "type", &["ziti"]);
    fields.read(cx, |fields, cx| {
        Some(Tunnel {
            span: fields.span,
            service: fields.required_text(cx, "service"),
            identity: fields.required_text(cx, "identity"),
            fallback: fields.word(cx, "fallback", &["fail", "direct"]),
            kind: kind?,
        })
    })
}
