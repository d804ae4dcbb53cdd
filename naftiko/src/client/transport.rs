//! Sending requests and reading answers, within limits.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::base_uri::Base;
use super::body::Body;
use super::config::Config;
use super::http_service::Carrier;
use super::tls::Tls;
use super::{Api, TransportError};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const METADATA_CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

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

impl Default for Profile {
    /// Hosts anywhere.
    fn default() -> Self {
        Self {
            direct: false,
            https: cfg!(feature = "tls"),
            metadata: false,
            connect_timeout: CONNECT_TIMEOUT,
        }
    }
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

impl Transport {
    /// Whether it leads to the instance metadata service of a virtual machine.
    pub(super) fn is_metadata(&self) -> bool {
        self.in_flight.is_some()
    }

    /// A client of our own; the error says why there can be none.
    pub(super) fn new(profile: Profile, tls: Option<Tls>) -> Result<Self, String> {
        Ok(Self {
            carrier: Carrier::pool(profile, tls)?,
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
        request: Request<Body>,
    ) -> impl Future<Output = Result<Response<Body>, TransportError>> + Send + use<> {
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
