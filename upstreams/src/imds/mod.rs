//! Azure's Instance Metadata Service: tokens of a virtual machine's identities.
//!
//! There are no credentials. The service is protected because only the machine itself reaches it, because it requires
//! a header that browsers do not send, and because it rejects requests through a proxy. The status for a forwarded
//! request is not published: 400 is assumed; a wrong method gets 405.

mod rules;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Map, Value, json};

use self::rules::{Query, SELECTORS, check_headers, error, invalid, read_query};
use super::gate::{Gate, Limit};
use super::token::seconds_since_epoch;
use super::{Answer, FakeApi, Ledger, State, request};

/// The resources that tokens are issued for.
const RESOURCES: [&str; 4] = [
    "https://management.azure.com",
    "https://vault.azure.net",
    "https://storage.azure.com",
    "https://graph.microsoft.com",
];

/// The identities of the machine, and the limits of the service.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The `client_id` of the user-assigned identity.
    pub client_id: String,
    /// Its `object_id`.
    pub object_id: String,
    /// Its Azure resource ID.
    pub msi_res_id: String,
    /// Default: 20 requests a second, five concurrent ones.
    pub limit: Limit,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            client_id: "11111111-1111-1111-1111-111111111111".to_owned(),
            object_id: "22222222-2222-2222-2222-222222222222".to_owned(),
            msi_res_id: "/subscriptions/example/resourceGroups/example/providers/\
                         Microsoft.ManagedIdentity/userAssignedIdentities/example"
                .to_owned(),
            limit: Limit {
                concurrent: 5,
                ..Limit::rate(20, Duration::from_secs(1))
            },
        }
    }
}

/// The fake service: `GET /metadata/identity/oauth2/token`.
#[derive(Clone, Debug)]
pub struct Imds {
    /// The identities of the machine.
    pub settings: Settings,
    /// Settings and counters.
    pub ledger: Ledger,
    cache: Arc<Mutex<Cache>>,
}

#[derive(Debug, Default)]
struct Cache {
    gate: Gate,
    /// Cached tokens by identity and resource.
    tokens: HashMap<(String, String), Cached>,
}

#[derive(Clone, Debug)]
struct Cached {
    token: String,
    not_before: u64,
    expires_on: u64,
    told: Value,
}

/// Tokens are valid for an hour, less one second for the request.
impl Default for Imds {
    fn default() -> Self {
        let ledger = Ledger::new(|state| state.life = Duration::from_secs(3599));
        Self::new(Settings::default(), ledger)
    }
}

impl FakeApi for Imds {
    fn answer(&self, request: &Request<Bytes>) -> Answer {
        if request.uri().path() != "/metadata/identity/oauth2/token" {
            return Answer::json(404, &error("not_found", "There is no such metadata"));
        }
        if request.headers().contains_key("via") {
            self.ledger.state().counters.proxied += 1;
        }
        if !self.cache().gate.admits(self.settings.limit) {
            self.ledger.state().counters.limited += 1;
            return Answer::json(429, &error("too_many_requests", "Request count exceeded"));
        }
        let answer = self.ledger.token_call(|state| self.token(state, request));
        self.cache().gate.run(answer.after);
        answer
    }
}

impl Imds {
    /// Creates a service that shares a ledger with other APIs.
    pub fn new(settings: Settings, ledger: Ledger) -> Self {
        Self {
            settings,
            ledger,
            cache: Arc::default(),
        }
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn token(&self, state: &mut State, request: &Request<Bytes>) -> Answer {
        if request.method() != Method::GET {
            return Answer::json(405, &error("method_not_allowed", "Only GET is supported"));
        }
        let query = match check_headers(request.headers()).and_then(|()| read_query(request::query(request)))
        {
            Ok(query) => query,
            Err(refusal) => return Answer::json(400, &refusal),
        };
        let resource = query.get("resource").map_or("", String::as_str);
        if !RESOURCES.contains(&resource.trim_end_matches('/')) {
            let text = format!("AADSTS50001: The application named {resource} was not found in the tenant.");
            return Answer::json(400, &error("invalid_resource", &text));
        }
        let Some(identity) = self.identity(&query) else {
            return Answer::json(400, &invalid("Identity not found"));
        };
        let bypass = query.contains_key("bypass_cache");
        let token = self.cached(state, identity, resource.trim_end_matches('/'), bypass);
        Answer::json(200, &token_body(&token, &query)).after(state.latency)
    }

    /// Returns the identity that the query selects; `None` if the machine does not have it.
    fn identity(&self, query: &Query) -> Option<&'static str> {
        let Settings {
            client_id,
            object_id,
            msi_res_id,
            ..
        } = &self.settings;
        let own = [client_id, object_id, msi_res_id];
        match SELECTORS
            .iter()
            .zip(own)
            .find_map(|(name, own)| Some((query.get(*name)?, own)))
        {
            None => Some("system-assigned"),
            Some((asked, own)) => asked.eq_ignore_ascii_case(own).then_some("user-assigned"),
        }
    }

    /// Returns the token of the identity for the resource: the cached one, unless it has expired or is bypassed.
    fn cached(&self, state: &mut State, identity: &str, resource: &str, bypass_cache: bool) -> Cached {
        let mut cache = self.cache();
        let key = (identity.to_owned(), resource.to_owned());
        let earlier = cache
            .tokens
            .get(&key)
            .filter(|earlier| !bypass_cache && state.tokens.are_taken(&earlier.token));
        if let Some(earlier) = earlier {
            return earlier.clone();
        }
        let not_before = seconds_since_epoch();
        let (token, told) = state.mint(identity);
        let lifetime = told.as_u64().unwrap_or(state.life.as_secs());
        let minted = Cached {
            token,
            not_before,
            expires_on: not_before.saturating_add(lifetime),
            told,
        };
        cache.tokens.insert(key, minted.clone());
        minted
    }
}

/// Returns the response body of a token, in which every value is a string.
fn token_body(token: &Cached, query: &Query) -> Value {
    let left = token.expires_on.saturating_sub(seconds_since_epoch());
    let expires_in = match &token.told {
        Value::Number(number) if number.is_u64() => left.to_string(),
        Value::String(text) => text.clone(),
        told => told.to_string(),
    };
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
