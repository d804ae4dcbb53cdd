//! MCP adapters.

use std::collections::HashSet;

use super::adapter::Common;
use super::context::{Context, Pattern};
use super::fields::{Fields, Form, Item};
use super::{action, adapter, parameters, prompts, size};
use crate::diagnostic::{Diagnostic, codes};
use crate::options::Per;
use crate::source::Spanned;
use crate::spec::{
    About, Action, CacheScope, Hints, McpAdapter, McpResource, Parameter, Text, Tool, Transport,
};
use crate::template::{self, Notation};
use crate::yaml::Node;

pub(super) fn mcp_adapter(mut fields: Fields<'_>, cx: &mut Context<'_>) -> Option<McpAdapter> {
    let namespace = adapter::namespace(&mut fields, cx, "mcp");
    let common = Common::read(&mut fields, cx);
    let transport = fields.choice(
        cx,
        "transport",
        &[("http", Transport::Http), ("stdio", Transport::Stdio)],
    );
    fields.read(cx, |fields, cx| {
        Some(McpAdapter {
            span: fields.span,
            description: fields.text(cx, "description"),
            transport,
            address: common.address,
            port: port(fields, transport, cx),
            authentication: common.authentication,
            max_binary_size: size::size(fields, cx),
            ttl: fields.integer(cx, "ttlMs", 0..=u64::MAX),
            cache_scope: fields.choice(
                cx,
                "cacheScope",
                &[("public", CacheScope::Public), ("private", CacheScope::Private)],
            ),
            tools: tools(fields, cx),
            resources: resources(fields, cx),
            prompts: prompts::prompts(fields, cx),
            options: fields.extensions(cx, Per::Adapter),
            namespace,
        })
    })
}

fn port(
    fields: &mut Fields<'_>,
    transport: Option<Spanned<Transport>>,
    cx: &mut Context<'_>,
) -> Option<Spanned<u16>> {
    if !transport.is_some_and(|transport| transport.value == Transport::Stdio) {
        return adapter::port(fields, cx);
    }
    let message = "`port` has no effect with `transport: stdio`; it is ignored";
    fields.mark_known("port");
    if let Some(span) = fields.key_span("port") {
        let diagnostic = Diagnostic::new(codes::STDIO_PORT, span, message);
        fields.warn(cx, diagnostic.help("remove it, or write `transport: http`"));
    }
    None
}

fn tools(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<Tool> {
    if !fields.has("tools") {
        let message = "missing key `tools` in an MCP adapter";
        let diagnostic = Diagnostic::new(codes::EMPTY_COLLECTION, fields.span, message);
        fields.warn(cx, diagnostic.help("add `tools` with at least one tool"));
    }
    let items = fields.named(cx, "tools", "a tool", Form::Dialect);
    items.into_iter().filter_map(|item| tool(item, cx)).collect()
}

fn tool(item: Item<'_>, cx: &mut Context<'_>) -> Option<Tool> {
    let Item { name, mut fields } = item;
    let action = action::action(&mut fields, cx);
    let has_ref = action.reference.is_some();
    if name.is_none() && !has_ref {
        fields.missing(cx, "name");
    }
    cx.check_given_name(name.as_ref(), Pattern::Kebab);
    let description = if has_ref {
        fields.text(cx, "description")
    } else {
        fields.expected_text(cx, "description")
    };
    let tool = Tool {
        span: fields.span,
        name,
        about: About {
            title: fields.title(cx),
            tags: fields.tags(cx),
            description,
        },
        inputs: parameters::parameters(&mut fields, cx, "inputParameters", parameters::Kind::Tool),
        action,
        hints: fields
            .node("hints")
            .map_or_else(Hints::default, |node| hints(node, cx)),
    };
    fields.finish(cx);
    (tool.name.is_some() || has_ref).then_some(tool)
}

fn hints(node: &Node, cx: &mut Context<'_>) -> Hints {
    let Some(mut fields) = Fields::of(node, "`hints`", cx) else {
        return Hints::default();
    };
    let hints = Hints {
        read_only: fields.boolean(cx, "readOnly"),
        destructive: fields.boolean(cx, "destructive"),
        idempotent: fields.boolean(cx, "idempotent"),
        open_world: fields.boolean(cx, "openWorld"),
    };
    fields.finish(cx);
    hints
}

fn resources(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<McpResource> {
    let items = fields.named(cx, "resources", "an MCP resource", Form::Dialect);
    items.into_iter().filter_map(|item| resource(item, cx)).collect()
}

fn resource(item: Item<'_>, cx: &mut Context<'_>) -> Option<McpResource> {
    let (name, mut fields) = item.with_required_name(cx);
    let uri = fields.required_text(cx, "uri");
    let action = action::action(&mut fields, cx);
    let location = fields.file_location(cx, "location");
    check_source(&mut fields, &action, location.as_ref(), cx);
    fields.read(cx, |fields, cx| {
        Some(McpResource {
            span: fields.span,
            about: fields.expected_about(cx),
            mime_type: fields.text(cx, "mimeType"),
            binary: fields.boolean(cx, "binary"),
            action,
            location,
            name: name?,
            inputs: uri.as_ref().map(placeholders).unwrap_or_default(),
            uri: uri?,
        })
    })
}

/// Returns the placeholders of a URI, `{name}` or `{{name}}`, each once.
fn placeholders(uri: &Text) -> Vec<Parameter> {
    let mut known: HashSet<String> = HashSet::new();
    template::names(&uri.value, Notation::Braces)
        .filter(|name| known.insert(name.clone()))
        .map(|name| parameters::placeholder(Spanned::new(name, uri.span)))
        .collect()
}

/// Checks that an MCP resource has exactly one of `call`, `steps` and `location`.
fn check_source(fields: &mut Fields<'_>, action: &Action, location: Option<&Text>, cx: &mut Context<'_>) {
    let sources = [
        action.call.is_some(),
        !action.steps.is_empty(),
        location.is_some(),
    ];
    match sources.into_iter().filter(|there| *there).count() {
        0 => fields.missing(cx, "call`, `steps` or `location"),
        1 => {}
        _ => {
            let message = "an MCP resource has more than one of `call`, `steps` and `location`";
            let diagnostic = Diagnostic::new(codes::CONFLICTING_KEYS, fields.span, message);
            fields.report(cx, diagnostic.help("keep one of `call`, `steps` and `location`"));
        }
    }
}
