//! Sending requests and reading answers, within limits.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::base::Base;
use super::request::Outgoing;
use super::tls;
use super::{BuildError, BuildProblem, BuildProblemKind, TransportError};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Below the 60 seconds after which common balancers drop idle connections, so that we do it first.
const IDLE_TIMEOUT: Duration = Duration::from_secs(45);

/// What carries requests: an HTTP client with pool, proxies and TLS. The one place that knows which.
#[derive(Clone, Debug)]
pub(super) struct Transport {
    client: reqwest::Client,
}

/// What kinds of hosts a transport is for. APIs of the same kind share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Profile {
    /// Connects directly: a proxy must see nothing that is meant for this machine or its own link.
    pub(super) direct: bool,
    /// Verifies certificates, so that the platform's roots are needed.
    pub(super) https: bool,
}

impl Profile {
    pub(super) fn of(base: &Base) -> Self {
        Self {
            direct: base.is_local(),
            https: base.is_https(),
        }
    }
}

/// A builder for an HTTP client of your own, for [`Config::http`](super::Config::http), that starts where
/// ours do: TLS with the platform's roots, no redirects, a connect timeout, our user agent.
///
/// (`reqwest::Client::builder()` has no TLS provider in this setup, and panics when built without one.)
///
/// # Errors
/// When the platform has no root certificates.
pub fn http_builder() -> Result<reqwest::ClientBuilder, BuildError> {
    builder(Profile {
        direct: false,
        https: cfg!(feature = "tls"),
    })
    .map_err(|why| BuildProblem::new("http", BuildProblemKind::Http, why).into())
}

fn builder(profile: Profile) -> Result<reqwest::ClientBuilder, String> {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("naftiko/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false);
    tls::configure(
        if profile.direct {
            builder.no_proxy()
        } else {
            builder
        },
        profile,
    )
}

impl Transport {
    /// A client of our own; the error says why there can be none.
    pub(super) fn new(profile: Profile) -> Result<Self, String> {
        let client = builder(profile)?.build().map_err(|error| tls::reason(&error))?;
        Ok(Self { client })
    }

    /// A client of the user's.
    pub(super) fn of(client: reqwest::Client) -> Self {
        Self { client }
    }

    /// Sends a request and waits for the head of the answer.
    pub(super) async fn send(&self, request: Outgoing) -> Result<reqwest::Response, TransportError> {
        let mut outgoing = reqwest::Request::new(request.method, request.url);
        *outgoing.headers_mut() = request.headers;
        *outgoing.body_mut() = request.body.map(reqwest::Body::from);
        self.client
            .execute(outgoing)
            .await
            .map_err(TransportError::from_reqwest)
    }
}

/// A body, read to its end or to the limit.
pub(super) struct Read {
    pub(super) body: Bytes,
    /// Whether there was more; the body is then as long as the limit.
    pub(super) truncated: bool,
}

/// Reads a body, no more than `limit` bytes of it: what a header says of its length is not relied on.
pub(super) async fn read(mut response: reqwest::Response, limit: usize) -> Result<Read, TransportError> {
    let announced = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok())
        .unwrap_or_default();
    let mut whole = BytesMut::new();
    let mut first = Bytes::new();
    while let Some(chunk) = response.chunk().await.map_err(TransportError::from_reqwest)? {
        if first.is_empty() && whole.is_empty() {
            // Most bodies are one chunk, and are passed on without a copy.
            first = chunk;
        } else {
            if whole.is_empty() {
                whole.reserve(announced.min(limit));
                whole.extend_from_slice(&std::mem::take(&mut first));
            }
            whole.extend_from_slice(&chunk);
        }
        if first.len().max(whole.len()) > limit {
            let mut body = if whole.is_empty() { first } else { whole.freeze() };
            body.truncate(limit);
            return Ok(Read {
                body,
                truncated: true,
            });
        }
    }
    Ok(Read {
        body: if whole.is_empty() { first } else { whole.freeze() },
        truncated: false,
    })
}
