//! `authentication.type: oauth2`, and by extension the tokens that clients obtain: their request, response and refresh.

use super::action::with;
use super::context::Context;
use super::fields::Fields;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Spanned;
use crate::spec::{
    BodyEncoding, CredentialPlacement, CustomToken, Grant, OAuth2, OAuth2Client, Refresh, Scheme, Text,
    TokenPaths,
};

pub(super) fn oauth2(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> OAuth2 {
    fields.rename(cx, "tokenEndpoint", "tokenUrl", codes::AUTHENTICATION_ALIAS);
    let issuer = fields.text(cx, "authorizationServerUri");
    let resource = fields.text(cx, "resource");
    let client = client(fields, cx);
    if client.is_none() && (issuer.is_none() || resource.is_none()) {
        let message =
            "missing `authorizationServerUri` or `resource` in `oauth2`; the program must authenticate";
        let diagnostic = Diagnostic::new(codes::AUTHENTICATION_INCOMPLETE, fields.span, message);
        let help = "add `authorizationServerUri: https://…` and `resource: https://…`";
        fields.warn(cx, diagnostic.help(help));
    }
    OAuth2 {
        authorization_server_uri: issuer,
        resource,
        scopes: scopes(fields, client.is_some(), cx),
        audience: fields.text(cx, "audience"),
        token_endpoint: fields.text(cx, "tokenEndpoint"),
        token_validation: fields.text(cx, "tokenValidation"),
        client,
    }
}

/// Reads `scopes` as a list, or `scope` as a string with spaces.
fn scopes(fields: &mut Fields<'_>, client: bool, cx: &mut Context<'_>) -> Vec<Text> {
    if !client {
        fields.rename(cx, "scopes", "scope", codes::TOKENS_FETCHED);
    }
    let mut texts = fields.texts(cx, "scopes");
    if client {
        texts.extend(fields.texts(cx, "scope"));
    }
    let words = |text: Text| {
        let span = text.span;
        text.value
            .split_whitespace()
            .map(|word| Spanned::new(word.to_owned(), span))
            .collect::<Vec<_>>()
    };
    texts.into_iter().flat_map(words).collect()
}

/// The keys that only a client has which fetches tokens.
const KEYS: [&str; 11] = [
    "grantType",
    "clientId",
    "clientSecret",
    "refreshToken",
    "credentialPlacement",
    "bodyEncoding",
    "parameters",
    "tokenField",
    "expiresInField",
    "expiresAtField",
    "renewOnForbidden",
];

/// Reads the keys of a client that fetches tokens, or returns `None` if there are none.
pub(super) fn client(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<OAuth2Client> {
    let (name, _) = KEYS.iter().find_map(|key| fields.peek(key))?;
    let message = "an `oauth2` that fetches tokens is an extension to the format; it is used";
    let diagnostic = Diagnostic::new(codes::TOKENS_FETCHED, name.span, message);
    cx.warn(diagnostic.help("see docs/authentication.md for its keys"));
    let grants = [
        ("client-credentials", Grant::ClientCredentials),
        ("refresh-token", Grant::RefreshToken),
        ("client_credentials", Grant::ClientCredentials),
        ("refresh_token", Grant::RefreshToken),
    ];
    let default = Spanned::new(Grant::ClientCredentials, fields.span);
    let placements = [
        ("body", CredentialPlacement::Body),
        ("basic", CredentialPlacement::Basic),
        ("basic-encoded", CredentialPlacement::EncodedBasic),
    ];
    let encodings = [("form", BodyEncoding::Form), ("json", BodyEncoding::Json)];
    Some(OAuth2Client {
        grant: fields.choice(cx, "grantType", &grants).unwrap_or(default),
        client_id: fields.text(cx, "clientId"),
        client_secret: fields.text(cx, "clientSecret"),
        refresh_token: fields.text(cx, "refreshToken"),
        placement: fields.choice(cx, "credentialPlacement", &placements),
        encoding: fields.choice(cx, "bodyEncoding", &encodings),
        parameters: fields.text_map(cx, "parameters"),
        paths: token_paths(fields, cx),
        refresh: refresh(fields, cx),
    })
}

/// Reads `tokenField`, `expiresInField` and `expiresAtField`.
pub(super) fn token_paths(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> TokenPaths {
    TokenPaths {
        token: fields.text(cx, "tokenField"),
        expires_in: fields.text(cx, "expiresInField"),
        expires_at: fields.text(cx, "expiresAtField"),
    }
}

/// Reads `safetyMargin` and `renewOnForbidden`.
pub(super) fn refresh(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Refresh {
    Refresh {
        safety_margin: fields.integer(cx, "safetyMargin", 0..=u64::MAX),
        on_forbidden: fields.boolean(cx, "renewOnForbidden"),
    }
}

/// Reads the type. Returns `None` after it has reported a missing or incomplete `acquire`.
pub(super) fn custom_token(fields: &mut Fields<'_>, kind: &Text, cx: &mut Context<'_>) -> Option<Scheme> {
    let message = "`custom-token` is an extension to the format; it is used";
    let diagnostic = Diagnostic::new(codes::TOKENS_FETCHED, kind.span, message);
    cx.warn(diagnostic.help("see docs/authentication.md for its keys"));
    let span = fields.span;
    let placement = fields.text(cx, "placement");
    let (header_name, param_name) = (fields.text(cx, "headerName"), fields.text(cx, "paramName"));
    let refresh = refresh(fields, cx);
    let Some(node) = fields.node("acquire") else {
        fields.missing(cx, "acquire");
        return None;
    };
    let mut acquire = Fields::of(node, "`acquire`", cx)?;
    let call = acquire.required_text(cx, "call");
    let with = with(&mut acquire, cx);
    let paths = token_paths(&mut acquire, cx);
    if paths.token.is_none() {
        acquire.missing(cx, "tokenField");
    }
    acquire.finish(cx);
    paths.token.as_ref()?;
    Some(Scheme::CustomToken(Box::new(CustomToken {
        span,
        call: call?,
        with,
        paths,
        placement,
        header_name,
        param_name,
        refresh,
    })))
}
