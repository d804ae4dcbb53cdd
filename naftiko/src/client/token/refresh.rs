//! One request for a token at a time, whoever waits for it.

use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::fetch::Minted;
use super::lifetime::Times;
use super::source::{Shared, Token, TokenSource};
use crate::client::AuthenticationError;

/// How long after a failed early renewal the next one is tried.
const PAUSE: Duration = Duration::from_secs(30);

/// How long a refusal is told without asking again.
const REFUSAL: Duration = Duration::from_secs(1);

/// How often a 403 may be taken for a refused token.
const FORBIDDEN: Duration = Duration::from_secs(60);

pub(super) type Outcome = Result<Arc<Token>, AuthenticationError>;

/// Who is under way for a token, and what came of those before.
#[derive(Default)]
pub(super) struct Flights {
    under_way: Option<watch::Receiver<Option<Outcome>>>,
    generation: u64,
    /// Counts how often everything was forgotten.
    epoch: u64,
    refusal: Option<(Instant, AuthenticationError)>,
    early_from: Option<Instant>,
    forbidden: Option<(Instant, u64)>,
    /// The last token was refused, so that the source must not give it once more.
    refused: bool,
}

pub(super) enum Renewal {
    Landed(Arc<Token>),
    Coming(watch::Receiver<Option<Outcome>>),
}

impl TokenSource {
    /// A token beyond a generation, or the way to one: a request that is under way, or a new one.
    pub(super) fn join(&self, beyond: u64) -> Result<Renewal, AuthenticationError> {
        let mut flights = self.0.lock();
        let now = Instant::now();
        if let Some(token) = self.0.current.load_full()
            && token.generation > beyond
            && now < token.end
        {
            return Ok(Renewal::Landed(token));
        }
        if let Some(flight) = flights.alive() {
            return Ok(Renewal::Coming(flight));
        }
        match &flights.refusal {
            Some((until, error)) if now < *until => Err(error.clone()),
            _ => Ok(Renewal::Coming(self.depart(&mut flights))),
        }
    }

    /// Starts a renewal of a token that is still valid, unless one is under way or has just failed.
    pub(super) fn renew_early(&self, generation: u64, now: Instant) {
        let mut flights = self.0.lock();
        let waiting = flights.early_from.is_some_and(|from| now < from);
        if !waiting && flights.generation == generation && flights.alive().is_none() {
            self.depart(&mut flights);
        }
    }

    /// Another token for one that a 403 may have been about: at most once for each token and per minute, since
    /// it rarely is. The token stays in use meanwhile.
    pub(in crate::client) async fn after_forbidden(&self, token: &Token) -> Option<Arc<Token>> {
        {
            let mut flights = self.0.lock();
            let now = Instant::now();
            let known = flights.forbidden;
            if known.is_some_and(|(at, of)| of == token.generation || now < at + FORBIDDEN) {
                return None;
            }
            flights.forbidden = Some((now, token.generation));
            flights.refused = true;
        }
        self.renewed(token.generation).await.ok()
    }

    /// The next request is for another token than the one that was refused.
    pub(super) fn note_refusal(&self) {
        self.0.lock().refused = true;
    }

    /// Nobody joins the request that is under way any more, and what comes of it is not kept.
    pub(super) fn ground(&self) {
        let mut flights = self.0.lock();
        let (generation, epoch) = (flights.generation, flights.epoch + 1);
        *flights = Flights {
            generation,
            epoch,
            ..Flights::default()
        };
    }

    /// The request is a task of its own, so that nobody who waits for it can cancel it for the others.
    fn depart(&self, flights: &mut Flights) -> watch::Receiver<Option<Outcome>> {
        let (landing, flight) = watch::channel(None);
        let shared = Arc::clone(&self.0);
        let span = tracing::debug_span!("token", source = shared.minter.name());
        let (epoch, refused) = (flights.epoch, flights.refused);
        let task = async move {
            let outcome = shared.fly(epoch, refused).await;
            // Nobody may be waiting any more.
            let _ = landing.send(Some(outcome));
        };
        tokio::spawn(task.instrument(span));
        flights.under_way = Some(flight.clone());
        flight
    }
}

impl Flights {
    /// The request that is under way. One whose runtime has ended is not.
    fn alive(&mut self) -> Option<watch::Receiver<Option<Outcome>>> {
        let lost = |flight: &watch::Receiver<_>| flight.has_changed().is_err();
        if self.under_way.as_ref().is_some_and(lost) {
            self.under_way = None;
        }
        self.under_way.clone()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Flights> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Obtains a token and keeps it. It is there before anybody is told.
    async fn fly(&self, epoch: u64, refused: bool) -> Outcome {
        let requested = Instant::now();
        let minted = self.minter.mint(requested, refused).await;
        let times = Times::since(requested);
        let outcome = self.land(minted, &times, epoch, refused);
        match &outcome {
            Ok(token) => {
                let seconds = token.end.saturating_duration_since(times.received).as_secs();
                tracing::debug!(generation = token.generation, seconds, "token renewed");
            }
            Err(error) => tracing::warn!(%error, "token not renewed"),
        }
        outcome
    }

    /// Keeps a token that came, or notes that none did; unless everything was forgotten meanwhile.
    fn land(
        &self,
        minted: Result<Minted, AuthenticationError>,
        times: &Times,
        epoch: u64,
        refused: bool,
    ) -> Outcome {
        let mut flights = self.lock();
        let generation = flights.generation + 1;
        let unusable = |why| AuthenticationError::new(self.minter.name(), why);
        let outcome = minted.and_then(|minted| {
            let token = Token::new(minted, times, self.margin, generation);
            token.map(Arc::new).map_err(unusable)
        });
        if epoch != flights.epoch {
            return outcome;
        }
        flights.under_way = None;
        match &outcome {
            Ok(token) => {
                flights.generation = generation;
                flights.refusal = None;
                // One that was asked for before the refusal may be the refused one again.
                flights.refused &= !refused;
                flights.early_from = None;
                self.current.store(Some(Arc::clone(token)));
            }
            Err(error) => {
                flights.early_from = Some(times.received + PAUSE);
                if error.is_terminal() {
                    flights.refusal = Some((times.received + REFUSAL, error.clone()));
                }
            }
        }
        outcome
    }
}
