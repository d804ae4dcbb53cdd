//! Azure's Instance Metadata Service: tokens of a virtual machine's identities.
//!
//! There is no credential: what protects it is that it is reachable from the machine alone, wants a header that no browser
//! sends, and refuses requests that went through a proxy. What a forwarded request is answered with is not published: 400 is
//! chosen; a wrong method gets 405.

mod request;

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use serde_json::{Map, Value, json};

use self::request::{Query, SELECTORS, check_headers, error, invalid, read_query};
use super::token::{Tokens, seconds_since_epoch};
use super::{Upstream, lock, reply};

/// What tokens are given out for.
const RESOURCES: [&str; 4] = [
    "https://management.azure.com",
    "https://vault.azure.net",
    "https://storage.azure.com",
    "https://graph.microsoft.com",
];
/// What the imitation is told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The one user-assigned identity's `client_id`.
    pub client_id: String,
    /// Its `object_id`.
    pub object_id: String,
    /// Its Azure resource id.
    pub msi_res_id: String,
    /// How long a token is valid.
    pub lifetime: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            client_id: "11111111-1111-1111-1111-111111111111".to_owned(),
            object_id: "22222222-2222-2222-2222-222222222222".to_owned(),
            msi_res_id: "/subscriptions/example/resourceGroups/example/providers/\
                         Microsoft.ManagedIdentity/userAssignedIdentities/example"
                .to_owned(),
            lifetime: Duration::from_secs(3599),
        }
    }
}

/// The imitated service; it stops when this is dropped.
#[derive(Debug)]
pub struct Imds {
    upstream: Upstream,
    api: Arc<Api>,
}

impl Imds {
    /// Starts it on a free port.
    ///
    /// # Errors
    ///
    /// The loopback interface has no free port.
    pub async fn start(settings: Settings) -> io::Result<Self> {
        let api = Arc::new(Api {
            settings,
            tokens: Tokens::default(),
            cache: Mutex::default(),
        });
        let router = Router::new()
            .route("/metadata/identity/oauth2/token", get(token))
            .fallback(not_found)
            .method_not_allowed_fallback(method_not_allowed)
            .with_state(Arc::clone(&api));
        Ok(Self {
            upstream: Upstream::serve(router).await?,
            api,
        })
    }

    /// What stands in for `http://169.254.169.254/metadata`.
    pub fn base_uri(&self) -> String {
        format!("http://{}/metadata", self.upstream.address)
    }

    /// How many tokens it gave out, cached ones not counted again.
    pub fn mints(&self) -> usize {
        self.api.cache().mints
    }
}

#[derive(Debug)]
struct Api {
    settings: Settings,
    tokens: Tokens,
    cache: Mutex<Cache>,
}

#[derive(Debug, Default)]
struct Cache {
    mints: usize,
    /// By identity and resource.
    tokens: HashMap<(String, String), Cached>,
}

#[derive(Clone, Debug)]
struct Cached {
    token: String,
    not_before: u64,
    expires_on: u64,
}

impl Api {
    fn cache(&self) -> MutexGuard<'_, Cache> {
        lock(&self.cache)
    }

    /// The machine's identity that the query means; nothing if it has no such identity.
    fn identity(&self, query: &Query) -> Option<&'static str> {
        let own = [
            &self.settings.client_id,
            &self.settings.object_id,
            &self.settings.msi_res_id,
        ];
        match SELECTORS
            .iter()
            .zip(own)
            .find_map(|(name, own)| Some((query.get(*name)?, own)))
        {
            None => Some("system-assigned"),
            Some((asked, own)) => asked.eq_ignore_ascii_case(own).then_some("user-assigned"),
        }
    }

    /// The identity's token for the resource: the one given out before, unless it ended or is not wanted.
    fn token(&self, identity: &str, resource: &str, bypass_cache: bool) -> Cached {
        let mut cache = self.cache();
        let key = (identity.to_owned(), resource.to_owned());
        let earlier = cache
            .tokens
            .get(&key)
            .filter(|earlier| !bypass_cache && self.tokens.is_live(&earlier.token));
        if let Some(earlier) = earlier {
            return earlier.clone();
        }
        let not_before = seconds_since_epoch();
        let minted = Cached {
            token: self.tokens.mint(identity, self.settings.lifetime),
            not_before,
            expires_on: not_before.saturating_add(self.settings.lifetime.as_secs()),
        };
        cache.mints += 1;
        cache.tokens.insert(key, minted.clone());
        minted
    }
}

/// `GET /metadata/identity/oauth2/token`.
async fn token(State(api): State<Arc<Api>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let request = check_headers(&headers).and_then(|()| read_query(query.as_deref().unwrap_or_default()));
    let query = match request {
        Ok(query) => query,
        Err(refusal) => return reply(StatusCode::BAD_REQUEST, &refusal),
    };
    let resource = query.get("resource").map_or("", String::as_str);
    if !RESOURCES.contains(&resource.trim_end_matches('/')) {
        let text = format!("AADSTS50001: The application named {resource} was not found in the tenant.");
        return reply(StatusCode::BAD_REQUEST, &error("invalid_resource", &text));
    }
    let Some(identity) = api.identity(&query) else {
        return reply(StatusCode::BAD_REQUEST, &invalid("Identity not found"));
    };
    let token = api.token(
        identity,
        resource.trim_end_matches('/'),
        query.contains_key("bypass_cache"),
    );
    reply(StatusCode::OK, &token_body(&token, &query))
}

/// The token as the service tells it: every value a text.
fn token_body(token: &Cached, query: &Query) -> Value {
    let expires_in = token.expires_on.saturating_sub(seconds_since_epoch()).to_string();
    let mut body = json!({
        "access_token": token.token,
        "refresh_token": "",
        "expires_in": expires_in,
        "expires_on": token.expires_on.to_string(),
        "not_before": token.not_before.to_string(),
        "resource": query.get("resource"),
        "token_type": "Bearer",
    });
    let selector = SELECTORS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), Value::from(query.get(*name)?.as_str()))));
    if let Some(body) = body.as_object_mut() {
        body.extend(selector.collect::<Map<_, _>>());
    }
    body
}

async fn not_found() -> Response {
    reply(
        StatusCode::NOT_FOUND,
        &error("not_found", "There is no such metadata"),
    )
}

async fn method_not_allowed() -> Response {
    reply(
        StatusCode::METHOD_NOT_ALLOWED,
        &error("method_not_allowed", "Only GET is supported"),
    )
}
