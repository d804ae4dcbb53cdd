//! Transport of requests and responses, with limits.

mod fake;
mod pool;
#[cfg(feature = "reqwest")]
mod reqwest;
mod service;
mod tls;

pub use fake::{FakeResponse, FakeTransport};
#[cfg(feature = "reqwest")]
pub(crate) use reqwest::Reqwest;
#[cfg(feature = "reqwest")]
pub use reqwest::http_builder;
pub(crate) use service::BoxLayer;
pub use service::{HttpService, ResponseFuture, SendRequest};
pub(crate) use tls::Tls;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::client::request::base_uri::BaseUri;
use crate::client::{Body, TransportError};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const METADATA_CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// How many concurrent requests Azure's instance metadata service accepts.
const METADATA_IN_FLIGHT: usize = 5;

/// The transport of an API: an HTTP client with pool, proxies and TLS, or a service of the program.
#[derive(Clone)]
pub(crate) struct Transport {
    service: HttpService,
    in_flight: Option<Arc<Semaphore>>,
}

/// Options of a transport. APIs with the same options share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TransportOptions {
    /// Whether connections bypass proxies, which must not see requests to this machine or its link.
    pub(crate) no_proxy: bool,
    /// Whether certificates are verified, which needs the platform's roots.
    pub(crate) https: bool,
    /// Whether the host is the instance metadata service of a virtual machine, which has limits of its own.
    pub(crate) metadata: bool,
    pub(crate) connect_timeout: Duration,
}

impl Default for TransportOptions {
    /// Options for hosts anywhere.
    fn default() -> Self {
        Self {
            no_proxy: false,
            https: cfg!(feature = "tls"),
            metadata: false,
            connect_timeout: CONNECT_TIMEOUT,
        }
    }
}

impl TransportOptions {
    /// Returns the options for a base URI. `metadata` marks it as an instance metadata service, which a link-local one is anyway.
    pub(crate) fn new(base: &BaseUri, metadata: bool, connect_timeout: Option<Duration>) -> Self {
        let metadata = metadata || base.is_link_local();
        let default_timeout = if metadata {
            METADATA_CONNECT_TIMEOUT
        } else {
            CONNECT_TIMEOUT
        };
        Self {
            no_proxy: metadata || base.is_local(),
            https: base.is_https(),
            metadata,
            connect_timeout: connect_timeout.unwrap_or(default_timeout),
        }
    }
}

impl Transport {
    /// Returns whether the host is the instance metadata service of a virtual machine.
    pub(crate) fn is_metadata(&self) -> bool {
        self.in_flight.is_some()
    }

    /// Creates a built-in HTTP client; the error says why it cannot.
    pub(crate) fn new(options: TransportOptions, tls: Option<Tls>) -> Result<Self, String> {
        Ok(Self {
            service: HttpService::pool(options, tls)?,
            in_flight: in_flight(options),
        })
    }

    /// Creates a transport from a client or service of the program.
    pub(crate) fn from_service(service: HttpService, options: TransportOptions) -> Self {
        Self {
            service,
            in_flight: in_flight(options),
        }
    }

    /// Wraps the transport in layers, the last one outermost.
    pub(crate) fn layered(mut self, layers: &[BoxLayer]) -> Self {
        for layer in layers {
            self.service = layer(self.service);
        }
        self
    }

    /// Waits for a permit, where the API limits concurrent requests. Dropping the permit ends it.
    pub(crate) async fn acquire_permit(&self) -> Option<SemaphorePermit<'_>> {
        // The semaphore is never closed.
        self.in_flight.as_ref()?.acquire().await.ok()
    }

    /// Sends a request and waits for the head of the response.
    pub(crate) fn send(
        &self,
        request: Request<Body>,
    ) -> impl Future<Output = Result<Response<Body>, TransportError>> + Send + use<> {
        self.service.send(request)
    }
}

fn in_flight(options: TransportOptions) -> Option<Arc<Semaphore>> {
    options
        .metadata
        .then(|| Arc::new(Semaphore::new(METADATA_IN_FLIGHT)))
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").finish_non_exhaustive()
    }
}
