//! METI: tokens for an email address and a password, and sources that require the token.
//!
//! The format of error bodies is not published: `{"error": …}` is assumed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Value, json};

use super::{Answer, FakeApi, Ledger, State, request};

/// The account and its data.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Email address of the account.
    pub email: String,
    /// Its password.
    pub password: String,
    /// Initial number of sources of the account.
    pub sources: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            email: "name@domain.com".to_owned(),
            password: "example-password".to_owned(),
            sources: 3,
        }
    }
}

/// The fake METI: `POST /token`, `GET /sources`, `POST /sources`.
#[derive(Clone, Debug)]
pub struct Meti {
    /// The account and its data.
    pub settings: Settings,
    /// Settings and counters.
    pub ledger: Ledger,
    sources: Arc<Mutex<Vec<Value>>>,
}

impl Default for Meti {
    fn default() -> Self {
        Self::new(Settings::default(), Ledger::default())
    }
}

impl FakeApi for Meti {
    fn answer(&self, request: &Request<Bytes>) -> Answer {
        match (request.method(), request.uri().path().trim_end_matches('/')) {
            (&Method::POST, "/token") => self.ledger.token_call(|state| self.token(state, request)),
            (&Method::GET, "/sources") => self.ledger.resource_call(|state| self.list(state, request)),
            (&Method::POST, "/sources") => self.ledger.resource_call(|state| self.add(state, request)),
            _ => error(404, "there is nothing here"),
        }
    }
}

impl Meti {
    /// Creates an API that shares a ledger with others.
    pub fn new(settings: Settings, ledger: Ledger) -> Self {
        let sources = (0..settings.sources).map(source).collect();
        Self {
            settings,
            ledger,
            sources: Arc::new(Mutex::new(sources)),
        }
    }

    fn sources(&self) -> MutexGuard<'_, Vec<Value>> {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn token(&self, state: &mut State, request: &Request<Bytes>) -> Answer {
        let body = request::json(request).unwrap_or_default();
        let (Some(email), Some(password)) = (body["email"].as_str(), body["password"].as_str()) else {
            return error(400, "email and password are required");
        };
        if email != self.settings.email || password != self.settings.password {
            let quoted = if state.indiscreet { password } else { "" };
            return error(
                state.refusal.unwrap_or(401),
                &format!("wrong email or password {quoted}"),
            );
        }
        let (token, told) = state.mint(email);
        let mut body = json!({"token": token});
        if !told.is_null() {
            body["expires_in"] = told;
        }
        Answer::json(200, &body).after(state.latency)
    }

    fn list(&self, state: &mut State, request: &Request<Bytes>) -> Answer {
        if !state.takes(request::bearer(request)) {
            return unauthorized(state);
        }
        let wanted = request::query(request).into_iter().find(|(name, _)| name == "id");
        let sources = self.sources();
        let chosen = sources
            .iter()
            .filter(|source| wanted.as_ref().is_none_or(|(_, id)| source["id"] == id.as_str()));
        Answer::json(200, &chosen.cloned().collect())
    }

    /// Adds a feature collection as a source, and returns it unchanged.
    fn add(&self, state: &mut State, request: &Request<Bytes>) -> Answer {
        if !state.takes(request::bearer(request)) {
            return unauthorized(state);
        }
        let collection = request::json(request).filter(|body| body["type"] == "FeatureCollection");
        let Some(collection) = collection else {
            return error(400, "a GeoJSON FeatureCollection is required");
        };
        let features = collection["features"].as_array().map_or(&[][..], Vec::as_slice);
        if features.is_empty() || !features.iter().all(|feature| is_polygon(&feature["geometry"])) {
            return error(422, "every feature must be a polygon of closed rings");
        }
        let mut sources = self.sources();
        let mut created = source(sources.len());
        created["features"] = collection["features"].clone();
        sources.push(created);
        Answer::text(201, "application/json", request.body().clone())
    }
}

/// Returns whether every ring of a polygon has at least four positions and is closed.
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

fn unauthorized(state: &State) -> Answer {
    error(
        state.refusal.unwrap_or(401),
        "the token is missing, invalid or expired",
    )
}

fn error(status: u16, text: &str) -> Answer {
    Answer::json(status, &json!({"error": text}))
}
