//! Token requests of OAuth 2 (RFC 6749).

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::Method;

use crate::client::Piece;
use crate::client::call::{Call, HttpClient};
use crate::client::config::{ClientAuthentication, Encoding, OAuth2Credentials};
use crate::client::error::StatusError;
use crate::client::operation::Operation;
use crate::secret::Secret;
use crate::value::{Json, JsonCursor, ObjectBuilder};

const ACCEPT: &[(&str, &[Piece])] = &[("Accept", &[Piece::Text("application/json")])];

/// A token request at the endpoint itself. A second one is harmless, since it only returns another token.
static TOKEN: Operation = Operation::new("oauth2.token", Method::POST, &[])
    .headers(ACCEPT)
    .idempotent();

/// A request with a refresh token. It is not idempotent: servers take the second use of a one-time refresh token for
/// theft.
static REFRESH: Operation = Operation::new("oauth2.refresh", Method::POST, &[]).headers(ACCEPT);

/// Replaces the refresh token with the one of the response, unless the program has changed it meanwhile.
pub(super) fn keep_refresh_token(
    credentials: &mut OAuth2Credentials,
    used: &OAuth2Credentials,
    response: JsonCursor<'_>,
) {
    let rotated = response.key("refresh_token").string().ok();
    if let Some(rotated) = rotated.filter(|text| !text.is_empty())
        && used.refresh_token.is_some()
        && used.refresh_token == credentials.refresh_token
    {
        credentials.refresh_token = Some(Secret::new(rotated));
    }
}

pub(super) fn grant_call<'a>(client: &'a HttpClient, credentials: &OAuth2Credentials) -> Call<'a> {
    let basic = (credentials.authentication == ClientAuthentication::Basic).then(|| {
        let secret = credentials.client_secret.as_ref().map_or("", Secret::reveal);
        let pair = Secret::new(format!("{}:{secret}", credentials.client_id));
        format!("Basic {}", BASE64_STANDARD.encode(pair.reveal()))
    });
    let operation = if credentials.refresh_token.is_some() {
        &REFRESH
    } else {
        &TOKEN
    };
    let call = client.call(operation).header("Authorization", basic);
    let body = grant_parameters(credentials);
    match credentials.encoding {
        Encoding::Form => call.form(body),
        Encoding::Json => call.json(body),
    }
}

/// Returns the parameters of a token request (RFC 6749, sections 4.4.2 and 6).
fn grant_parameters(credentials: &OAuth2Credentials) -> ObjectBuilder {
    let refresh_token = credentials.refresh_token.as_ref();
    let grant = if refresh_token.is_some() {
        "refresh_token"
    } else {
        "client_credentials"
    };
    let in_body = credentials.authentication == ClientAuthentication::Body;
    let secret = credentials.client_secret.as_ref().filter(|_| in_body);
    let body = ObjectBuilder::new()
        .with("grant_type", grant)
        .with("refresh_token", refresh_token.map(Secret::reveal))
        .with("client_id", in_body.then_some(credentials.client_id.as_str()))
        .with("client_secret", secret.map(Secret::reveal))
        .with("scope", credentials.scope.as_deref());
    let more = credentials.parameters.iter();
    more.fold(body, |body, (name, value)| body.with(name, value.reveal()))
}

/// Returns the code of an OAuth 2 error (RFC 6749, section 5.2) if it is a known one. No other text of a response is
/// shown.
pub(super) fn oauth2_code(response: &StatusError) -> Option<&'static str> {
    const CODES: [&str; 7] = [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "invalid_resource",
    ];
    let body = Json::parse(response.body().clone()).ok()?;
    let code = body.at().key("error").string().ok()?;
    CODES.into_iter().find(|known| *known == code)
}
