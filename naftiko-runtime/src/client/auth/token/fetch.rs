//! What a token source needs of the place where its tokens come from.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::time::Instant;

use super::lifetime::TokenTimes;
use super::source::AccessToken;
use crate::client::{AuthenticationError, Error, ErrorKind};
use crate::secret::Secret;
use crate::value::{Json, JsonCursor};

/// The timeout of a program's function.
const CALLBACK_TIMEOUT: Duration = Duration::from_secs(60);

/// The name of a program's function, for errors and spans.
pub(super) const FUNCTION: &str = "a function";

/// The future of [`FetchToken::fetch`].
pub(crate) type FetchFuture<'a> =
    Pin<Box<dyn Future<Output = Result<FetchedToken, AuthenticationError>> + Send + 'a>>;

/// Obtains tokens.
pub(crate) trait FetchToken: Send + Sync {
    /// Returns the name of the source, for errors and spans.
    fn name(&self) -> &str;

    /// Fetches a token that is requested now. `rejected` means that the previous one was rejected, so that a cached
    /// one is of no use.
    fn fetch(&self, requested: Instant, rejected: bool) -> FetchFuture<'_>;

    /// Sets another client secret of OAuth 2.
    fn set_client_secret(&self, _: Secret) {}

    /// Sets another refresh token of OAuth 2.
    fn set_refresh_token(&self, _: Secret) {}
}

/// A token with its expiry, as the source returned it.
pub(crate) struct FetchedToken {
    pub(crate) text: Secret,
    pub(crate) expires: Instant,
}

/// Obtains tokens from a function of the program.
pub(super) struct FunctionFetcher<F>(pub(super) F);

impl<F, R> FetchToken for FunctionFetcher<F>
where
    F: Fn() -> R + Send + Sync,
    R: Future<Output = Result<AccessToken, AuthenticationError>> + Send + 'static,
{
    fn name(&self) -> &str {
        FUNCTION
    }

    fn fetch(&self, requested: Instant, _: bool) -> FetchFuture<'_> {
        let obtained = tokio::time::timeout(CALLBACK_TIMEOUT, (self.0)());
        Box::pin(async move {
            let timed_out = || AuthenticationError::new(FUNCTION, "timed out").retryable();
            let token = obtained.await.map_err(|_| timed_out())??;
            let expires = TokenTimes::since(requested).expires_after(token.lifetime);
            Ok(FetchedToken {
                text: token.text,
                expires,
            })
        })
    }
}

/// Returns the error of a failed token request. The body is omitted, since it may quote the credentials.
pub(crate) fn request_error(name: &str, error: &Error) -> AuthenticationError {
    let failed = match error.kind() {
        ErrorKind::Status(response) => {
            let body = Json::parse(response.text().into_owned()).unwrap_or_default();
            let code = oauth2_code(body.at())
                .map(|code| format!(" ({code})"))
                .unwrap_or_default();
            let reason = format!("the API returned {}{code}", response.status());
            AuthenticationError::new(name, reason).with_status(response.status())
        }
        ErrorKind::Authentication(error) => return error.clone(),
        ErrorKind::Transport(error) => AuthenticationError::new(name, error.to_string()),
        _ => AuthenticationError::new(name, error.to_string()),
    };
    failed.with_retry(error.is_retryable(), error.retry_after())
}

/// Returns the code of an OAuth 2 error (RFC 6749, sections 4.1.2.1 and 5.2; RFC 8707) if it is a known one. No other text of a response is
/// shown.
pub(crate) fn oauth2_code(response: JsonCursor<'_>) -> Option<&'static str> {
    const CODES: [&str; 11] = [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "invalid_resource",
        "invalid_target",
        "access_denied",
        "server_error",
        "temporarily_unavailable",
    ];
    let code = response.key("error").string().ok()?;
    CODES.into_iter().find(|known| *known == code)
}
