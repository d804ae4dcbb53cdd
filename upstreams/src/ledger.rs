//! What an API is told, and what it counts.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::gate::{Gate, Limit};
use super::token::Tokens;
use super::{Answer, Fault};

/// What one API is told and what it counts; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Ledger(Arc<Mutex<State>>);

/// The switches of an API, and its state.
#[derive(Debug)]
pub struct State {
    /// How long tokens are taken.
    pub life: Duration,
    /// What is told of that; what is true, unless set.
    pub told: Option<Value>,
    /// Whether tokens look like JSON Web Tokens.
    pub jwt: bool,
    /// What stands in every token, and in the answers that go wrong.
    pub mark: String,
    /// The status of what is not accepted: tokens and credentials. The API's own, unless set.
    pub refusal: Option<u16>,
    /// No token is taken, however new.
    pub refuses_all: bool,
    /// Refusals quote what was sent, as no API should.
    pub indiscreet: bool,
    /// A refresh token that is taken in place of credentials, once: with the access token comes another.
    pub refresh_token: Option<String>,
    /// How long giving out a token takes.
    pub latency: Duration,
    /// Until when requests for tokens are answered with a status, as during an update.
    pub outage: Option<(Instant, u16)>,
    /// What goes wrong with the next requests for tokens, one after the other.
    pub token_faults: VecDeque<Fault>,
    /// What goes wrong with the next requests for anything else.
    pub resource_faults: VecDeque<Fault>,
    /// How many requests for resources are taken.
    pub limit: Option<Limit>,
    /// What was counted so far.
    pub counters: Counters,
    pub(crate) tokens: Tokens,
    pub(crate) minting: Gate,
    pub(crate) resources: Gate,
    bearers: HashSet<String>,
}

/// What an API counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Requests for tokens, whatever came of them.
    pub token_calls: usize,
    /// Tokens given out.
    pub mints: usize,
    /// The most that were being given out at one time.
    pub concurrent_mints: usize,
    /// Requests for a resource.
    pub resource_calls: usize,
    /// Those of them whose token was not taken.
    pub refused: usize,
    /// Requests beyond a limit.
    pub limited: usize,
    /// Different bearers that came.
    pub bearers: usize,
    /// Requests that came through a proxy.
    pub proxied: usize,
}

impl Default for State {
    fn default() -> Self {
        Self {
            life: Duration::from_secs(3600),
            told: None,
            jwt: true,
            mark: "signed-by-nobody".to_owned(),
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
    /// One whose switches are set in another way.
    pub fn new(change: impl FnOnce(&mut State)) -> Self {
        let ledger = Self::default();
        change(&mut ledger.state());
        ledger
    }

    /// The switches and the state. What is held is never half changed, also after a panic.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was counted so far.
    pub fn counters(&self) -> Counters {
        self.state().counters.clone()
    }

    /// Ends every token now, whatever was told of its lifetime.
    pub fn revoke(&self) {
        self.state().tokens.revoke();
    }

    /// Answers a request for a token, unless something else was told to happen.
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

    /// Answers a request for a resource, unless something else was told to happen.
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

    /// Another token, and what is told of its lifetime.
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

    /// Whether a bearer is one that was given out and is still taken.
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
