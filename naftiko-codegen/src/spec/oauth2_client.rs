//! The keys of `oauth2` for fetching tokens: an extension to the format, from a proposal (spec section 6.2) and our own.

use super::context::Context;
use super::fields::Fields;
use super::{Spanned, Text};
use crate::diagnostic::{Diagnostic, codes};

/// The keys with which a client fetches access tokens.
#[derive(Debug)]
pub(crate) struct OAuth2Client {
    /// `client-credentials` by default.
    pub grant: Spanned<Grant>,
    pub client_id: Option<Text>,
    pub client_secret: Option<Text>,
    pub refresh_token: Option<Text>,
    /// The part of the token request with the client's id and secret.
    pub placement: Option<Spanned<CredentialPlacement>>,
    pub encoding: Option<Spanned<BodyEncoding>>,
    /// Further fields of the token request.
    pub parameters: Vec<(Text, Text)>,
    pub paths: TokenPaths,
    pub refresh: Refresh,
}

/// The paths of a token and its lifetime in a response.
#[derive(Debug)]
pub(crate) struct TokenPaths {
    pub token: Option<Text>,
    /// The lifetime in seconds.
    pub expires_in: Option<Text>,
    /// The time of expiry: seconds since 1970, or a date.
    pub expires_at: Option<Text>,
}

/// When a token is replaced.
#[derive(Debug)]
pub(crate) struct Refresh {
    /// Seconds before the token expires.
    pub safety_margin: Option<Spanned<u64>>,
    /// Whether a response with status 403 may mean an invalid token.
    pub on_forbidden: Option<Spanned<bool>>,
}

/// The grant type of a token request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grant {
    ClientCredentials,
    RefreshToken,
}

/// The part of a token request with the client's id and secret (RFC 6749, section 2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CredentialPlacement {
    Body,
    Basic,
}

/// The encoding of a token request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyEncoding {
    Form,
    Json,
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
