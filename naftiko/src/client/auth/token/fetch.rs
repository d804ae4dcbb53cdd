//! Token fetcher: one token request, and its response.

use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use super::grant::{grant_call, keep_refresh_token, oauth2_code};
use super::lifetime::TokenTimes;
use super::source::AccessToken;
use crate::client::call::{Call, HttpClient};
use crate::client::config::OAuth2Credentials;
use crate::client::description::{CustomToken, JsonSelector, TokenVariables};
use crate::client::error::{AuthenticationError, Error, ErrorKind};
use crate::client::response::Response;
use crate::lock::lock;
use crate::secret::Secret;
use crate::value::{DecodeError, Json, JsonCursor};

/// Asks the metadata service of a virtual machine for a new token instead of its cached one; only this pair is valid.
const BYPASS_CACHE: (&str, &str) = ("bypass_cache", "true");

/// The timeout of a program's function.
const CALLBACK_TIMEOUT: Duration = Duration::from_secs(60);

type TokenFuture = Pin<Box<dyn Future<Output = Result<AccessToken, AuthenticationError>> + Send>>;

/// Obtains tokens.
pub(crate) struct TokenFetcher {
    name: String,
    kind: FetchKind,
}

enum FetchKind {
    Grant {
        client: HttpClient,
        /// The current credentials: refresh tokens are replaced, secrets rotated.
        credentials: Box<Mutex<OAuth2Credentials>>,
    },
    Operation {
        client: HttpClient,
        descriptor: &'static CustomToken,
        variables: TokenVariables,
    },
    Function(Box<dyn Fn() -> TokenFuture + Send + Sync>),
}

/// A token with its expiry, as the source returned it.
pub(super) struct FetchedToken {
    pub(super) text: Secret,
    pub(super) expires: Instant,
}

/// Where a response has the token and its lifetime.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenResponseFields {
    pub(crate) token: JsonSelector,
    pub(crate) expires_in: Option<JsonSelector>,
    pub(crate) expires_at: Option<JsonSelector>,
}

impl TokenResponseFields {
    /// RFC 6749, section 5.1; Microsoft's services add the date.
    pub(crate) const OF_OAUTH2: Self = Self {
        token: |at| at.key("access_token"),
        expires_in: Some(|at| at.key("expires_in")),
        expires_at: Some(|at| at.key("expires_on")),
    };
}

impl TokenFetcher {
    pub(super) fn function<R>(obtain: impl Fn() -> R + Send + Sync + 'static) -> Self
    where
        R: Future<Output = Result<AccessToken, AuthenticationError>> + Send + 'static,
    {
        Self {
            name: "a function".to_owned(),
            kind: FetchKind::Function(Box::new(move || Box::pin(obtain()))),
        }
    }

    /// Fetches OAuth 2 access tokens; `client` calls the token endpoint.
    pub(crate) fn grant(name: String, client: HttpClient, credentials: OAuth2Credentials) -> Self {
        let kind = FetchKind::Grant {
            client,
            credentials: Box::new(Mutex::new(credentials)),
        };
        Self { name, kind }
    }

    /// Fetches tokens with an operation; `client` calls its API.
    pub(crate) fn operation(
        client: HttpClient,
        descriptor: &'static CustomToken,
        variables: TokenVariables,
    ) -> Self {
        let name = (descriptor.request)(&client, &variables)
            .operation
            .id()
            .to_owned();
        let kind = FetchKind::Operation {
            client,
            descriptor,
            variables,
        };
        Self { name, kind }
    }

    /// Returns the name of the source, for errors and spans.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Changes the credentials of OAuth 2.
    pub(super) fn change(&self, change: impl FnOnce(&mut OAuth2Credentials)) {
        if let FetchKind::Grant { credentials, .. } = &self.kind {
            change(&mut lock(credentials));
        }
    }

    /// Fetches a token. `refused` means that the previous one was rejected, so that a cached one of the source is of
    /// no use. Retries and timeouts are those of the client.
    pub(super) async fn fetch(
        &self,
        requested: Instant,
        rejected: bool,
    ) -> Result<FetchedToken, AuthenticationError> {
        match &self.kind {
            FetchKind::Grant { client, credentials } => {
                let now = lock(credentials).clone();
                let response = self.request(grant_call(client, &now)).await?;
                let response = response.at();
                self.check_type(response)?;
                keep_refresh_token(&mut lock(credentials), &now, response);
                self.read(response, &now.fields, requested)
            }
            FetchKind::Operation {
                client,
                descriptor,
                variables,
            } => {
                // A second token request is harmless, since it only returns another token.
                let mut call = (descriptor.request)(client, variables).idempotent();
                if rejected && client.0.transport.is_metadata() && !call.has_query(BYPASS_CACHE.0) {
                    call = call.query(BYPASS_CACHE.0, BYPASS_CACHE.1);
                }
                let response = self.request(call).await?;
                self.read(response.at(), &descriptor.fields, requested)
            }
            FetchKind::Function(obtain) => {
                let timed_out = || AuthenticationError::new(&self.name, "timed out").retryable();
                let token = tokio::time::timeout(CALLBACK_TIMEOUT, obtain())
                    .await
                    .map_err(|_| timed_out())??;
                let expires = TokenTimes::since(requested).expires_after(token.lifetime);
                Ok(FetchedToken {
                    text: token.text,
                    expires,
                })
            }
        }
    }

    async fn request(&self, call: Call<'_>) -> Result<Json, AuthenticationError> {
        let response: Result<Response<Json>, Error> = call.send().await;
        let response = response.map_err(|error| request_error(&self.name, &error))?;
        response.json().map_err(|error| self.unexpected_response(&error))
    }

    fn read(
        &self,
        response: JsonCursor<'_>,
        fields: &TokenResponseFields,
        requested: Instant,
    ) -> Result<FetchedToken, AuthenticationError> {
        let text = (fields.token)(response)
            .string()
            .map_err(|error| self.unexpected_response(&error))?;
        let value = |find: Option<JsonSelector>| {
            find.and_then(|find| find(response).json())
                .map(|json| json.to_value())
        };
        let times = TokenTimes::since(requested);
        let expires = times.expires(
            value(fields.expires_in).as_ref(),
            value(fields.expires_at).as_ref(),
            &text,
        );
        let text = Secret::new(text);
        Ok(FetchedToken { text, expires })
    }

    /// A token that is bound to a key cannot be sent as a bearer token.
    fn check_type(&self, response: JsonCursor<'_>) -> Result<(), AuthenticationError> {
        let kind = response.key("token_type").string().unwrap_or_default();
        let bound = ["mac", "pop", "dpop"]
            .iter()
            .any(|bound| kind.eq_ignore_ascii_case(bound));
        if bound {
            return Err(AuthenticationError::new(&self.name, "unsupported `token_type`"));
        }
        Ok(())
    }

    /// The error shows paths and types, never values.
    fn unexpected_response(&self, error: &DecodeError) -> AuthenticationError {
        AuthenticationError::new(&self.name, format!("no token in the response: {error}"))
    }
}

/// Returns the error of a failed token request. The body is omitted, since it may quote the credentials.
pub(super) fn request_error(name: &str, error: &Error) -> AuthenticationError {
    let failed = match error.kind() {
        ErrorKind::Status(response) => {
            let code = oauth2_code(response)
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
