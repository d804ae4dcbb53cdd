//! METI: tokens for an email address and a password, and sources behind the token.
//!
//! The shape of error bodies is not published: `{"error": …}` is chosen.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use bytes::Bytes;
use serde_json::{Value, json};

use super::token::Tokens;
use super::{Upstream, credentials, has_media_type, lock, reply};

/// What the imitation is told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Email address of the one account.
    pub email: String,
    /// Its password.
    pub password: String,
    /// How long a token is valid, as the API tells it.
    pub lifetime: Duration,
    /// How long it really is valid.
    pub real_lifetime: Duration,
    /// How many sources the account has to begin with.
    pub sources: usize,
}

impl Default for Settings {
    fn default() -> Self {
        let lifetime = Duration::from_secs(3600);
        Self {
            email: "name@domain.com".to_owned(),
            password: "example-password".to_owned(),
            lifetime,
            real_lifetime: lifetime,
            sources: 3,
        }
    }
}

/// The imitated METI; it stops when this is dropped.
#[derive(Debug)]
pub struct Meti {
    upstream: Upstream,
    api: Arc<Api>,
}

impl Meti {
    /// Starts it on a free port.
    ///
    /// # Errors
    ///
    /// The loopback interface has no free port.
    pub async fn start(settings: Settings) -> io::Result<Self> {
        let sources = (0..settings.sources).map(source).collect();
        let api = Arc::new(Api {
            settings,
            tokens: Tokens::default(),
            sources: Mutex::new(sources),
        });
        let router = Router::new()
            .route("/token", post(create_token))
            .route("/sources", get(list_sources).post(create_source))
            .with_state(Arc::clone(&api));
        Ok(Self {
            upstream: Upstream::serve(router).await?,
            api,
        })
    }

    /// What stands in for `https://api.meti.millpont.com`.
    pub fn base_uri(&self) -> String {
        format!("http://{}", self.upstream.address)
    }

    /// Ends every token now, whatever was told about its lifetime.
    pub fn revoke_all(&self) {
        self.api.tokens.revoke_all();
    }
}

#[derive(Debug)]
struct Api {
    settings: Settings,
    tokens: Tokens,
    sources: Mutex<Vec<Value>>,
}

impl Api {
    fn sources(&self) -> MutexGuard<'_, Vec<Value>> {
        lock(&self.sources)
    }

    fn accepts(&self, headers: &HeaderMap) -> bool {
        credentials(headers, "Bearer").is_some_and(|token| self.tokens.is_live(token))
    }
}

/// `POST /token`.
async fn create_token(State(api): State<Arc<Api>>, headers: HeaderMap, body: Bytes) -> Response {
    let body = json_body(&headers, &body).unwrap_or_default();
    let (Some(email), Some(password)) = (body["email"].as_str(), body["password"].as_str()) else {
        return error(StatusCode::BAD_REQUEST, "email and password are required");
    };
    if email != api.settings.email || password != api.settings.password {
        return error(StatusCode::UNAUTHORIZED, "wrong email or password");
    }
    let token = api.tokens.mint(email, api.settings.real_lifetime);
    reply(
        StatusCode::OK,
        &json!({"token": token, "expires_in": api.settings.lifetime.as_secs()}),
    )
}

/// `GET /sources`.
async fn list_sources(State(api): State<Arc<Api>>, headers: HeaderMap) -> Response {
    if !api.accepts(&headers) {
        return unauthorized();
    }
    reply(StatusCode::OK, &Value::from(api.sources().clone()))
}

/// `POST /sources`: a feature collection becomes a source, and is answered as it was sent.
async fn create_source(State(api): State<Arc<Api>>, headers: HeaderMap, body: Bytes) -> Response {
    if !api.accepts(&headers) {
        return unauthorized();
    }
    let Some(collection) = json_body(&headers, &body).filter(|body| body["type"] == "FeatureCollection")
    else {
        return error(StatusCode::BAD_REQUEST, "a GeoJSON FeatureCollection is required");
    };
    let features = collection["features"].as_array().map_or(&[][..], Vec::as_slice);
    if features.is_empty() || !features.iter().all(|feature| is_polygon(&feature["geometry"])) {
        return error(
            StatusCode::UNPROCESSABLE_ENTITY,
            "every feature must be a polygon of closed rings",
        );
    }
    let mut sources = api.sources();
    let mut created = source(sources.len());
    created["features"] = collection["features"].clone();
    sources.push(created);
    reply(StatusCode::CREATED, &collection)
}

/// The body, if it is JSON and says so.
fn json_body(headers: &HeaderMap, body: &[u8]) -> Option<Value> {
    has_media_type(headers, "application/json").then(|| serde_json::from_slice(body).ok())?
}

/// Whether every ring of a polygon has four positions or more and ends where it starts.
fn is_polygon(geometry: &Value) -> bool {
    let rings = geometry["coordinates"]
        .as_array()
        .filter(|rings| geometry["type"] == "Polygon" && !rings.is_empty());
    rings.is_some_and(|rings| {
        rings.iter().all(|ring| {
            ring.as_array()
                .is_some_and(|ring| ring.len() >= 4 && ring.first() == ring.last())
        })
    })
}

fn source(index: usize) -> Value {
    json!({"id": format!("src_{index:04}"), "name": format!("Source {index}"), "type": "FeatureCollection", "features": []})
}

fn unauthorized() -> Response {
    error(
        StatusCode::UNAUTHORIZED,
        "the token is missing, invalid or expired",
    )
}

fn error(status: StatusCode, text: &str) -> Response {
    reply(status, &json!({"error": text}))
}
