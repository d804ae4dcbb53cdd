//! Sending requests and reading answers, within limits.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use super::base::Base;
use super::body::Body;
use super::carrier::Carrier;
use super::config::Config;
use super::request::Outgoing;
use super::tls;
use super::{Api, BuildError, BuildProblem, BuildProblemKind, TransportError};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const METADATA_CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Below the 60 seconds after which common balancers drop idle connections, so that we do it first.
const IDLE_TIMEOUT: Duration = Duration::from_secs(45);

/// How many requests Azure's instance metadata service takes at once.
const METADATA_IN_FLIGHT: usize = 5;

/// What carries requests: an HTTP client with pool, proxies and TLS, or what stands in its place.
#[derive(Clone)]
pub(super) struct Transport {
    carrier: Carrier,
    in_flight: Option<Arc<Semaphore>>,
}

/// What kinds of hosts a transport is for. APIs of the same kind share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Profile {
    /// Connects directly: a proxy must see nothing that is meant for this machine or its own link.
    pub(super) direct: bool,
    /// Verifies certificates, so that the platform's roots are needed.
    pub(super) https: bool,
    /// The instance metadata service of a virtual machine, which has limits of its own.
    pub(super) metadata: bool,
    pub(super) connect_timeout: Duration,
}

impl Profile {
    pub(super) fn new(api: &Api, config: &Config, base: &Base) -> Self {
        let metadata = api.instance_metadata || config.instance_metadata || base.is_link_local();
        let connect_timeout = if metadata {
            METADATA_CONNECT_TIMEOUT
        } else {
            CONNECT_TIMEOUT
        };
        Self {
            direct: metadata || base.is_local(),
            https: base.is_https(),
            metadata,
            connect_timeout: config.connect_timeout.unwrap_or(connect_timeout),
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
        metadata: false,
        connect_timeout: CONNECT_TIMEOUT,
    })
    .map_err(|why| BuildProblem::new("http", BuildProblemKind::Http, why).into())
}

fn builder(profile: Profile) -> Result<reqwest::ClientBuilder, String> {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("naftiko/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(profile.connect_timeout)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false);
    // Without TLS or the feature, HTTP/1.1 is all that is spoken: no stream of HTTP/2 is refused, for which the client
    // would keep a copy of each request.
    let builder = if profile.https && cfg!(feature = "http2") {
        builder
    } else {
        builder
            .http1_only()
            .retry(reqwest::retry::never().max_retries_per_request(0))
    };
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
    /// Whether it leads to the instance metadata service of a virtual machine.
    pub(super) fn is_metadata(&self) -> bool {
        self.in_flight.is_some()
    }

    /// A client of our own; the error says why there can be none.
    pub(super) fn new(profile: Profile) -> Result<Self, String> {
        let client = builder(profile)?.build().map_err(|error| tls::reason(&error))?;
        Ok(Self {
            carrier: Carrier::of(client),
            in_flight: in_flight(profile),
        })
    }

    /// A client or transport of the user's.
    pub(super) fn of(carrier: Carrier, profile: Profile) -> Self {
        Self {
            carrier,
            in_flight: in_flight(profile),
        }
    }

    /// The same with layers around it.
    pub(super) fn layered(mut self, config: &Config) -> Self {
        for layer in &config.layers {
            self.carrier = layer(self.carrier);
        }
        self
    }

    /// Waits for a turn, where the API takes only so many requests at once. The turn lasts until it is dropped.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.in_flight.as_ref()?.acquire().await.ok()
    }

    /// Sends a request and waits for the head of the answer.
    pub(super) fn send(
        &self,
        request: Outgoing,
    ) -> impl Future<Output = Result<http::Response<Body>, TransportError>> + Send + use<> {
        self.carrier.send(request)
    }
}

fn in_flight(profile: Profile) -> Option<Arc<Semaphore>> {
    profile
        .metadata
        .then(|| Arc::new(Semaphore::new(METADATA_IN_FLIGHT)))
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").finish_non_exhaustive()
    }
}
