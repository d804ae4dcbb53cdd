//! Single-request token refresh: one token request at a time, shared by all waiting calls.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::fetch::{FetchToken, FetchedToken};
use super::lifetime::{RefreshMargin, TokenTimes};
use super::source::CachedToken;
use crate::client::AuthenticationError;
use crate::lock::lock;

/// How long after a failed early refresh the next one is tried.
const EARLY_RETRY_DELAY: Duration = Duration::from_secs(30);

/// How long an error is returned without another token request.
const ERROR_CACHE_TTL: Duration = Duration::from_secs(1);

/// How often a 403 may count as a rejected token.
const FORBIDDEN_INTERVAL: Duration = Duration::from_secs(60);

/// The shared part of a token source.
pub(super) struct TokenSourceInner {
    pub(super) fetcher: Box<dyn FetchToken>,
    pub(super) margin: RefreshMargin,
    /// Read by every call.
    pub(super) current: ArcSwapOption<CachedToken>,
    pub(super) refresh_state: Mutex<RefreshState>,
}

pub(super) type TokenResult = Result<Arc<CachedToken>, AuthenticationError>;

/// The token request in flight, and the outcome of earlier ones.
#[derive(Default)]
pub(super) struct RefreshState {
    in_flight: Option<watch::Receiver<Option<TokenResult>>>,
    generation: u64,
    /// Counts how often the state was reset.
    epoch: u64,
    cached_error: Option<(Instant, AuthenticationError)>,
    retry_early_after: Option<Instant>,
    forbidden: Option<(Instant, u64)>,
    /// The last token was rejected, so that the source must not return it again.
    rejected: bool,
}

pub(super) enum Refresh {
    Ready(Arc<CachedToken>),
    Pending(watch::Receiver<Option<TokenResult>>),
}

impl TokenSourceInner {
    /// Returns a token with a higher generation, or a request for one: the one in flight, or a new one.
    pub(super) fn get_or_refresh(self: &Arc<Self>, beyond: u64) -> Result<Refresh, AuthenticationError> {
        let mut refresh_state = lock(&self.refresh_state);
        let now = Instant::now();
        if let Some(token) = self.current.load_full()
            && token.generation > beyond
            && now < token.expires
        {
            return Ok(Refresh::Ready(token));
        }
        if let Some(request) = refresh_state.in_flight() {
            return Ok(Refresh::Pending(request));
        }
        match &refresh_state.cached_error {
            Some((until, error)) if now < *until => Err(error.clone()),
            _ => Ok(Refresh::Pending(self.spawn_refresh(&mut refresh_state))),
        }
    }

    /// Starts a refresh of a token that is still valid, unless one is in flight or has just failed.
    pub(super) fn refresh_early(self: &Arc<Self>, generation: u64, now: Instant) {
        let mut refresh_state = lock(&self.refresh_state);
        let waiting = refresh_state.retry_early_after.is_some_and(|from| now < from);
        if !waiting && refresh_state.generation == generation && refresh_state.in_flight().is_none() {
            self.spawn_refresh(&mut refresh_state);
        }
    }

    /// Marks a token as rejected after a 403 that may be about it. Returns false when that happened already: it
    /// counts at most once for each token and per minute, since a 403 rarely is about the token.
    pub(super) fn mark_forbidden(&self, generation: u64) -> bool {
        let mut refresh_state = lock(&self.refresh_state);
        let now = Instant::now();
        let known = refresh_state.forbidden;
        if known.is_some_and(|(at, of)| of == generation || now < at + FORBIDDEN_INTERVAL) {
            return false;
        }
        refresh_state.forbidden = Some((now, generation));
        refresh_state.rejected = true;
        true
    }

    /// Asks the source for another token than the rejected one.
    pub(super) fn mark_rejected(&self) {
        lock(&self.refresh_state).rejected = true;
    }

    /// Resets the state: no call joins the request in flight any more, and its token is not cached.
    pub(super) fn reset(&self) {
        let mut refresh_state = lock(&self.refresh_state);
        let (generation, epoch) = (refresh_state.generation, refresh_state.epoch + 1);
        *refresh_state = RefreshState {
            generation,
            epoch,
            ..RefreshState::default()
        };
    }

    /// Starts a token request in a task of its own, so that a cancelled call does not cancel it for others.
    fn spawn_refresh(
        self: &Arc<Self>,
        refresh_state: &mut RefreshState,
    ) -> watch::Receiver<Option<TokenResult>> {
        let (sender, request) = watch::channel(None);
        let shared = Arc::clone(self);
        let span = tracing::debug_span!(target: "naftiko::client", "token", source = shared.fetcher.name());
        let (epoch, rejected) = (refresh_state.epoch, refresh_state.rejected);
        let task = async move {
            let outcome = shared.refresh(epoch, rejected).await;
            // All waiting calls may have been cancelled.
            let _ = sender.send(Some(outcome));
        };
        tokio::spawn(task.instrument(span));
        refresh_state.in_flight = Some(request.clone());
        request
    }

    /// Fetches a token and caches it before waiting calls continue.
    async fn refresh(&self, epoch: u64, rejected: bool) -> TokenResult {
        let requested = Instant::now();
        let fetched = self.fetcher.fetch(requested, rejected).await;
        let times = TokenTimes::since(requested);
        let outcome = self.complete(fetched, &times, epoch, rejected);
        match &outcome {
            Ok(token) => {
                let seconds = token.expires.saturating_duration_since(times.received).as_secs();
                tracing::debug!(target: "naftiko::client", generation = token.generation, seconds, "token refreshed");
            }
            Err(error) => tracing::warn!(target: "naftiko::client", %error, "token refresh failed"),
        }
        outcome
    }

    /// Caches a token or records an error, unless the state was reset meanwhile.
    fn complete(
        &self,
        fetched: Result<FetchedToken, AuthenticationError>,
        times: &TokenTimes,
        epoch: u64,
        rejected: bool,
    ) -> TokenResult {
        let mut refresh_state = lock(&self.refresh_state);
        let generation = refresh_state.generation + 1;
        let invalid = |why| AuthenticationError::unusable(self.fetcher.name(), why);
        let outcome = fetched.and_then(|fetched| {
            let token = CachedToken::new(fetched, times, self.margin, generation);
            token.map(Arc::new).map_err(invalid)
        });
        if epoch != refresh_state.epoch {
            return outcome;
        }
        refresh_state.in_flight = None;
        match &outcome {
            Ok(token) => {
                refresh_state.generation = generation;
                refresh_state.cached_error = None;
                // A token that was requested before the rejection may be the rejected one.
                refresh_state.rejected &= !rejected;
                refresh_state.retry_early_after = None;
                self.current.store(Some(Arc::clone(token)));
            }
            Err(error) => {
                refresh_state.retry_early_after = Some(times.received + EARLY_RETRY_DELAY);
                if error.is_terminal() {
                    refresh_state.cached_error = Some((times.received + ERROR_CACHE_TTL, error.clone()));
                }
            }
        }
        outcome
    }
}

impl RefreshState {
    /// Returns the request in flight, unless its runtime has ended.
    fn in_flight(&mut self) -> Option<watch::Receiver<Option<TokenResult>>> {
        let lost = |request: &watch::Receiver<_>| request.has_changed().is_err();
        if self.in_flight.as_ref().is_some_and(lost) {
            self.in_flight = None;
        }
        self.in_flight.clone()
    }
}
