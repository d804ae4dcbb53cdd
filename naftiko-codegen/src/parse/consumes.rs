//! `consumes`: consumed APIs with their resources and operations.

use super::context::{Context, Pattern};
use super::fields::{Fields, Form, Item};
use super::{authentication, body, long_running, media_type, method, outputs, pages, parameters, size};
use crate::diagnostic::{Diagnostic, codes};
use crate::options::Per;
use crate::source::Spanned;
use crate::spec::{ConsumedApi, ConsumedOperation, ConsumedResource, RawFormat, Text, Tunnel};
use crate::yaml::Node;

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
            about: fields.about(cx),
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
    let method = method::method(&mut fields, cx);
    cx.check_given_name(name.as_ref(), Pattern::Kebab);
    fields.read(cx, |fields, cx| {
        Some(ConsumedOperation {
            span: fields.span,
            about: fields.about(cx),
            path: own_path(fields, cx),
            inputs: parameters::parameters(fields, cx, "inputParameters", parameters::Kind::Consumed),
            body: body::body(fields, cx),
            raw_format: raw_format(fields, cx),
            output_schema: fields.text(cx, "outputSchema"),
            output_media_type: media_type::media_type(fields, cx, "outputMediaType"),
            max_binary_size: size::size(fields, cx),
            outputs: outputs::outputs(fields, cx, outputs::Kind::Consumed),
            pages: pages::pages(fields, cx),
            long_running: long_running::long_running(fields, cx),
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

/// Reads `outputRawFormat`.
pub(super) fn raw_format(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<RawFormat>> {
    const FORMATS: [(&str, RawFormat); 12] = [
        ("json", RawFormat::Json),
        ("xml", RawFormat::Xml),
        ("avro", RawFormat::Avro),
        ("protobuf", RawFormat::Protobuf),
        ("csv", RawFormat::Csv),
        ("tsv", RawFormat::Tsv),
        ("psv", RawFormat::Psv),
        ("yaml", RawFormat::Yaml),
        ("html", RawFormat::Html),
        ("markdown", RawFormat::Markdown),
        ("binary", RawFormat::Binary),
        ("text", RawFormat::Text),
    ];
    let format = fields.choice(cx, "outputRawFormat", &FORMATS)?;
    if format.value == RawFormat::Text || (format.value == RawFormat::Binary && cx.has_lists()) {
        let word = if format.value == RawFormat::Text {
            "text"
        } else {
            "binary"
        };
        let message = format!("`outputRawFormat: {word}` is an extension to the format; it is used");
        cx.warn_once("format", Diagnostic::new(codes::RAW_FORMAT, format.span, message));
    }
    Some(format)
}
