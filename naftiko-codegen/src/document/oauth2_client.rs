//! The keys of `oauth2` with which tokens are fetched. In no version of the format: those of the proposal (spec section 6.2), and ours.

use super::context::Context;
use super::fields::Fields;
use super::{Spanned, Text};
use crate::diagnostic::codes;

/// How a client fetches its tokens.
#[derive(Debug)]
pub(crate) struct OAuth2Client {
    /// `client-credentials` when the spec is silent.
    pub grant: Spanned<Grant>,
    pub client_id: Option<Text>,
    pub client_secret: Option<Text>,
    pub refresh_token: Option<Text>,
    /// Where id and secret of the client go.
    pub placement: Option<Spanned<CredentialPlacement>>,
    pub encoding: Option<Spanned<BodyEncoding>>,
    /// What the request has besides.
    pub parameters: Vec<(Text, Text)>,
    pub answer: AnswerFields,
    pub renewal: Renewal,
}

/// Where in an answer the parts of a token stand: paths.
#[derive(Debug)]
pub(crate) struct AnswerFields {
    pub token: Option<Text>,
    /// The lifetime in seconds.
    pub expires_in: Option<Text>,
    /// The end: seconds since 1970, or a date.
    pub expires_at: Option<Text>,
}

/// When a token is replaced.
#[derive(Debug)]
pub(crate) struct Renewal {
    /// How many seconds before its end.
    pub safety_margin: Option<Spanned<u64>>,
    /// Whether a 403 may be about the token.
    pub on_forbidden: Option<Spanned<bool>>,
}

/// What a token is given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grant {
    ClientCredentials,
    RefreshToken,
}

/// Where id and secret of the client go (RFC 6749, section 2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CredentialPlacement {
    Body,
    Basic,
}

/// How the request for a token is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyEncoding {
    Form,
    Json,
}

/// The keys of which one tells a client that fetches tokens from a server that checks them.
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

/// Reads them, if there is any.
pub(super) fn client(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<OAuth2Client> {
    let (name, _) = KEYS.iter().find_map(|key| fields.peek(key))?;
    let message =
        "an `oauth2` that fetches tokens is an extension: the format's only checks those of callers";
    cx.note(codes::TOKENS_FETCHED, name.span, message);
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
        answer: answer(fields, cx),
        renewal: renewal(fields, cx),
    })
}

/// `tokenField` and its like.
pub(super) fn answer(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> AnswerFields {
    AnswerFields {
        token: fields.text(cx, "tokenField"),
        expires_in: fields.text(cx, "expiresInField"),
        expires_at: fields.text(cx, "expiresAtField"),
    }
}

/// `safetyMargin` and `renewOnForbidden`.
pub(super) fn renewal(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Renewal {
    Renewal {
        safety_margin: fields.integer(cx, "safetyMargin", 0..=u64::MAX),
        on_forbidden: fields.boolean(cx, "renewOnForbidden"),
    }
}
