//! Token requests: OAuth 2 grants (RFC 6749), and operations of other APIs.

use std::sync::Mutex;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{Method, StatusCode};
use tokio::time::Instant;

use crate::client::auth::{FetchFuture, FetchToken, FetchedToken, TokenTimes, oauth2_code, request_error};
use crate::client::description::{ClientAuthentication, Encoding, JsonSelector, TokenPolicy};
use crate::client::{
    AuthenticationError, Call, CustomToken, Error, HttpClient, OAuth2Credentials, Operation, Response,
    TokenVariables,
};
use crate::lock::lock;
use crate::secret::Secret;
use crate::template::Piece;
use crate::value::{DecodeError, Json, JsonCursor, ObjectBuilder};

/// Asks the metadata service of a virtual machine for a new token instead of its cached one; only this pair is valid.
const BYPASS_CACHE: (&str, &str) = ("bypass_cache", "true");

/// Fetches OAuth 2 access tokens.
pub(super) struct GrantFetcher {
    pub(super) name: String,
    /// Calls the token endpoint.
    pub(super) client: HttpClient,
    /// The current credentials: refresh tokens are replaced, secrets rotated.
    pub(super) credentials: Mutex<OAuth2Credentials>,
}

/// Fetches tokens with an operation of another API.
pub(super) struct OperationFetcher {
    name: &'static str,
    client: HttpClient,
    token: &'static CustomToken,
    variables: TokenVariables,
}

impl OperationFetcher {
    pub(super) fn new(client: HttpClient, token: &'static CustomToken, variables: TokenVariables) -> Self {
        let name = (token.request)(&client, &variables).operation.id();
        Self {
            name,
            client,
            token,
            variables,
        }
    }
}

impl FetchToken for GrantFetcher {
    fn name(&self) -> &str {
        &self.name
    }

    fn fetch(&self, requested: Instant, _: bool) -> FetchFuture<'_> {
        Box::pin(async move {
            let used = lock(&self.credentials).clone();
            let (status, response) = request(&self.name, grant_call(&self.client, &used)).await?;
            check_type(&self.name, response.at())?;
            keep_refresh_token(&mut lock(&self.credentials), &used, response.at());
            read(response.at(), &used.policy, requested)
                .map_err(|error| no_token(&self.name, status, response.at(), &error))
        })
    }

    fn set_client_secret(&self, secret: Secret) {
        lock(&self.credentials).client_secret = Some(secret);
    }

    fn set_refresh_token(&self, token: Secret) {
        lock(&self.credentials).refresh_token = Some(token);
    }
}

impl FetchToken for OperationFetcher {
    fn name(&self) -> &str {
        self.name
    }

    fn fetch(&self, requested: Instant, rejected: bool) -> FetchFuture<'_> {
        Box::pin(async move {
            // A second token request is harmless, since it only returns another token.
            let mut call = (self.token.request)(&self.client, &self.variables).idempotent();
            if rejected && self.client.0.transport.is_metadata() && !call.has_query(BYPASS_CACHE.0) {
                call = call.query(BYPASS_CACHE.0, BYPASS_CACHE.1);
            }
            let (status, response) = request(self.name, call).await?;
            read(response.at(), &self.token.policy, requested)
                .map_err(|error| no_token(self.name, status, response.at(), &error))
        })
    }
}

async fn request(name: &str, call: Call<'_>) -> Result<(StatusCode, Json), AuthenticationError> {
    let response: Result<Response<Json>, Error> = call.send().await;
    let response = response.map_err(|error| request_error(name, &error))?;
    let (status, json) = (response.status(), response.json());
    let json = json.map_err(|error| no_token(name, status, Json::NULL.at(), &error))?;
    Ok((status, json))
}

fn read(
    response: JsonCursor<'_>,
    policy: &TokenPolicy,
    requested: Instant,
) -> Result<FetchedToken, DecodeError> {
    let text = (policy.token)(response).string()?;
    let value = |find: Option<JsonSelector>| {
        find.and_then(|find| find(response).json())
            .map(|json| json.to_value())
    };
    let (expires_in, expires_at) = (value(policy.expires_in), value(policy.expires_at));
    let times = TokenTimes::since(requested);
    let expires = times.expires(expires_in.as_ref(), expires_at.as_ref(), &text);
    let text = Secret::new(text);
    Ok(FetchedToken { text, expires })
}

/// A token that is bound to a key cannot be sent as a bearer token.
fn check_type(name: &str, response: JsonCursor<'_>) -> Result<(), AuthenticationError> {
    let kind = response.key("token_type").string().unwrap_or_default();
    let bound = ["mac", "pop", "dpop"]
        .iter()
        .any(|bound| kind.eq_ignore_ascii_case(bound));
    if bound {
        return Err(AuthenticationError::unusable(name, "unsupported `token_type`"));
    }
    Ok(())
}

/// Returns the error of a successful response without a token: an error of OAuth 2, which some endpoints send so, or paths and types, never
/// values.
fn no_token(
    name: &str,
    status: StatusCode,
    response: JsonCursor<'_>,
    error: &DecodeError,
) -> AuthenticationError {
    let reason = match oauth2_code(response) {
        Some(code) => format!("the API returned {status} ({code})"),
        None => format!("no token in the response: {error}"),
    };
    AuthenticationError::unusable(name, reason)
}

const ACCEPT: &[(&str, &[Piece])] = &[("Accept", &[Piece::Text("application/json")])];

/// A token request at the endpoint itself. A second one is harmless, since it only returns another token.
static TOKEN: Operation = Operation::new("oauth2.token", Method::POST, &[])
    .headers(ACCEPT)
    .idempotent();

/// A request with a refresh token. It is not idempotent: servers take the second use of a one-time refresh token for
/// theft.
static REFRESH: Operation = Operation::new("oauth2.refresh", Method::POST, &[]).headers(ACCEPT);

/// Replaces the refresh token with the one of the response, unless the program has changed it meanwhile.
fn keep_refresh_token(
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

fn grant_call<'a>(client: &'a HttpClient, credentials: &OAuth2Credentials) -> Call<'a> {
    let secret = credentials.client_secret.as_ref().map_or("", Secret::reveal);
    let basic = match credentials.authentication {
        ClientAuthentication::Body => None,
        ClientAuthentication::Basic => Some(basic(&credentials.client_id, secret)),
        ClientAuthentication::EncodedBasic => {
            let secret = Secret::new(form_encoded(secret));
            Some(basic(&form_encoded(&credentials.client_id), secret.reveal()))
        }
    };
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

/// Returns the header of HTTP Basic.
fn basic(id: &str, secret: &str) -> String {
    let pair = Secret::new(format!("{id}:{secret}"));
    format!("Basic {}", BASE64_STANDARD.encode(pair.reveal()))
}

fn form_encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
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
