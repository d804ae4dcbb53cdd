//! Settings and counters of a fake API.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::gate::{Gate, Limit};
use super::token::Tokens;
use super::{Answer, Fault};

/// Settings and counters of one API; clones share them.
#[derive(Clone, Debug, Default)]
pub struct Ledger(Arc<Mutex<State>>);

/// The settings of an API, and its state.
#[derive(Debug)]
pub struct State {
    /// The lifetime of tokens.
    pub life: Duration,
    /// The lifetime in responses; the real one, unless set.
    pub told: Option<Value>,
    /// Whether tokens are shaped like JSON Web Tokens.
    pub jwt: bool,
    /// A marker in every token, and in the responses of faults.
    pub mark: String,
    /// The status for invalid tokens and credentials. Default: that of the real API.
    pub refusal: Option<u16>,
    /// Every token is rejected.
    pub refuses_all: bool,
    /// Error responses quote the credentials, as no API should.
    pub indiscreet: bool,
    /// A refresh token that is accepted once in place of credentials; the response has the next one.
    pub refresh_token: Option<String>,
    /// How long a token request takes.
    pub latency: Duration,
    /// Until when token requests get a status, as during an update.
    pub outage: Option<(Instant, u16)>,
    /// The faults of the next token requests, in order.
    pub token_faults: VecDeque<Fault>,
    /// The faults of the next other requests, in order.
    pub resource_faults: VecDeque<Fault>,
    /// The limit of resource requests.
    pub limit: Option<Limit>,
    /// The counters.
    pub counters: Counters,
    pub(crate) tokens: Tokens,
    pub(crate) minting: Gate,
    pub(crate) resources: Gate,
    bearers: HashSet<String>,
}

/// The counters of an API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Token requests with any result.
    pub token_calls: usize,
    /// Issued tokens.
    pub mints: usize,
    /// The largest number of concurrent token requests.
    pub concurrent_mints: usize,
    /// Resource requests.
    pub resource_calls: usize,
    /// Resource requests with an invalid token.
    pub refused: usize,
    /// Requests over a limit.
    pub limited: usize,
    /// Different bearer tokens received.
    pub bearers: usize,
    /// Requests through a proxy.
    pub proxied: usize,
}

impl Default for State {
    fn default() -> Self {
        Self {
            life: Duration::from_secs(3600),
            told: None,
            jwt: true,
            mark: "unsigned-test-token".to_owned(),
            refusal: None,
            refuses_all: false,
            indiscreet: false,
            refresh_token: None,
            latency: Duration::ZERO,
            outage: None,
            token_faults: VecDeque::new(),
            resource_faults: VecDeque::new(),
            limit: None,
            counters: Counters::default(),
            tokens: Tokens::default(),
            minting: Gate::default(),
            resources: Gate::default(),
            bearers: HashSet::new(),
        }
    }
}

impl Ledger {
    /// Creates a ledger with changed settings.
    pub fn new(change: impl FnOnce(&mut State)) -> Self {
        let ledger = Self::default();
        change(&mut ledger.state());
        ledger
    }

    /// Returns settings and state. They are consistent even after a panic.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the counters.
    pub fn counters(&self) -> Counters {
        self.state().counters.clone()
    }

    /// Revokes every token.
    pub fn revoke(&self) {
        self.state().tokens.revoke();
    }

    /// Returns the response to a token request, unless an outage or fault is set.
    pub(crate) fn token_call(&self, answer: impl FnOnce(&mut State) -> Answer) -> Answer {
        let state = &mut *self.state();
        state.counters.token_calls += 1;
        if let Some((until, status)) = state.outage
            && Instant::now() < until
        {
            return Answer::status(status);
        }
        let fault = state.token_faults.pop_front();
        state.faulty(fault, answer)
    }

    /// Returns the response to a resource request, unless a limit or fault applies.
    pub(crate) fn resource_call(&self, answer: impl FnOnce(&mut State) -> Answer) -> Answer {
        let state = &mut *self.state();
        state.counters.resource_calls += 1;
        if let Some(limit) = state.limit
            && !state.resources.admits(limit)
        {
            state.counters.limited += 1;
            let answer = Answer::json(429, &serde_json::json!({"message": "Too Many Requests"}));
            return limit.hint.map_or(answer.clone(), |hint| hint.on(answer));
        }
        let fault = state.resource_faults.pop_front();
        state.faulty(fault, answer)
    }
}

impl State {
    fn faulty(&mut self, fault: Option<Fault>, answer: impl FnOnce(&mut Self) -> Answer) -> Answer {
        let mark = self.mark.clone();
        match fault {
            Some(fault) => fault.answer(&mark, || answer(self)),
            None => answer(self),
        }
    }

    /// Issues a token, and returns the lifetime for its response.
    pub(crate) fn mint(&mut self, subject: &str) -> (String, Value) {
        self.counters.mints += 1;
        self.minting.run(self.latency);
        let at_once = self.minting.running().max(1);
        self.counters.concurrent_mints = self.counters.concurrent_mints.max(at_once);
        let told = self.told.clone().unwrap_or_else(|| self.life.as_secs().into());
        let token = if self.jwt {
            self.tokens.jwt(subject, &told, self.life, &self.mark)
        } else {
            self.tokens.opaque(self.life, &self.mark)
        };
        (token, told)
    }

    /// Returns whether a bearer token was issued and is valid.
    pub(crate) fn takes(&mut self, bearer: Option<&str>) -> bool {
        if let Some(bearer) = bearer {
            self.bearers.insert(bearer.to_owned());
            self.counters.bearers = self.bearers.len();
        }
        let taken = !self.refuses_all && bearer.is_some_and(|bearer| self.tokens.are_taken(bearer));
        self.counters.refused += usize::from(!taken);
        taken
    }
}
