//! Credentials on requests.

mod digest;
mod signer;
mod static_credential;
mod token;

pub(crate) use digest::Digest;
pub use signer::{RequestSigner, UnsignedRequest};
pub(crate) use static_credential::StaticCredential;
pub use token::{AccessToken, TokenSource};
pub(crate) use token::{
    CachedToken, FetchFuture, FetchToken, FetchedToken, RefreshMargin, TokenTimes, oauth2_code, request_error,
};

use std::fmt;
use std::sync::Arc;

use http::header::AUTHORIZATION;
use http::uri::PathAndQuery;
use http::{HeaderName, HeaderValue};
use tokio::time::Instant;

use crate::client::request::{RequestParts, headers};
use crate::client::{AuthenticationError, StatusError};
use crate::secret::Redactor;

/// Validated credentials, added to each request.
///
/// Each attempt adds them, since the spec may leave `Authorization` to the caller, and challenges and refreshed
/// tokens change them between attempts.
#[derive(Clone, Default)]
pub(crate) struct Authenticator {
    pub(crate) static_credentials: Vec<StaticCredential>,
    pub(crate) dynamic: Option<DynamicCredential>,
    pub(crate) signers: Vec<Arc<dyn RequestSigner>>,
}

/// A scheme that depends on responses of the API.
#[derive(Clone)]
pub(crate) enum DynamicCredential {
    Token {
        source: TokenSource,
        placement: TokenPlacement,
        /// Whether a 403 may mean that the token is invalid.
        forbidden: bool,
    },
    Digest(Arc<Digest>),
}

/// Where a token is sent.
#[derive(Clone, Debug)]
pub(crate) enum TokenPlacement {
    Bearer,
    Header(HeaderName),
    Query(String),
}

/// The dynamic credential that one call has sent.
pub(crate) struct AuthAttempt {
    started: Instant,
    sent: SentCredential,
    /// The secret headers of a signed request.
    signed: Vec<HeaderValue>,
    resent: bool,
}

enum SentCredential {
    Nothing,
    Token(Arc<CachedToken>),
    Digest(Option<String>),
}

impl AuthAttempt {
    pub(crate) fn new(started: Instant) -> Self {
        Self {
            started,
            sent: SentCredential::Nothing,
            signed: Vec::new(),
            resent: false,
        }
    }
}

impl Authenticator {
    /// Returns whether there are no credentials.
    pub(crate) fn is_none(&self) -> bool {
        self.static_credentials.is_empty() && self.dynamic.is_none() && self.signers.is_empty()
    }

    /// Returns whether a query parameter of that name is a credential.
    pub(crate) fn sets_query(&self, name: &str) -> bool {
        let key = |credential: &StaticCredential| matches!(credential, StaticCredential::Query(known, _) if known == name);
        let token = matches!(&self.dynamic, Some(DynamicCredential::Token { placement: TokenPlacement::Query(known), .. }) if known == name);
        token || self.static_credentials.iter().any(key)
    }

    /// Returns the token source, if tokens are used.
    pub(crate) fn tokens(&self) -> Option<&TokenSource> {
        match &self.dynamic {
            Some(DynamicCredential::Token { source, .. }) => Some(source),
            _ => None,
        }
    }

    /// Adds the credentials to a request, except where the caller set that header or parameter.
    pub(crate) async fn apply(
        &self,
        request: &mut RequestParts,
        attempt: &mut AuthAttempt,
    ) -> Result<(), AuthenticationError> {
        for credential in &self.static_credentials {
            credential.apply(request);
        }
        match &self.dynamic {
            None => {}
            Some(DynamicCredential::Token {
                source, placement, ..
            }) => {
                // The future is boxed, as other calls do not need its space.
                attempt.sent = Box::pin(add_token(source, placement, request)).await?;
            }
            Some(DynamicCredential::Digest(digest)) => attempt.sent = add_digest(digest, request),
        }
        if self.signers.is_empty() {
            return Ok(());
        }
        let mut unsigned = UnsignedRequest(request);
        self.signers
            .iter()
            .try_for_each(|signer| signer.sign(&mut unsigned))?;
        let secret = request.headers.values().filter(|value| value.is_sensitive());
        attempt.signed = secret.cloned().collect();
        Ok(())
    }

    /// Adds the credentials that an attempt may have sent to those that are struck out of errors.
    pub(crate) fn add_secrets(&self, attempt: &AuthAttempt, redactor: &mut Redactor) {
        for credential in &self.static_credentials {
            credential.add_secrets(redactor);
        }
        if let SentCredential::Token(token) = &attempt.sent {
            redactor.add(token.text.reveal());
        }
        if let Some(DynamicCredential::Digest(digest)) = &self.dynamic {
            redactor.add(digest.password().reveal());
        }
        for value in &attempt.signed {
            headers::add_secrets(value, redactor);
        }
    }

    /// Updates the credentials after a success.
    pub(crate) fn on_success(&self, headers: &http::HeaderMap) {
        if let Some(DynamicCredential::Digest(digest)) = &self.dynamic {
            digest.answered(headers);
        }
    }

    /// Returns whether a rejected request should be sent again with new credentials, which are available then.
    ///
    /// A rejected token is replaced, unless this very call has fetched it: the API would reject another one too.
    pub(crate) async fn refresh_after_rejection(
        &self,
        rejection: &StatusError,
        replayable: bool,
        attempt: &mut AuthAttempt,
    ) -> Result<bool, AuthenticationError> {
        let status = rejection.status().as_u16();
        if !matches!(status, 401 | 403) || std::mem::replace(&mut attempt.resent, true) {
            return Ok(false);
        }
        match (&self.dynamic, &attempt.sent) {
            (
                Some(DynamicCredential::Token {
                    source, forbidden, ..
                }),
                SentCredential::Token(token),
            ) => {
                let is_new = token.received >= attempt.started;
                match status {
                    _ if is_new => Ok(false),
                    401 if replayable => source.replace(token).await.map(|_| true),
                    401 => {
                        source.discard(token);
                        Ok(false)
                    }
                    _ if *forbidden && replayable => Ok(source.after_forbidden(token).await.is_some()),
                    _ => Ok(false),
                }
            }
            (Some(DynamicCredential::Digest(digest)), SentCredential::Digest(nonce)) if status == 401 => {
                Ok(digest.challenged(rejection.headers(), nonce.as_deref()) && replayable)
            }
            _ => Ok(false),
        }
    }
}

async fn add_token(
    source: &TokenSource,
    placement: &TokenPlacement,
    request: &mut RequestParts,
) -> Result<SentCredential, AuthenticationError> {
    let header = match placement {
        TokenPlacement::Bearer => &AUTHORIZATION,
        TokenPlacement::Header(name) => name,
        TokenPlacement::Query(name) if request.has_query(name) => return Ok(SentCredential::Nothing),
        TokenPlacement::Query(name) => {
            let token = source.token().await?;
            request.push_query(name, token.text.reveal());
            return Ok(SentCredential::Token(token));
        }
    };
    if request.headers.contains_key(header) {
        return Ok(SentCredential::Nothing);
    }
    let token = source.token().await?;
    let value = match placement {
        TokenPlacement::Bearer => &token.bearer,
        _ => &token.plain,
    };
    request.headers.insert(header.clone(), value.clone());
    Ok(SentCredential::Token(token))
}

fn add_digest(digest: &Digest, request: &mut RequestParts) -> SentCredential {
    if request.headers.contains_key(AUTHORIZATION) {
        return SentCredential::Nothing;
    }
    let target = request.uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let authorization = digest.authorization(&request.method, target);
    SentCredential::Digest(authorization.map(|(value, nonce)| {
        request.headers.insert(AUTHORIZATION, value);
        nonce
    }))
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticator")
            .field("static_credentials", &self.static_credentials)
            .field("tokens", &self.tokens())
            .field("signers", &self.signers.len())
            .finish_non_exhaustive()
    }
}
