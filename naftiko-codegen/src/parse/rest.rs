//! REST adapters.

use super::adapter::Common;
use super::context::{Context, Pattern};
use super::fields::{Fields, Form, Item, prose};
use super::{action, adapter, method, parameters, responses, size};
use crate::diagnostic::{Diagnostic, codes};
use crate::options::Per;
use crate::spec::{Forward, RestAdapter, RestOperation, RestResource, Text};
use crate::yaml::Node;

pub(super) fn rest_adapter(mut fields: Fields<'_>, cx: &mut Context<'_>) -> Option<RestAdapter> {
    let namespace = adapter::namespace(&mut fields, cx, "rest");
    let common = Common::read(&mut fields, cx);
    fields.read(cx, |fields, cx| {
        Some(RestAdapter {
            span: fields.span,
            description: description(fields, cx),
            address: common.address,
            port: adapter::port(fields, cx),
            authentication: common.authentication,
            max_binary_size: size::size(fields, cx),
            resources: resources(fields, cx),
            options: fields.extensions(cx, Per::Adapter),
            namespace,
        })
    })
}

fn description(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Text> {
    let message = "`description` of a REST adapter is an extension to the format; it is used";
    prose(fields.accept(cx, "description", codes::ADAPTER_DESCRIPTION, message)?)
}

fn resources(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<RestResource> {
    if !fields.has("resources") {
        let message = "missing key `resources` in a REST adapter";
        let diagnostic = Diagnostic::new(codes::EMPTY_COLLECTION, fields.span, message);
        fields.warn(cx, diagnostic.help("add `resources` with at least one resource"));
    }
    let items = fields.named(cx, "resources", "a REST resource", Form::Dialect);
    items.into_iter().filter_map(|item| resource(item, cx)).collect()
}

fn resource(item: Item<'_>, cx: &mut Context<'_>) -> Option<RestResource> {
    let Item { name, mut fields } = item;
    cx.check_given_name(name.as_ref(), Pattern::Kebab);
    let path = fields.required_text(cx, "path");
    if !fields.has("forward") && !fields.has("operations") {
        fields.missing(cx, "operations");
    }
    fields.read(cx, |fields, cx| {
        Some(RestResource {
            span: fields.span,
            name,
            about: fields.about(cx),
            inputs: parameters::parameters(fields, cx, "inputParameters", parameters::Kind::Rest),
            operations: operations(fields, cx),
            forward: fields.node("forward").and_then(|node| forward(node, cx)),
            path: path?,
        })
    })
}

fn operations(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<RestOperation> {
    let items = fields.named(cx, "operations", "a REST operation", Form::Dialect);
    items.into_iter().filter_map(|item| operation(item, cx)).collect()
}

fn operation(item: Item<'_>, cx: &mut Context<'_>) -> Option<RestOperation> {
    let Item { name, mut fields } = item;
    cx.check_given_name(name.as_ref(), Pattern::Kebab);
    let method = method::method(&mut fields, cx);
    fields.read(cx, |fields, cx| {
        Some(RestOperation {
            span: fields.span,
            name,
            about: fields.about(cx),
            inputs: parameters::parameters(fields, cx, "inputParameters", parameters::Kind::Rest),
            action: action::action(fields, cx),
            responses: responses::responses(fields, cx),
            response_binary: responses::response_binary(fields, cx),
            method: method?,
        })
    })
}

fn forward(node: &Node, cx: &mut Context<'_>) -> Option<Forward> {
    let mut fields = Fields::of(node, "`forward`", cx)?;
    let target = fields.required_text(cx, "targetNamespace");
    fields.read(cx, |fields, cx| {
        Some(Forward {
            span: fields.span,
            trusted_headers: fields.text_list(cx, "trustedHeaders"),
            target_namespace: target?,
        })
    })
}
