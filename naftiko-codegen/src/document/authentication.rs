//! `authentication`, of consumed APIs (outbound) and of adapters (inbound).

use super::context::Context;
use super::custom_token::{CustomToken, custom_token};
use super::fields::Fields;
use super::{OAuth2, Span, Spanned, Text, keys, oauth2};
use crate::diagnostic::{Diagnostic, codes};
use crate::suggest;
use crate::yaml::Node;

/// Credentials.
#[derive(Debug)]
pub(crate) struct Authentication {
    pub span: Span,
    pub scheme: Scheme,
}

/// The schemes.
#[derive(Debug)]
pub(crate) enum Scheme {
    Basic {
        username: Option<Text>,
        password: Option<Text>,
    },
    Digest {
        username: Option<Text>,
        password: Option<Text>,
    },
    Bearer {
        token: Option<Text>,
    },
    /// One key officially; the wild dialect has several.
    ApiKey(Vec<ApiKey>),
    OAuth2(Box<OAuth2>),
    CustomToken(Box<CustomToken>),
    /// What the generated client cannot do by itself: `oauth1`, `hmac`, `aws-sig-v4`, `certificate` …
    Other {
        name: Text,
        fields: Vec<(Text, Node)>,
    },
}

/// An API key.
#[derive(Debug)]
pub(crate) struct ApiKey {
    /// Of the header, the query pair …
    pub name: Text,
    pub value: Text,
    /// A header when the spec is silent.
    pub placement: Spanned<KeyPlacement>,
}

/// Where an API key goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyPlacement {
    Header,
    Query,
    /// Only in the wild dialect, as the next two.
    Cookie,
    Body,
    Path,
}

/// Types of the format.
const TYPES: [&str; 5] = ["basic", "digest", "bearer", "apikey", "oauth2"];

/// `authentication`, or `auth`.
pub(super) fn authentication(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Authentication> {
    fields.rename(cx, "authentication", "auth", codes::AUTHENTICATION_KEY);
    let node = fields.node("authentication")?;
    if node.as_scalar().is_some() {
        let message = format!("an authentication has to be a map, this is {}", node.describe());
        let help = "for example `{type: bearer, token: '{{API_TOKEN}}'}`";
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
        "apikey" => keys::keys(fields, node, cx),
        "apiKey" | "api-key" | "api_key" | "ApiKey" | "header" => {
            note(cx, &kind, "apikey");
            keys::keys(fields, node, cx)
        }
        "query" => {
            note(cx, &kind, "apikey");
            keys::query_pairs(fields, cx)
        }
        "custom-token" => custom_token(fields, &kind, cx),
        "oauth2" => Some(Scheme::OAuth2(Box::new(oauth2::oauth2(fields, cx)))),
        _ => Some(other(fields, node, kind, cx)),
    }
}

/// The type of the format that a type is, or is a misspelling of.
pub(crate) fn nearest_scheme(kind: &str) -> Option<&'static str> {
    // Another protocol, one digit away.
    (kind != "oauth1")
        .then(|| suggest::nearest(kind, TYPES))
        .flatten()
}

fn note(cx: &mut Context<'_>, kind: &Text, official: &str) {
    let message = format!("the authentication type `{kind}` is `{official}` in the format");
    cx.note(codes::AUTHENTICATION_TYPE, kind.span, message);
}

fn user(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> (Option<Text>, Option<Text>) {
    let (username, password) = (fields.text(cx, "username"), fields.text(cx, "password"));
    if username.is_none() {
        let message = "this authentication has no `username`: the program has to give it";
        let diagnostic = Diagnostic::new(codes::AUTHENTICATION_INCOMPLETE, fields.span, message);
        fields.tolerate(
            cx,
            diagnostic.help("write `username: '{{API_USER}}'` and `password: '{{API_PASSWORD}}'`"),
        );
    }
    (username, password)
}

fn bearer(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Scheme {
    fields.rename(cx, "token", "value", codes::AUTHENTICATION_ALIAS);
    let message = "a bearer token goes into the header `Authorization`: `placement` is ignored";
    fields.tolerated(cx, "placement", codes::AUTHENTICATION_ALIAS, message);
    let token = fields.text(cx, "token");
    if token.is_none() {
        let message = "this authentication has no `token`: the program has to give it";
        let diagnostic = Diagnostic::new(codes::AUTHENTICATION_INCOMPLETE, fields.span, message);
        fields.tolerate(
            cx,
            diagnostic.help("write `token: '{{API_TOKEN}}'`, or call `bearer(…)` on the builder"),
        );
    }
    Scheme::Bearer { token }
}

/// A scheme that is not in the format: kept as it is, for those who know it.
fn other(fields: &mut Fields<'_>, node: &Node, kind: Text, cx: &mut Context<'_>) -> Scheme {
    let message = format!("the authentication type `{kind}` is not in the format");
    let diagnostic = Diagnostic::new(codes::AUTHENTICATION_TYPE, kind.span, message);
    cx.tolerate(match nearest_scheme(&kind.value) {
        Some(near) => diagnostic.label(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("the types are `{}`", TYPES.join("`, `"))),
    });
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
