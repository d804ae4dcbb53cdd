//! Putting credentials on a request.

use std::fmt;
use std::sync::Arc;

use http::HeaderName;
use http::header::AUTHORIZATION;
use http::uri::PathAndQuery;
use tokio::time::Instant;

use super::digest::Digest;
use super::request::Outgoing;
use super::signer::{Signer, Unsigned};
use super::static_credential::Fixed;
use super::token::{Token, TokenSource};
use super::{AuthenticationError, StatusError};

/// Credentials checked and ready to be put on each request.
///
/// They are put on per attempt and not by the HTTP client: the spec may leave `Authorization` to the caller,
/// and schemes that answer a challenge or renew a token differ from one attempt to the next.
#[derive(Clone, Default)]
pub(super) struct Authenticator {
    pub(super) fixed: Vec<Fixed>,
    pub(super) live: Option<Live>,
    pub(super) signers: Vec<Arc<dyn Signer>>,
}

/// A scheme that changes with what the API answers.
#[derive(Clone)]
pub(super) enum Live {
    Token {
        source: TokenSource,
        place: Place,
        /// Whether 403 may be about the token.
        forbidden: bool,
    },
    Digest(Arc<Digest>),
}

/// Where a token goes.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Bearer,
    Header(HeaderName),
    Query(String),
}

/// What one call has sent by way of live credentials.
pub(super) struct Session {
    started: Instant,
    sent: Sent,
    resent: bool,
}

enum Sent {
    Nothing,
    Token(Arc<Token>),
    Digest(Option<String>),
}

impl Session {
    pub(super) fn new(started: Instant) -> Self {
        Self {
            started,
            sent: Sent::Nothing,
            resent: false,
        }
    }
}

impl Authenticator {
    /// Whether there is anything to put on.
    pub(super) fn is_none(&self) -> bool {
        self.fixed.is_empty() && self.live.is_none() && self.signers.is_empty()
    }

    /// Whether a pair of the query with that name is a credential.
    pub(super) fn sets_query(&self, name: &str) -> bool {
        let key = |fixed: &Fixed| matches!(fixed, Fixed::Query(known, _) if known == name);
        let token =
            matches!(&self.live, Some(Live::Token { place: Place::Query(known), .. }) if known == name);
        token || self.fixed.iter().any(key)
    }

    /// Where tokens come from, if they do.
    pub(super) fn tokens(&self) -> Option<&TokenSource> {
        match &self.live {
            Some(Live::Token { source, .. }) => Some(source),
            _ => None,
        }
    }

    /// Puts the credentials on a request, except where the caller gave that header or pair.
    pub(super) async fn apply(
        &self,
        request: &mut Outgoing,
        session: &mut Session,
    ) -> Result<(), AuthenticationError> {
        for fixed in &self.fixed {
            fixed.apply(request);
        }
        match &self.live {
            None => {}
            Some(Live::Token { source, place, .. }) => {
                // Other calls do not pay for the room that obtaining one takes.
                session.sent = Box::pin(put_token(source, place, request)).await?;
            }
            Some(Live::Digest(digest)) => session.sent = put_digest(digest, request),
        }
        let mut unsigned = Unsigned(request);
        self.signers
            .iter()
            .try_for_each(|signer| signer.sign(&mut unsigned))
    }

    /// Learns from an answer that was a success.
    pub(super) fn accepted(&self, headers: &http::HeaderMap) {
        if let Some(Live::Digest(digest)) = &self.live {
            digest.answered(headers);
        }
    }

    /// Whether a refused request should be sent once more, with other credentials, which are at hand by then.
    ///
    /// A token is replaced when the API refuses it, unless it came during this very call: another one would be
    /// refused too.
    pub(super) async fn renew(
        &self,
        refusal: &StatusError,
        replayable: bool,
        session: &mut Session,
    ) -> Result<bool, AuthenticationError> {
        let status = refusal.status().as_u16();
        if !matches!(status, 401 | 403) || std::mem::replace(&mut session.resent, true) {
            return Ok(false);
        }
        match (&self.live, &session.sent) {
            (
                Some(Live::Token {
                    source, forbidden, ..
                }),
                Sent::Token(token),
            ) => {
                let fresh = token.received >= session.started;
                match status {
                    _ if fresh => Ok(false),
                    401 if replayable => source.instead_of(token).await.map(|_| true),
                    401 => {
                        source.discard(token);
                        Ok(false)
                    }
                    _ if *forbidden && replayable => Ok(source.after_forbidden(token).await.is_some()),
                    _ => Ok(false),
                }
            }
            (Some(Live::Digest(digest)), Sent::Digest(nonce)) if status == 401 => {
                Ok(digest.challenged(refusal.headers(), nonce.as_deref()) && replayable)
            }
            _ => Ok(false),
        }
    }
}

async fn put_token(
    source: &TokenSource,
    place: &Place,
    request: &mut Outgoing,
) -> Result<Sent, AuthenticationError> {
    let header = match place {
        Place::Bearer => &AUTHORIZATION,
        Place::Header(name) => name,
        Place::Query(name) if request.has_query(name) => return Ok(Sent::Nothing),
        Place::Query(name) => {
            let token = source.token().await?;
            request.push_query(name, token.text.reveal());
            return Ok(Sent::Token(token));
        }
    };
    if request.headers.contains_key(header) {
        return Ok(Sent::Nothing);
    }
    let token = source.token().await?;
    let value = match place {
        Place::Bearer => &token.bearer,
        _ => &token.plain,
    };
    request.headers.insert(header.clone(), value.clone());
    Ok(Sent::Token(token))
}

fn put_digest(digest: &Digest, request: &mut Outgoing) -> Sent {
    if request.headers.contains_key(AUTHORIZATION) {
        return Sent::Nothing;
    }
    let target = request.uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let authorization = digest.authorization(&request.method, target);
    Sent::Digest(authorization.map(|(value, nonce)| {
        request.headers.insert(AUTHORIZATION, value);
        nonce
    }))
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticator")
            .field("fixed", &self.fixed)
            .field("tokens", &self.tokens())
            .field("signers", &self.signers.len())
            .finish_non_exhaustive()
    }
}
