//! `binds`, and `externalRefs` of files before 1.0.0-alpha1.

use super::context::{Context, Pattern};
use super::fields::{Fields, is_uri};
use crate::diagnostic::{Diagnostic, codes};
use crate::spec::{Bind, BindKey, Text};
use crate::yaml::Node;

pub(super) fn bind(node: &Node, cx: &mut Context<'_>) -> Option<Bind> {
    let mut fields = Fields::of(node, "a bind", cx)?;
    let namespace = fields.required_text(cx, "namespace");
    fields.read(cx, |fields, cx| {
        Some(Bind {
            span: fields.span,
            description: fields.text(cx, "description"),
            location: fields.formed(
                cx,
                "location",
                is_uri,
                "write a URI: `file:///secrets.json`, `vault://…`",
            ),
            keys: keys(fields, cx),
            namespace: namespace.inspect(|name| cx.check_name(name, Pattern::Kebab))?,
        })
    })
}

/// Reads an item of `externalRefs`, which `binds` replaced in 1.0.0-alpha1.
pub(super) fn external_reference(node: &Node, cx: &mut Context<'_>) -> Option<Bind> {
    let mut fields = Fields::of(node, "an external reference", cx)?;
    fields.text(cx, "type");
    fields.text(cx, "resolution");
    fields.read(cx, |fields, cx| {
        Some(Bind {
            span: fields.span,
            description: fields.text(cx, "description"),
            location: fields.text(cx, "uri"),
            keys: keys(fields, cx),
            namespace: fields.required_text(cx, "name")?,
        })
    })
}

fn keys(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<BindKey> {
    if fields.node("keys").is_none() && !fields.has("keys") {
        fields.missing(cx, "keys");
    }
    let pairs = fields.text_map(cx, "keys");
    pairs
        .into_iter()
        .map(|(variable, key)| key_of(variable, key, cx))
        .collect()
}

fn key_of(variable: Text, key: Text, cx: &mut Context<'_>) -> BindKey {
    let constant = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    if !variable.value.bytes().all(constant) {
        let message = "variable names must be upper case";
        let help = format!("write `{}`", variable.value.to_ascii_uppercase());
        cx.warn(Diagnostic::new(codes::NAME_PATTERN, variable.span, message).help(help));
    }
    BindKey { variable, key }
}
