//! Obtaining a token: one request, and what its answer says.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::credentials::OAuth2Credentials;
use super::custom::{Bindings, CustomToken, Find};
use super::grant::{grant_call, keep_refresh_token, oauth2_code};
use super::lifetime::Times;
use super::source::AccessToken;
use crate::client::{AuthenticationError, Call, Error, ErrorKind, HttpClient, Response};
use crate::secret::Secret;
use crate::value::{At, DecodeError, Json};

/// Asks the metadata service of a virtual machine for another token than the one it keeps; only this pair is legal.
const PAST_CACHE: (&str, &str) = ("bypass_cache", "true");

/// How long code may take to give a token.
const PATIENCE: Duration = Duration::from_secs(60);

type Obtaining = Pin<Box<dyn Future<Output = Result<AccessToken, AuthenticationError>> + Send>>;

/// What obtains tokens.
pub(in crate::client) struct Minter {
    name: String,
    kind: Kind,
}

enum Kind {
    Grant {
        client: HttpClient,
        /// As they are now: refresh tokens are replaced, secrets rotated.
        credentials: Box<Mutex<OAuth2Credentials>>,
    },
    Operation {
        client: HttpClient,
        descriptor: &'static CustomToken,
        bindings: Bindings,
    },
    Function(Box<dyn Fn() -> Obtaining + Send + Sync>),
}

/// A token as it came, and when it ends.
pub(super) struct Minted {
    pub(super) text: Secret,
    pub(super) end: Instant,
}

/// Where in an answer the parts of a token stand.
#[derive(Clone, Copy, Debug)]
pub(in crate::client) struct Fields {
    pub(super) token: Find,
    pub(super) expires_in: Option<Find>,
    pub(super) expires_at: Option<Find>,
}

impl Fields {
    /// RFC 6749, section 5.1; the date is one that Microsoft's services add.
    pub(super) const OF_OAUTH2: Self = Self {
        token: |at| at.key("access_token"),
        expires_in: Some(|at| at.key("expires_in")),
        expires_at: Some(|at| at.key("expires_on")),
    };
}

impl Minter {
    pub(super) fn function<R>(obtain: impl Fn() -> R + Send + Sync + 'static) -> Self
    where
        R: Future<Output = Result<AccessToken, AuthenticationError>> + Send + 'static,
    {
        Self {
            name: "a function".to_owned(),
            kind: Kind::Function(Box::new(move || Box::pin(obtain()))),
        }
    }

    /// Tokens of OAuth 2; the client is one of the token endpoint.
    pub(in crate::client) fn grant(name: String, client: HttpClient, credentials: OAuth2Credentials) -> Self {
        let kind = Kind::Grant {
            client,
            credentials: Box::new(Mutex::new(credentials)),
        };
        Self { name, kind }
    }

    /// Tokens of an operation; the client is that of its API.
    pub(in crate::client) fn operation(
        client: HttpClient,
        descriptor: &'static CustomToken,
        bindings: Bindings,
    ) -> Self {
        let name = (descriptor.acquire)(&client, &bindings).operation.id().to_owned();
        let kind = Kind::Operation {
            client,
            descriptor,
            bindings,
        };
        Self { name, kind }
    }

    /// Where tokens come from, for errors and spans.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Changes the credentials of OAuth 2.
    pub(super) fn change(&self, change: impl FnOnce(&mut OAuth2Credentials)) {
        if let Kind::Grant { credentials, .. } = &self.kind {
            change(&mut lock(credentials));
        }
    }

    /// Obtains a token; `refused` when the one before was, so that a cache of the source is of no use. How often
    /// that is tried, and for how long, is up to the client it is asked with.
    pub(super) async fn mint(
        &self,
        requested: Instant,
        refused: bool,
    ) -> Result<Minted, AuthenticationError> {
        match &self.kind {
            Kind::Grant { client, credentials } => {
                let now = lock(credentials).clone();
                let answer = self.ask(grant_call(client, &now)).await?;
                let answer = answer.at();
                self.check_type(answer)?;
                keep_refresh_token(&mut lock(credentials), &now, answer);
                self.read(answer, &now.fields, requested)
            }
            Kind::Operation {
                client,
                descriptor,
                bindings,
            } => {
                // Asking twice gives two tokens, which does no harm.
                let mut call = (descriptor.acquire)(client, bindings).repeatable();
                if refused && client.0.transport.is_metadata() && !call.has_query(PAST_CACHE.0) {
                    call = call.query(PAST_CACHE.0, PAST_CACHE.1);
                }
                let answer = self.ask(call).await?;
                self.read(answer.at(), &descriptor.fields, requested)
            }
            Kind::Function(obtain) => {
                let late = || AuthenticationError::new(&self.name, "it gave none in time").retryable();
                let token = tokio::time::timeout(PATIENCE, obtain())
                    .await
                    .map_err(|_| late())??;
                let end = Times::since(requested).end_after(token.lifetime);
                Ok(Minted {
                    text: token.text,
                    end,
                })
            }
        }
    }

    async fn ask(&self, call: Call<'_>) -> Result<Json, AuthenticationError> {
        let answer: Result<Response<Json>, Error> = call.send().await;
        let answer = answer.map_err(|error| refused(&self.name, &error))?;
        answer.json().map_err(|error| self.unreadable(&error))
    }

    fn read(
        &self,
        answer: At<'_>,
        fields: &Fields,
        requested: Instant,
    ) -> Result<Minted, AuthenticationError> {
        let text = (fields.token)(answer)
            .string()
            .map_err(|error| self.unreadable(&error))?;
        let said = |find: Option<Find>| {
            find.and_then(|find| find(answer).json())
                .map(|json| json.to_value())
        };
        let times = Times::since(requested);
        let end = times.end(
            said(fields.expires_in).as_ref(),
            said(fields.expires_at).as_ref(),
            &text,
        );
        let text = Secret::new(text);
        Ok(Minted { text, end })
    }

    /// A token that is bound to a key is of no use as a bearer.
    fn check_type(&self, answer: At<'_>) -> Result<(), AuthenticationError> {
        let kind = answer.key("token_type").string().unwrap_or_default();
        let bound = ["mac", "pop", "dpop"]
            .iter()
            .any(|bound| kind.eq_ignore_ascii_case(bound));
        if bound {
            return Err(AuthenticationError::new(
                &self.name,
                "its tokens are not bearer tokens",
            ));
        }
        Ok(())
    }

    /// The error names places and kinds, never values.
    fn unreadable(&self, error: &DecodeError) -> AuthenticationError {
        AuthenticationError::new(&self.name, format!("its answer holds no token: {error}"))
    }
}

fn lock(credentials: &Mutex<OAuth2Credentials>) -> MutexGuard<'_, OAuth2Credentials> {
    credentials.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a failed request for a token comes to. The body of the answer is left out: it may quote the credentials.
pub(super) fn refused(name: &str, error: &Error) -> AuthenticationError {
    let told = match error.kind() {
        ErrorKind::Status(answer) => {
            let code = oauth2_code(answer)
                .map(|code| format!(" ({code})"))
                .unwrap_or_default();
            let reason = format!("it answered {}{code}", answer.status());
            AuthenticationError::new(name, reason).with_status(answer.status())
        }
        ErrorKind::Authentication(error) => return error.clone(),
        ErrorKind::Transport(error) => AuthenticationError::new(name, error.to_string()),
        _ => AuthenticationError::new(name, error.to_string()),
    };
    told.with_retry(error.is_retryable(), error.retry_after())
}
