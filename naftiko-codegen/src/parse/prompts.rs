//! Prompts of MCP adapters.

use super::context::Context;
use super::fields::{Fields, Form, Item};
use super::parameters;
use crate::diagnostic::{Diagnostic, codes};
use crate::spec::{Message, Prompt, Text};
use crate::yaml::Node;

/// Reads `prompts`.
pub(super) fn prompts(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<Prompt> {
    let items = fields.named(cx, "prompts", "a prompt", Form::Dialect);
    items.into_iter().filter_map(|item| prompt(item, cx)).collect()
}

fn prompt(item: Item<'_>, cx: &mut Context<'_>) -> Option<Prompt> {
    let (name, mut fields) = item.with_required_name(cx);
    let template = fields
        .list(cx, "template")
        .iter()
        .filter_map(|item| message(item, cx))
        .collect();
    let location = fields.file_location(cx, "location");
    check_source(&mut fields, location.as_ref(), cx);
    fields.read(cx, |fields, cx| {
        Some(Prompt {
            span: fields.span,
            about: fields.expected_about(cx),
            arguments: parameters::parameters(fields, cx, "arguments", parameters::Kind::Prompt),
            template,
            location,
            name: name?,
        })
    })
}

/// Checks that a prompt has exactly one of `template` and `location`.
fn check_source(fields: &mut Fields<'_>, location: Option<&Text>, cx: &mut Context<'_>) {
    match (fields.has("template"), location) {
        (false, None) => fields.missing(cx, "template` or `location"),
        (true, Some(location)) => {
            let message = "a prompt has both `template` and `location`";
            let diagnostic = Diagnostic::new(codes::CONFLICTING_KEYS, location.span, message);
            fields.report(cx, diagnostic.help("remove `template` or `location`"));
        }
        _ => {}
    }
}

fn message(node: &Node, cx: &mut Context<'_>) -> Option<Message> {
    let mut fields = Fields::of(node, "a message", cx)?;
    if fields.node("role").is_none() {
        fields.missing(cx, "role");
    }
    let role = fields.word(cx, "role", &["user", "assistant"]);
    let content = fields.required_text(cx, "content");
    let span = fields.span;
    fields.finish(cx);
    Some(Message {
        span,
        role: role?,
        content: content?,
    })
}
