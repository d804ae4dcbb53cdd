//! Built-in HTTP client: pooled connections over hyper.

mod connector;
mod proxy;
mod stream;

use std::num::NonZero;
use std::sync::{Arc, OnceLock};
use std::thread::available_parallelism;
use std::time::Duration;

use futures_util::FutureExt as _;
use http::header::{ACCEPT, PROXY_AUTHORIZATION, USER_AGENT};
use http::uri::Scheme;
use http::{HeaderValue, Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::TransportOptions;
use super::tls::Tls;
use crate::client::{Body, TransportError};
use crate::worker;
use connector::TimeoutConnector;

/// Shorter than the 60 seconds after which common load balancers drop idle connections, so that the client closes
/// them first.
pub(crate) const IDLE_TIMEOUT: Duration = Duration::from_secs(45);

/// The default user agent.
pub(crate) const USER_AGENT_VALUE: &str = concat!("naftiko/", env!("CARGO_PKG_VERSION"));

/// The largest read buffer of a connection, and so the largest head of a response.
const MAX_BUFFER: usize = 64 * 1024;

type HyperClient = Client<TimeoutConnector, Body>;

/// Pooled connections to hosts. They are opened on demand and reused by requests of the same worker.
pub(crate) struct Pool {
    connector: TimeoutConnector,
    shared: HyperClient,
    /// The clients of workers, from ID 1 on.
    per_worker: Box<[OnceLock<HyperClient>]>,
    proxies: Option<Arc<Matcher>>,
}

impl Pool {
    /// Creates the client. Proxies come from the environment or the system's settings, unless the options bypass
    /// them.
    pub(crate) fn new(options: TransportOptions, tls: &Tls) -> Self {
        let proxies = (!options.no_proxy).then(|| Arc::new(Matcher::from_system()));
        let connector = TimeoutConnector::new(options.connect_timeout, proxies.clone(), tls);
        let cores = available_parallelism().map_or(1, NonZero::get);
        Self {
            shared: new_client(connector.clone()),
            connector,
            per_worker: (0..cores).map(|_| OnceLock::new()).collect(),
            proxies,
        }
    }

    /// Returns the client of this worker. With more workers than cores, some share one.
    fn client_for_worker(&self) -> &HyperClient {
        let worker = worker::id().checked_sub(1);
        let worker = worker.and_then(|worker| self.per_worker.get(worker % self.per_worker.len()));
        worker.map_or(&self.shared, |worker| {
            worker.get_or_init(|| new_client(self.connector.clone()))
        })
    }

    /// Sends a request and waits for the head of the response.
    pub(crate) fn send(
        &self,
        mut request: Request<Body>,
    ) -> impl Future<Output = Result<Response<Body>, TransportError>> + Send + use<> {
        let headers = request.headers_mut();
        headers
            .entry(USER_AGENT)
            .or_insert(HeaderValue::from_static(USER_AGENT_VALUE));
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        if let Some(password) = self.forwarder_password(&request) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, password);
        }
        self.client_for_worker()
            .request(request)
            .map(|outcome| match outcome {
                Ok(response) => Ok(response.map(Body::incoming)),
                Err(error) => Err(TransportError::from_pool(&error)),
            })
    }

    /// Returns the credentials of a proxy that forwards requests. (A tunnel sends them when it connects.)
    fn forwarder_password(&self, request: &Request<Body>) -> Option<HeaderValue> {
        let proxies = self.proxies.as_ref()?;
        let uri = request.uri();
        let proxy = (uri.scheme() == Some(&Scheme::HTTP)).then(|| proxies.intercept(uri))??;
        proxy.basic_auth().cloned()
    }
}

fn new_client(connector: TimeoutConnector) -> HyperClient {
    Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE_TIMEOUT)
        .pool_timer(TokioTimer::new())
        .timer(TokioTimer::new())
        .http1_max_buf_size(MAX_BUFFER)
        .build(connector)
}
