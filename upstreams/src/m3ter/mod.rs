//! m3ter: OAuth 2.0 client credentials with Basic authentication, and a paged resource that requires the token.
//!
//! The status for wrong client credentials is not published. 403 is assumed, which m3ter documents for an invalid or
//! expired bearer token; [`State::refusal`](super::State) changes it. A wrong method gets 404. No limit is set by
//! default.

mod products;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Method, Request};
use serde_json::json;

use super::{Answer, FakeApi, Ledger, State, request};

/// The service user and its organization.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Access key ID of the service user.
    pub key: String,
    /// Its API secret.
    pub secret: String,
    /// The organization.
    pub organization: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            key: "example-key-id".to_owned(),
            secret: "example-api-secret".to_owned(),
            organization: "example-organization".to_owned(),
        }
    }
}

/// The fake m3ter: `POST /oauth/token` and `GET /organizations/{organization}/products`.
#[derive(Clone, Debug)]
pub struct M3ter {
    /// The service user and its organization.
    pub settings: Settings,
    /// Settings and counters.
    pub ledger: Ledger,
}

/// Tokens are valid for five hours, as m3ter's are.
impl Default for M3ter {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            ledger: Ledger::new(|state| state.life = Duration::from_secs(18_000)),
        }
    }
}

/// The grant of a token request.
struct Grant {
    kind: String,
    refresh_token: Option<String>,
}

impl FakeApi for M3ter {
    fn answer(&self, request: &Request<Bytes>) -> Answer {
        let path: Vec<&str> = request.uri().path().split('/').skip(1).collect();
        match (request.method(), path.as_slice()) {
            (&Method::POST, ["oauth", "token"]) => self.ledger.token_call(|state| self.token(state, request)),
            (&Method::GET, ["organizations", organization, "products"]) => self
                .ledger
                .resource_call(|state| self.products(state, organization, request)),
            _ => message(404, "Not Found"),
        }
    }
}

impl M3ter {
    fn token(&self, state: &mut State, request: &Request<Bytes>) -> Answer {
        let grant = grant(request);
        let refreshes = state.refresh_token.is_some()
            && grant.as_ref().is_some_and(|grant| {
                grant.kind == "refresh_token" && grant.refresh_token == state.refresh_token
            });
        if !refreshes && !self.knows(request) {
            return refusal(state, request);
        }
        if !refreshes && grant.is_none_or(|grant| grant.kind != "client_credentials") {
            return message(400, "grant_type must be client_credentials");
        }
        let (token, told) = state.mint(&self.settings.key);
        let mut body =
            json!({"token_type": "Bearer", "access_token": token, "expires_in": told, "scope": null});
        if refreshes {
            let next = format!("refresh-{}-{}", state.mark, state.counters.mints);
            body["refresh_token"] = next.as_str().into();
            state.refresh_token = Some(next);
        }
        Answer::json(200, &body).after(state.latency)
    }

    fn products(&self, state: &mut State, organization: &str, request: &Request<Bytes>) -> Answer {
        if !state.takes(request::bearer(request)) {
            return refusal(state, request);
        }
        if organization != self.settings.organization {
            return message(403, "Forbidden");
        }
        let page = products::page(&request::query(request));
        page.map_or_else(
            || message(400, "pageSize or nextToken is not valid"),
            |page| Answer::json(200, &page),
        )
    }

    /// Checks Basic authentication with key and secret.
    fn knows(&self, request: &Request<Bytes>) -> bool {
        let sent = request::credentials(request.headers(), "Basic");
        let sent = sent.and_then(|encoded| STANDARD.decode(encoded).ok());
        sent.is_some_and(|sent| {
            sent == format!("{}:{}", self.settings.key, self.settings.secret).into_bytes()
        })
    }
}

/// Returns the grant of a JSON or form body.
fn grant(request: &Request<Bytes>) -> Option<Grant> {
    if let Some(body) = request::json(request) {
        let text = |name: &str| Some(body.get(name)?.as_str()?.to_owned());
        return Some(Grant {
            kind: text("grant_type")?,
            refresh_token: text("refresh_token"),
        });
    }
    Some(Grant {
        kind: request::form_field(request, "grant_type")?,
        refresh_token: request::form_field(request, "refresh_token"),
    })
}

fn refusal(state: &State, request: &Request<Bytes>) -> Answer {
    let status = state.refusal.unwrap_or(403);
    if state.indiscreet {
        let sent = request::header(request, "authorization");
        return Answer::json(status, &json!({"error": "invalid_client", "message": sent}));
    }
    message(status, "Unauthorized")
}

fn message(status: u16, text: &str) -> Answer {
    Answer::json(status, &json!({"message": text}))
}
