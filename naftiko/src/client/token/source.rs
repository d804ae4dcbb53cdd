//! A source of tokens: the one that is kept, and when it is renewed.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use http::HeaderValue;
use tokio::time::Instant;

use super::fetch::{Minted, Minter, refused};
use super::lifetime::{Margin, Times};
use super::refresh::{Flights, Renewal};
use crate::client::body::BoxError;
use crate::client::{AuthenticationError, headers};
use crate::secret::Secret;

/// A source of tokens, shared by everybody who clones it: keeps one token, and renews it.
///
/// - A token is asked for when it is first needed, and reading one that is kept takes no lock.
/// - It is renewed before it ends (a fifth of its lifetime, five minutes at most), in the background: callers go
///   on with the one there is. If that fails, it is tried again half a minute later.
/// - Callers wait only while there is no valid token, all of them for one request, which goes on when one of
///   them gives up.
/// - A token that an API refuses with 401 is replaced, and the call is sent once more.
/// - A refusal by the source itself is told to everybody for a second, without asking again.
#[derive(Clone)]
pub struct TokenSource(pub(super) Arc<Shared>);

pub(super) struct Shared {
    pub(super) minter: Minter,
    pub(super) margin: Margin,
    /// Read on every call.
    pub(super) current: ArcSwapOption<Token>,
    pub(super) flights: Mutex<Flights>,
}

/// A token as a source gives it. `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct AccessToken {
    pub(super) text: Secret,
    pub(super) lifetime: Option<Duration>,
}

impl AccessToken {
    /// A token of which nothing more is known; it is kept for five minutes.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: Secret::new(text),
            lifetime: None,
        }
    }

    /// How long it is valid, from when it was asked for.
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }
}

/// A token that is kept.
pub(in crate::client) struct Token {
    pub(in crate::client) text: Secret,
    /// Ready to be sent, as a bearer and as it is.
    pub(in crate::client) bearer: HeaderValue,
    pub(in crate::client) plain: HeaderValue,
    /// Counts the tokens of a source.
    pub(in crate::client) generation: u64,
    /// When it came.
    pub(in crate::client) received: Instant,
    /// From when on it is renewed.
    pub(super) stale: Instant,
    pub(super) end: Instant,
}

impl Token {
    pub(super) fn new(
        minted: Minted,
        times: &Times,
        margin: Margin,
        generation: u64,
    ) -> Result<Self, &'static str> {
        if minted.text.reveal().is_empty() {
            return Err("the token is empty");
        }
        let unsendable = |_| "the token holds what cannot be sent in a header";
        let bearer = Secret::new(format!("Bearer {}", minted.text.reveal()));
        let margin = margin.of(minted.end.saturating_duration_since(times.requested));
        Ok(Self {
            bearer: headers::secret(bearer.reveal()).map_err(unsendable)?,
            plain: headers::secret(minted.text.reveal()).map_err(unsendable)?,
            text: minted.text,
            generation,
            received: times.received,
            stale: minted.end.checked_sub(margin).unwrap_or(minted.end),
            end: minted.end,
        })
    }
}

impl TokenSource {
    /// Tokens that code obtains, in whatever way: the future is run whenever a new one is needed.
    pub fn from_fn<F, R, E>(obtain: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<AccessToken, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::new(
            Minter::function(move || {
                let obtained = obtain();
                async move { obtained.await.map_err(|error| failed(error.into())) }
            }),
            Margin::Share,
        )
    }

    pub(in crate::client) fn new(minter: Minter, margin: Margin) -> Self {
        Self(Arc::new(Shared {
            minter,
            margin,
            current: ArcSwapOption::empty(),
            flights: Mutex::default(),
        }))
    }

    /// Obtains a token now, unless one is kept, so that the first call does not wait for it.
    ///
    /// # Errors
    /// When there is none to be had.
    pub async fn warm(&self) -> Result<(), AuthenticationError> {
        self.token().await.map(drop)
    }

    /// Drops the token that is kept: the next call asks for a new one. One that is being asked for is not kept.
    pub fn forget(&self) {
        self.ground();
        self.0.current.store(None);
    }

    /// Goes on with another client secret of OAuth 2, and drops the token that the former one obtained. Without
    /// effect on tokens that are obtained in another way.
    pub fn set_client_secret(&self, secret: impl Into<String>) {
        let secret = Secret::new(secret);
        self.0
            .minter
            .change(|credentials| credentials.client_secret = Some(secret));
        self.forget();
    }

    /// Goes on with another refresh token of OAuth 2, as [`TokenSource::set_client_secret`] does with a secret.
    pub fn set_refresh_token(&self, token: impl Into<String>) {
        let token = Secret::new(token);
        self.0
            .minter
            .change(|credentials| credentials.refresh_token = Some(token));
        self.forget();
    }

    /// A valid token, and beside the first one nearly always without waiting.
    pub(in crate::client) async fn token(&self) -> Result<Arc<Token>, AuthenticationError> {
        let now = Instant::now();
        if let Some(token) = self.0.current.load_full().filter(|token| now < token.end) {
            if now >= token.stale {
                self.renew_early(token.generation, now);
            }
            return Ok(token);
        }
        self.renewed(0).await
    }

    /// Another token than one that was refused: the one that has replaced it already, or a new one.
    pub(in crate::client) async fn instead_of(
        &self,
        refused: &Token,
    ) -> Result<Arc<Token>, AuthenticationError> {
        self.discard(refused);
        self.renewed(refused.generation).await
    }

    /// Drops a token that was refused, unless it is replaced already.
    pub(in crate::client) fn discard(&self, refused: &Token) {
        let current = self.0.current.load();
        if current
            .as_ref()
            .is_some_and(|token| token.generation == refused.generation)
        {
            self.note_refusal();
            // Another one that comes in between is kept.
            self.0.current.compare_and_swap(&current, None);
        }
    }

    /// A token beyond a generation, waited for.
    pub(in crate::client) async fn renewed(&self, beyond: u64) -> Result<Arc<Token>, AuthenticationError> {
        for _ in 0..2 {
            match self.join(beyond)? {
                Renewal::Landed(token) => return Ok(token),
                Renewal::Coming(mut flight) => {
                    if let Ok(outcome) = flight.wait_for(Option::is_some).await
                        && let Some(outcome) = outcome.as_ref()
                    {
                        return outcome.clone();
                    }
                    // It was lost together with the runtime that it ran on.
                }
            }
        }
        Err(AuthenticationError::new(self.0.minter.name(), "the renewal was interrupted").retryable())
    }
}

/// What code gives as its error, told without what it may hold: only our own errors are known to be clean.
fn failed(error: BoxError) -> AuthenticationError {
    match error.downcast::<AuthenticationError>() {
        Ok(error) => *error,
        Err(error) => match error.downcast::<crate::client::Error>() {
            Ok(error) => refused(error.operation(), &error),
            Err(_) => AuthenticationError::new("a function", "it failed").retryable(),
        },
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token = self.0.current.load();
        f.debug_struct("TokenSource")
            .field("endpoint", &self.0.minter.name())
            .field("token", &token.as_ref().map(|_| "[redacted]"))
            .field("age", &token.as_ref().map(|token| token.received.elapsed()))
            .finish_non_exhaustive()
    }
}
