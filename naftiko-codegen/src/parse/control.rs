//! Control adapters: management and observability.

use super::action::LANGUAGES;
use super::adapter;
use super::adapter::Common;
use super::context::Context;
use super::fields::Fields;
use crate::source::Spanned;
use crate::spec::{ControlAdapter, Logs, Management, Observability, Scripting};
use crate::yaml::Node;

pub(super) fn control_adapter(mut fields: Fields<'_>, cx: &mut Context<'_>) -> ControlAdapter {
    let common = Common::read(&mut fields, cx);
    let adapter = ControlAdapter {
        span: fields.span,
        namespace: Spanned::new(adapter::free_namespace(cx, "control"), fields.span),
        address: common.address,
        port: adapter::port(&mut fields, cx),
        authentication: common.authentication,
        management: fields.node("management").and_then(|node| management(node, cx)),
        observability: fields
            .node("observability")
            .and_then(|node| observability(node, cx))
            .map(Box::new),
    };
    fields.finish(cx);
    adapter
}

fn management(node: &Node, cx: &mut Context<'_>) -> Option<Management> {
    let mut fields = Fields::of(node, "`management`", cx)?;
    let management = Management {
        health: fields.boolean(cx, "health"),
        info: fields.boolean(cx, "info"),
        reload: fields.boolean(cx, "reload"),
        validate: fields.boolean(cx, "validate"),
        logs: fields.node("logs").and_then(|node| logs(node, cx)),
        scripting: fields.node("scripting").and_then(|node| scripting(node, cx)),
    };
    fields.finish(cx);
    Some(management)
}

/// Reads `logs`, which may be a boolean for all of its parts.
fn logs(node: &Node, cx: &mut Context<'_>) -> Option<Logs> {
    if let Some(all) = node.as_bool() {
        let all = Spanned::new(all, node.span);
        return all.value.then_some(Logs {
            level_control: Some(all),
            stream: Some(all),
            max_subscribers: None,
        });
    }
    let mut fields = Fields::of(node, "`logs`", cx)?;
    let logs = Logs {
        level_control: fields.boolean(cx, "level-control"),
        stream: fields.boolean(cx, "stream"),
        max_subscribers: fields.integer(cx, "max-subscribers", 1..=20),
    };
    fields.finish(cx);
    Some(logs)
}

fn scripting(node: &Node, cx: &mut Context<'_>) -> Option<Scripting> {
    let mut fields = Fields::of(node, "`scripting`", cx)?;
    let scripting = Scripting {
        enabled: fields.boolean(cx, "enabled"),
        default_location: fields.file_location(cx, "defaultLocation"),
        default_language: fields.word(cx, "defaultLanguage", &LANGUAGES),
        timeout: fields.integer(cx, "timeout", 1..=u64::MAX),
        statement_limit: fields.integer(cx, "statementLimit", 1..=u64::MAX),
        allowed_languages: fields.words(cx, "allowedLanguages", &LANGUAGES),
    };
    fields.finish(cx);
    Some(scripting)
}

fn observability(node: &Node, cx: &mut Context<'_>) -> Option<Observability> {
    let mut fields = Fields::of(node, "`observability`", cx)?;
    let enabled = fields.boolean(cx, "enabled");
    let mut read = Observability {
        enabled,
        ..Observability::default()
    };
    if let Some(mut metrics) = inner(&mut fields, cx, "metrics", "`metrics`") {
        read.local_metrics = local(&mut metrics, cx).0;
        metrics.finish(cx);
    }
    if let Some(mut traces) = inner(&mut fields, cx, "traces", "`traces`") {
        read.sampling = traces.number(cx, "sampling", 0.0..=1.0);
        read.propagation = traces.word(cx, "propagation", &["w3c", "b3"]);
        (read.local_traces, read.trace_buffer) = local(&mut traces, cx);
        traces.finish(cx);
    }
    if let Some(mut exporters) = inner(&mut fields, cx, "exporters", "`exporters`") {
        if let Some(mut otlp) = inner(&mut exporters, cx, "otlp", "`otlp`") {
            read.otlp_endpoint = otlp.required_text(cx, "endpoint");
            otlp.finish(cx);
        }
        exporters.finish(cx);
    }
    fields.finish(cx);
    Some(read)
}

fn inner<'n>(
    fields: &mut Fields<'n>,
    cx: &mut Context<'_>,
    key: &'static str,
    what: &'static str,
) -> Option<Fields<'n>> {
    fields.node(key).and_then(|node| Fields::of(node, what, cx))
}

/// Reads `local`: whether it is enabled, and the size of its buffer.
fn local(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> (Option<Spanned<bool>>, Option<Spanned<u64>>) {
    let Some(mut local) = inner(fields, cx, "local", "`local`") else {
        return (None, None);
    };
    let read = (
        local.boolean(cx, "enabled"),
        local.integer(cx, "buffer-size", 10..=10_000),
    );
    local.finish(cx);
    read
}
