//! `authentication`: of clients in consumed APIs, of callers in adapters.

use super::context::Context;
use super::fields::Fields;
use super::oauth2;
use super::oauth2::custom_token;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Spanned;
use crate::spec::{ApiKey, Authentication, KeyPlacement, Scheme, TYPES, Text, nearest_scheme};
use crate::yaml::Node;

/// Reads `authentication` or `auth`.
pub(super) fn authentication(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Authentication> {
    fields.rename(cx, "authentication", "auth", codes::AUTHENTICATION_KEY);
    let node = fields.node("authentication")?;
    if node.as_scalar().is_some() {
        let message = format!("expected a map for an authentication, found {}", node.describe());
        let help = "write `{type: bearer, token: '{{API_TOKEN}}'}`";
        cx.report(Diagnostic::new(codes::WRONG_TYPE, node.span, message).help(help));
        return None;
    }
    let mut fields = Fields::of(node, "an authentication", cx)?;
    let scheme = scheme(&mut fields, node, cx);
    let span = fields.span;
    fields.finish(cx);
    Some(Authentication {
        span,
        scheme: scheme?,
    })
}

fn scheme(fields: &mut Fields<'_>, node: &Node, cx: &mut Context<'_>) -> Option<Scheme> {
    let kind = fields.required_text(cx, "type")?;
    match kind.as_str() {
        "basic" => {
            let (username, password) = user(fields, cx);
            Some(Scheme::Basic { username, password })
        }
        "digest" => {
            let (username, password) = user(fields, cx);
            Some(Scheme::Digest { username, password })
        }
        "bearer" => Some(bearer(fields, cx)),
        "apikey" => keys(fields, node, cx),
        "apiKey" | "api-key" | "api_key" | "ApiKey" | "header" => {
            alias(cx, &kind, "apikey");
            keys(fields, node, cx)
        }
        "query" => {
            alias(cx, &kind, "apikey");
            query_parameters(fields, cx)
        }
        "custom-token" => custom_token(fields, &kind, cx),
        "oauth2" => Some(Scheme::OAuth2(Box::new(oauth2::oauth2(fields, cx)))),
        _ => Some(other(fields, node, kind, cx)),
    }
}

fn alias(cx: &mut Context<'_>, kind: &Text, official: &str) {
    let message = format!("authentication type `{kind}` is read as `{official}`");
    let diagnostic = Diagnostic::new(codes::AUTHENTICATION_TYPE, kind.span, message);
    cx.warn(diagnostic.help(format!("write `type: {official}`")));
}

fn user(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> (Option<Text>, Option<Text>) {
    let (username, password) = (fields.text(cx, "username"), fields.text(cx, "password"));
    if username.is_none() {
        let message = "missing key `username` in an authentication; the program must set it";
        let diagnostic = Diagnostic::new(codes::AUTHENTICATION_INCOMPLETE, fields.span, message);
        fields.warn(
            cx,
            diagnostic.help("add `username: '{{API_USER}}'` and `password: '{{API_PASSWORD}}'`"),
        );
    }
    (username, password)
}

fn bearer(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Scheme {
    fields.rename(cx, "token", "value", codes::AUTHENTICATION_ALIAS);
    let message = "`placement` has no effect on a bearer token; it is ignored";
    fields.accept(cx, "placement", codes::AUTHENTICATION_ALIAS, message);
    let token = fields.text(cx, "token");
    if token.is_none() {
        let message = "missing key `token` in an authentication; the program must set it";
        let diagnostic = Diagnostic::new(codes::AUTHENTICATION_INCOMPLETE, fields.span, message);
        fields.warn(
            cx,
            diagnostic.help("add `token: '{{API_TOKEN}}'`, or call `bearer(…)` on the builder"),
        );
    }
    Scheme::Bearer { token }
}

/// Reads a type that is not in the format, with its keys as they are written.
fn other(fields: &mut Fields<'_>, node: &Node, kind: Text, cx: &mut Context<'_>) -> Scheme {
    let message = format!("unknown authentication type `{kind}`");
    let diagnostic = Diagnostic::new(codes::AUTHENTICATION_TYPE, kind.span, message);
    cx.warn(diagnostic.help(match nearest_scheme(&kind.value) {
        Some(near) => format!("write `type: {near}`"),
        None => format!("expected one of `{}`", TYPES.join("`, `")),
    }));
    fields.ignore_rest();
    let entries = node.as_mapping().unwrap_or_default();
    let rest = entries
        .iter()
        .filter(|(name, value)| name.value != "type" && !value.is_null());
    Scheme::Other {
        name: kind,
        fields: rest.cloned().collect(),
    }
}

/// Reads `apikey`: `key`, `value` and `placement`, or the keys of published files.
pub(super) fn keys(fields: &mut Fields<'_>, node: &Node, cx: &mut Context<'_>) -> Option<Scheme> {
    let message = "`headers` of an API key is an extension to the format; each entry is read as a key";
    if let Some(headers) = fields.accept(cx, "headers", codes::AUTHENTICATION_ALIAS, message) {
        return several(fields, headers, KeyPlacement::Header, cx);
    }
    fields.rename(cx, "placement", "in", codes::AUTHENTICATION_ALIAS);
    if fields.peek("header").is_some() {
        named_header(fields, cx);
    }
    fields.rename(cx, "key", "name", codes::AUTHENTICATION_ALIAS);
    fields.rename(cx, "value", "token", codes::AUTHENTICATION_ALIAS);
    let name = fields.text(cx, "key");
    let value = fields.text(cx, "value");
    let placement = placement(fields, cx);
    let (Some(name), Some(value)) = (name, value) else {
        return incomplete(fields, node, cx);
    };
    let placement = placement.unwrap_or(Spanned::new(KeyPlacement::Header, name.span));
    Some(Scheme::ApiKey(vec![ApiKey {
        name,
        value,
        placement,
    }]))
}

/// Reports an API key without a name or a value, which the program must set.
fn incomplete(fields: &Fields<'_>, node: &Node, cx: &mut Context<'_>) -> Option<Scheme> {
    let message = "missing `key` or `value` in an API key; the program must set it";
    let diagnostic = Diagnostic::new(codes::AUTHENTICATION_INCOMPLETE, fields.span, message);
    fields.warn(
        cx,
        diagnostic.help("add `key: X-Api-Key` and `value: '{{API_KEY}}'`"),
    );
    let name = node.get("type").and_then(Node::to_text)?;
    Some(Scheme::Other {
        name,
        fields: Vec::new(),
    })
}

/// Reads `header` as the name of the key, and `key`, if it is present, as its value.
fn named_header(fields: &mut Fields<'_>, cx: &mut Context<'_>) {
    if fields.peek("value").is_none() && fields.peek("token").is_none() {
        fields.rename(cx, "value", "key", codes::AUTHENTICATION_ALIAS);
    }
    fields.replace(cx, "key", "header", codes::AUTHENTICATION_ALIAS);
}

fn placement(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<KeyPlacement>> {
    const PLACEMENTS: [(&str, KeyPlacement); 5] = [
        ("header", KeyPlacement::Header),
        ("query", KeyPlacement::Query),
        ("cookie", KeyPlacement::Cookie),
        ("body", KeyPlacement::Body),
        ("path", KeyPlacement::Path),
    ];
    let placement = fields.choice(cx, "placement", &PLACEMENTS)?;
    if !matches!(placement.value, KeyPlacement::Header | KeyPlacement::Query) {
        let word = PLACEMENTS.iter().find(|(_, value)| *value == placement.value);
        let word = word.map_or("", |(word, _)| *word);
        let message = format!("`placement: {word}` is an extension to the format; it is used");
        let diagnostic = Diagnostic::new(codes::KEY_PLACEMENT, placement.span, message);
        cx.warn_once("placement", diagnostic);
    }
    Some(placement)
}

/// Reads `query` with `parameters`: several API keys in the query.
pub(super) fn query_parameters(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Scheme> {
    let Some(node) = fields.node("parameters") else {
        fields.missing(cx, "parameters");
        return None;
    };
    several(fields, node, KeyPlacement::Query, cx)
}

/// Reads API keys from a map of names and values, or from a list of objects.
fn several(
    fields: &Fields<'_>,
    node: &Node,
    placement: KeyPlacement,
    cx: &mut Context<'_>,
) -> Option<Scheme> {
    if let Some(entries) = node.as_mapping() {
        let keys = entries
            .iter()
            .filter_map(|(name, value)| Some(api_key(name.clone(), value.to_text()?, placement)));
        return Some(Scheme::ApiKey(keys.collect()));
    }
    let Some(items) = node.as_sequence() else {
        fields.wrong_type(cx, "headers", node, "a map");
        return None;
    };
    Some(Scheme::ApiKey(
        items
            .iter()
            .filter_map(|item| listed(item, placement, cx))
            .collect(),
    ))
}

fn listed(node: &Node, placement: KeyPlacement, cx: &mut Context<'_>) -> Option<ApiKey> {
    let mut fields = Fields::of(node, "an API key", cx)?;
    fields.rename(cx, "key", "name", codes::AUTHENTICATION_ALIAS);
    let name = fields.required_text(cx, "key");
    let value = fields.required_text(cx, "value");
    fields.finish(cx);
    Some(api_key(name?, value?, placement))
}

fn api_key(name: Text, value: Text, placement: KeyPlacement) -> ApiKey {
    let placement = Spanned::new(placement, name.span);
    ApiKey {
        name,
        value,
        placement,
    }
}
