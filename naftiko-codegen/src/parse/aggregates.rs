//! Aggregates: flows that several adapters call.

use super::context::{Context, Pattern};
use super::fields::{Fields, Form, Item};
use super::{action, parameters};
use crate::diagnostic::{Diagnostic, codes};
use crate::spec::{About, Action, Aggregate, Flow, Semantics};
use crate::yaml::Node;

pub(super) fn aggregate(node: &Node, cx: &mut Context<'_>) -> Option<Aggregate> {
    let mut fields = Fields::of(node, "an aggregate", cx)?;
    let namespace = fields.text(cx, "namespace");
    if namespace.is_none() {
        let message = "missing key `namespace` in an aggregate; `ref` cannot name its flows";
        let diagnostic = Diagnostic::new(codes::AGGREGATE_NAMESPACE, fields.span, message);
        fields.warn(cx, diagnostic.help("add `namespace: …`"));
    }
    cx.check_given_name(namespace.as_ref(), Pattern::Kebab);
    let aggregate = Aggregate {
        span: fields.span,
        display: fields.title(cx),
        namespace,
        flows: flows(&mut fields, cx),
    };
    fields.finish(cx);
    Some(aggregate)
}

fn flows(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<Flow> {
    let key = fields.dialect_key(cx, "functions", "flows");
    if fields.node(key).is_none() {
        fields.missing(cx, key);
    }
    let items = fields.named(cx, key, "a flow", Form::Dialect);
    items.into_iter().filter_map(|item| flow(item, cx)).collect()
}

fn flow(item: Item<'_>, cx: &mut Context<'_>) -> Option<Flow> {
    let (name, mut fields) = item.with_required_name(cx);
    if let Some(name) = &name {
        cx.check_name(name, Pattern::Kebab);
    }
    let action = action::action(&mut fields, cx);
    check_action(&action, &mut fields, cx);
    fields.read(cx, |fields, cx| {
        Some(Flow {
            span: fields.span,
            about: About {
                title: None,
                description: fields.expected_text(cx, "description"),
                tags: fields.tags(cx),
            },
            semantics: fields
                .node("semantics")
                .map_or_else(Semantics::default, |node| semantics(node, cx)),
            output_media_type: fields.text(cx, "outputMediaType"),
            inputs: parameters::parameters(fields, cx, "inputParameters", parameters::Kind::Tool),
            action,
            name: name?,
        })
    })
}

fn check_action(action: &Action, fields: &mut Fields<'_>, cx: &mut Context<'_>) {
    if let Some(reference) = &action.reference {
        let message = "a flow cannot have `ref`";
        let diagnostic = Diagnostic::new(codes::CONFLICTING_KEYS, reference.span, message);
        fields.report(cx, diagnostic.help("use `call`, `steps` or `outputParameters`"));
    } else if action.is_empty() {
        fields.missing(cx, "call`, `steps` or `outputParameters");
    }
}

fn semantics(node: &Node, cx: &mut Context<'_>) -> Semantics {
    let Some(mut fields) = Fields::of(node, "`semantics`", cx) else {
        return Semantics::default();
    };
    let semantics = Semantics {
        safe: fields.boolean(cx, "safe"),
        idempotent: fields.boolean(cx, "idempotent"),
        cacheable: fields.boolean(cx, "cacheable"),
    };
    fields.finish(cx);
    semantics
}
