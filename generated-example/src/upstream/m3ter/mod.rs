//! m3ter: OAuth 2.0 client credentials with Basic authentication, and a paged resource behind the token.
//!
//! The status for wrong client credentials is not published: 403 is chosen, which m3ter documents for a bearer that is wrong or
//! has ended, and can be changed. A wrong method gets 404.

mod products;

use std::collections::HashSet;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::token::Tokens;
use super::{Upstream, credentials, has_media_type, lock, reply};

/// What the imitation is told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Access key id of the service user.
    pub key: String,
    /// Its API secret.
    pub secret: String,
    /// The one organization.
    pub organization: String,
    /// How long a token is valid.
    pub lifetime: Duration,
    /// The status for credentials and tokens that are not accepted.
    pub rejection: StatusCode,
    /// How long giving out a token takes.
    pub delay: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            key: "example-key-id".to_owned(),
            secret: "example-api-secret".to_owned(),
            organization: "example-organization".to_owned(),
            lifetime: Duration::from_secs(18_000),
            rejection: StatusCode::FORBIDDEN,
            delay: Duration::ZERO,
        }
    }
}

/// What was asked of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Tokens given out.
    pub mints: usize,
    /// The most that were being given out at one time.
    pub concurrent_mints: usize,
    /// Requests for a resource.
    pub resource_calls: usize,
    /// Different bearers that came with them.
    pub tokens_seen: usize,
}

/// The imitated m3ter; it stops when this is dropped.
#[derive(Debug)]
pub struct M3ter {
    upstream: Upstream,
    api: Arc<Api>,
}

impl M3ter {
    /// Starts it on a free port.
    ///
    /// # Errors
    ///
    /// The loopback interface has no free port.
    pub async fn start(settings: Settings) -> io::Result<Self> {
        let api = Arc::new(Api {
            settings,
            tokens: Tokens::default(),
            usage: Mutex::default(),
        });
        let router = Router::new()
            .route("/oauth/token", post(generate_token))
            .route("/organizations/{organization}/products", get(list_products))
            .fallback(not_found)
            .method_not_allowed_fallback(not_found)
            .with_state(Arc::clone(&api));
        Ok(Self {
            upstream: Upstream::serve(router).await?,
            api,
        })
    }

    /// What stands in for `https://api.m3ter.com`.
    pub fn base_uri(&self) -> String {
        format!("http://{}", self.upstream.address)
    }

    /// Ends every token now.
    pub fn revoke_all(&self) {
        self.api.tokens.revoke_all();
    }

    /// What was asked of it so far.
    pub fn counters(&self) -> Counters {
        let usage = self.api.usage();
        Counters {
            tokens_seen: usage.bearers.len(),
            ..usage.counters.clone()
        }
    }
}

#[derive(Debug)]
struct Api {
    settings: Settings,
    tokens: Tokens,
    usage: Mutex<Usage>,
}

#[derive(Debug, Default)]
struct Usage {
    counters: Counters,
    minting: usize,
    bearers: HashSet<String>,
}

impl Api {
    fn usage(&self) -> MutexGuard<'_, Usage> {
        lock(&self.usage)
    }

    /// Basic authentication with the key and the secret.
    fn knows(&self, headers: &HeaderMap) -> bool {
        let sent = credentials(headers, "Basic").and_then(|encoded| STANDARD.decode(encoded).ok());
        sent.is_some_and(|sent| {
            sent == format!("{}:{}", self.settings.key, self.settings.secret).into_bytes()
        })
    }

    fn refuse(&self) -> Response {
        message(self.settings.rejection, "Unauthorized")
    }
}

/// A token being given out; it ends also when the caller goes away meanwhile.
struct Minting<'a>(&'a Api);

impl<'a> Minting<'a> {
    fn begin(api: &'a Api) -> Self {
        let mut usage = api.usage();
        usage.minting += 1;
        usage.counters.concurrent_mints = usage.counters.concurrent_mints.max(usage.minting);
        Self(api)
    }
}

impl Drop for Minting<'_> {
    fn drop(&mut self) {
        self.0.usage().minting -= 1;
    }
}

/// `POST /oauth/token`.
async fn generate_token(State(api): State<Arc<Api>>, headers: HeaderMap, body: Bytes) -> Response {
    if !api.knows(&headers) {
        return api.refuse();
    }
    if grant_type(&headers, &body).as_deref() != Some("client_credentials") {
        return message(StatusCode::BAD_REQUEST, "grant_type must be client_credentials");
    }
    let minting = Minting::begin(&api);
    tokio::time::sleep(api.settings.delay).await;
    let token = api.tokens.mint(&api.settings.key, api.settings.lifetime);
    api.usage().counters.mints += 1;
    drop(minting);
    let body = json!({
        "token_type": "Bearer",
        "access_token": token,
        "expires_in": api.settings.lifetime.as_secs(),
        "scope": null,
    });
    reply(StatusCode::OK, &body)
}

/// The grant that a JSON or form body asks for.
fn grant_type(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    if has_media_type(headers, "application/json") {
        let body: Value = serde_json::from_slice(body).ok()?;
        return Some(body.get("grant_type")?.as_str()?.to_owned());
    }
    if has_media_type(headers, "application/x-www-form-urlencoded") {
        return form_urlencoded::parse(body)
            .find(|(name, _)| name == "grant_type")
            .map(|(_, value)| value.into_owned());
    }
    None
}

/// `GET /organizations/{organization}/products`.
async fn list_products(
    State(api): State<Arc<Api>>,
    Path(organization): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    api.usage().counters.resource_calls += 1;
    let Some(bearer) = credentials(&headers, "Bearer") else {
        return api.refuse();
    };
    api.usage().bearers.insert(bearer.to_owned());
    if !api.tokens.is_live(bearer) {
        return api.refuse();
    }
    if organization != api.settings.organization {
        return message(StatusCode::FORBIDDEN, "Forbidden");
    }
    products::page(query.as_deref().unwrap_or_default()).map_or_else(
        || message(StatusCode::BAD_REQUEST, "pageSize or nextToken is not valid"),
        |page| reply(StatusCode::OK, &page),
    )
}

async fn not_found() -> Response {
    message(StatusCode::NOT_FOUND, "Not Found")
}

fn message(status: StatusCode, text: &str) -> Response {
    reply(status, &json!({"message": text}))
}
