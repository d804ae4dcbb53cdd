//! Token sources: one cached token, and its refresh.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use http::HeaderValue;
use tokio::time::Instant;

use super::fetch::{FUNCTION, FetchToken, FetchedToken, FunctionFetcher, request_error};
use super::lifetime::{RefreshMargin, TokenTimes};
use super::refresh::{Refresh, TokenSourceInner};
use crate::client::error::BoxError;
use crate::client::request::headers;
use crate::client::{AuthenticationError, Error};
use crate::secret::Secret;

/// A token source, shared by its clones. It caches one token and refreshes it.
///
/// - The first call fetches a token. Reading the cached token takes no lock.
/// - The token is refreshed in the background before it expires (a fifth of its lifetime, at most five minutes).
///   Calls go on with the current token. A failed refresh is tried again after half a minute.
/// - Calls wait only while there is no valid token, all of them for one token request. A cancelled call does not
///   cancel that request.
/// - A token that an API rejects with 401 is replaced, and the call is sent again.
/// - An error of the token request is returned to all calls for one second, without another request.
#[derive(Clone)]
pub struct TokenSource(pub(super) Arc<TokenSourceInner>);

/// An access token. `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct AccessToken {
    pub(super) text: Secret,
    pub(super) lifetime: Option<Duration>,
}

impl AccessToken {
    /// Creates a token without a lifetime; it is cached for five minutes.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: Secret::new(text),
            lifetime: None,
        }
    }

    /// Sets the lifetime, from the time of its request.
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }
}

/// A cached token.
pub(crate) struct CachedToken {
    pub(crate) text: Secret,
    /// The header values, with and without `Bearer`.
    pub(crate) bearer: HeaderValue,
    pub(crate) plain: HeaderValue,
    /// The number of the token within its source.
    pub(crate) generation: u64,
    /// When the token was received.
    pub(crate) received: Instant,
    /// When the token is refreshed.
    pub(super) refresh_from: Instant,
    pub(super) expires: Instant,
}

impl CachedToken {
    pub(super) fn new(
        fetched: FetchedToken,
        times: &TokenTimes,
        margin: RefreshMargin,
        generation: u64,
    ) -> Result<Self, &'static str> {
        if fetched.text.reveal().is_empty() {
            return Err("the token is empty");
        }
        let invalid = |_| "the token contains characters that are invalid in a header";
        let bearer = Secret::new(format!("Bearer {}", fetched.text.reveal()));
        let margin = margin.of(fetched.expires.saturating_duration_since(times.requested));
        Ok(Self {
            bearer: headers::secret(bearer.reveal()).map_err(invalid)?,
            plain: headers::secret(fetched.text.reveal()).map_err(invalid)?,
            text: fetched.text,
            generation,
            received: times.received,
            refresh_from: fetched.expires.checked_sub(margin).unwrap_or(fetched.expires),
            expires: fetched.expires,
        })
    }
}

impl TokenSource {
    /// Creates a source of tokens that the program obtains; the function is called for each new token.
    pub fn from_fn<F, R, E>(obtain: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<AccessToken, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let obtain = move || {
            let obtained = obtain();
            async move { obtained.await.map_err(|error| callback_error(error.into())) }
        };
        Self::new(FunctionFetcher(obtain), RefreshMargin::Share)
    }

    pub(crate) fn new(fetcher: impl FetchToken + 'static, margin: RefreshMargin) -> Self {
        Self(Arc::new(TokenSourceInner {
            fetcher: Box::new(fetcher),
            margin,
            current: ArcSwapOption::empty(),
            refresh_state: Mutex::default(),
        }))
    }

    /// Fetches a token, unless one is cached, so that the first call does not wait for it.
    ///
    /// # Errors
    /// When no token can be obtained.
    pub async fn prefetch(&self) -> Result<(), AuthenticationError> {
        self.token().await.map(drop)
    }

    /// Drops the cached token, so that the next call fetches a new one. The token of a request in flight is not
    /// cached.
    pub fn clear(&self) {
        self.0.reset();
        self.0.current.store(None);
    }

    /// Sets another client secret of OAuth 2, and drops the token of the former one. Has no effect on tokens of other
    /// kinds.
    pub fn set_client_secret(&self, secret: impl Into<String>) {
        self.0.fetcher.set_client_secret(Secret::new(secret));
        self.clear();
    }

    /// Sets another refresh token of OAuth 2, as [`TokenSource::set_client_secret`] does for a secret.
    pub fn set_refresh_token(&self, token: impl Into<String>) {
        self.0.fetcher.set_refresh_token(Secret::new(token));
        self.clear();
    }

    /// Returns a valid token; after the first one nearly always without waiting.
    pub(crate) async fn token(&self) -> Result<Arc<CachedToken>, AuthenticationError> {
        let now = Instant::now();
        if let Some(token) = self.0.current.load_full().filter(|token| now < token.expires) {
            if now >= token.refresh_from {
                self.0.refresh_early(token.generation, now);
            }
            return Ok(token);
        }
        self.refreshed(0).await
    }

    /// Returns another token than a rejected one: the one that replaced it already, or a new one.
    pub(crate) async fn replace(
        &self,
        rejected: &CachedToken,
    ) -> Result<Arc<CachedToken>, AuthenticationError> {
        self.discard(rejected);
        self.refreshed(rejected.generation).await
    }

    /// Returns another token after a 403 that may be about the token, which stays in use meanwhile.
    pub(crate) async fn after_forbidden(&self, token: &CachedToken) -> Option<Arc<CachedToken>> {
        if !self.0.mark_forbidden(token.generation) {
            return None;
        }
        self.refreshed(token.generation).await.ok()
    }

    /// Drops a rejected token, unless it is replaced already.
    pub(crate) fn discard(&self, rejected: &CachedToken) {
        let current = self.0.current.load();
        if current
            .as_ref()
            .is_some_and(|token| token.generation == rejected.generation)
        {
            self.0.mark_rejected();
            // A token that arrives in between is kept.
            self.0.current.compare_and_swap(&current, None);
        }
    }

    /// Waits for a token with a higher generation.
    pub(crate) async fn refreshed(&self, beyond: u64) -> Result<Arc<CachedToken>, AuthenticationError> {
        for _ in 0..2 {
            match self.0.get_or_refresh(beyond)? {
                Refresh::Ready(token) => return Ok(token),
                Refresh::Pending(mut request) => {
                    if let Ok(outcome) = request.wait_for(Option::is_some).await
                        && let Some(outcome) = outcome.as_ref()
                    {
                        return outcome.clone();
                    }
                    // The runtime of the request ended before the request did.
                }
            }
        }
        Err(AuthenticationError::new(self.0.fetcher.name(), "the refresh was cancelled").retryable())
    }
}

/// Returns the error of a program's function without its text, which may contain secrets; only our own errors are
/// known not to.
fn callback_error(error: BoxError) -> AuthenticationError {
    match error.downcast::<AuthenticationError>() {
        Ok(error) => *error,
        Err(error) => match error.downcast::<Error>() {
            Ok(error) => request_error(error.operation(), &error),
            Err(_) => AuthenticationError::new(FUNCTION, "the function failed").retryable(),
        },
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token = self.0.current.load();
        f.debug_struct("TokenSource")
            .field("endpoint", &self.0.fetcher.name())
            .field("token", &token.as_ref().map(|_| "[redacted]"))
            .field("age", &token.as_ref().map(|token| token.received.elapsed()))
            .finish_non_exhaustive()
    }
}
