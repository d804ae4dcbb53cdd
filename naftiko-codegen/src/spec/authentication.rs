//! `authentication`: of clients in consumed APIs, of callers in adapters.

use super::context::Context;
use super::custom_token::{CustomToken, custom_token};
use super::fields::Fields;
use super::{OAuth2, Span, Spanned, Text, keys, oauth2};
use crate::diagnostic::{Diagnostic, codes};
use crate::spelling;
use crate::yaml::Node;

/// An authentication of a client or of callers.
#[derive(Debug)]
pub(crate) struct Authentication {
    pub span: Span,
    pub scheme: Scheme,
}

/// An authentication type with its keys.
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
    /// One key in the format; several by extension.
    ApiKey(Vec<ApiKey>),
    OAuth2(Box<OAuth2>),
    CustomToken(Box<CustomToken>),
    /// A type that the runtime does not support, such as `oauth1`, `hmac`, `aws-sig-v4` or `certificate`.
    Other {
        name: Text,
        fields: Vec<(Text, Node)>,
    },
}

impl Scheme {
    /// Returns the type as the format names it; another type as it is written.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Basic { .. } => "basic",
            Self::Digest { .. } => "digest",
            Self::Bearer { .. } => "bearer",
            Self::ApiKey(_) => "apikey",
            Self::OAuth2(_) => "oauth2",
            Self::CustomToken(_) => "custom-token",
            Self::Other { name, .. } => &name.value,
        }
    }
}

/// An API key.
#[derive(Debug)]
pub(crate) struct ApiKey {
    /// The name of the header, query parameter, cookie, field or placeholder.
    pub name: Text,
    pub value: Text,
    /// A header by default.
    pub placement: Spanned<KeyPlacement>,
}

/// The part of a request that has an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyPlacement {
    Header,
    Query,
    /// An extension, as the next two.
    Cookie,
    Body,
    Path,
}

/// The types of the format.
const TYPES: [&str; 5] = ["basic", "digest", "bearer", "apikey", "oauth2"];

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
        "apikey" => keys::keys(fields, node, cx),
        "apiKey" | "api-key" | "api_key" | "ApiKey" | "header" => {
            alias(cx, &kind, "apikey");
            keys::keys(fields, node, cx)
        }
        "query" => {
            alias(cx, &kind, "apikey");
            keys::query_parameters(fields, cx)
        }
        "custom-token" => custom_token(fields, &kind, cx),
        "oauth2" => Some(Scheme::OAuth2(Box::new(oauth2::oauth2(fields, cx)))),
        _ => Some(other(fields, node, kind, cx)),
    }
}

/// Returns the type of the format with the most similar name.
pub(crate) fn nearest_scheme(kind: &str) -> Option<&'static str> {
    // `oauth1` is another protocol, not a misspelling of `oauth2`.
    (kind != "oauth1")
        .then(|| spelling::nearest(kind, TYPES))
        .flatten()
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
