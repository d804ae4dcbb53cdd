//! How an API is called, where code decides and not the spec.

mod credentials;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::authentication::Signing;
use super::body::Body;
use super::carrier::Carrier;
use super::tls::Tls;
use super::{Authentication, Retry};
use crate::secret::Secret;
use crate::value::Tolerance;

/// A name, and a value that may be secret.
pub(super) type Pair = (String, Secret);

/// What puts a layer around a carrier.
pub(super) type Around = Arc<dyn Fn(Carrier) -> Carrier + Send + Sync>;

/// How one consumed API is called: what code changes of the spec. `Debug` shows no values.
///
/// What is given here is not needed from the environment.
#[derive(Clone, Default)]
pub struct Config {
    pub(super) base_uri: Option<String>,
    pub(super) authentication: Option<Authentication>,
    pub(super) signers: Vec<Signing>,
    pub(super) headers: Vec<Pair>,
    pub(super) query: Vec<Pair>,
    pub(super) carrier: Option<Carrier>,
    pub(super) tls: Option<Tls>,
    pub(super) layers: Vec<Around>,
    pub(super) timeout: Option<Duration>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) read_timeout: Option<Duration>,
    pub(super) retry: Option<Retry>,
    pub(super) response_limit: Option<usize>,
    pub(super) tolerance: Option<Tolerance>,
    pub(super) allow_plain_http: bool,
    pub(super) instance_metadata: bool,
}

impl Config {
    /// Everything as the spec says.
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls another base URI: `https://host/path`, or `http://`.
    #[must_use]
    pub fn base_uri(mut self, base_uri: impl Into<String>) -> Self {
        self.base_uri = Some(base_uri.into());
        self
    }

    /// Sends a header with each request, instead of the API's of that name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), Secret::new(value)));
        self
    }

    /// Sends a pair in the query of each request, instead of the API's of that name.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), Secret::new(value)));
        self
    }

    /// Encrypts by this configuration instead of ours: for an authority that the platform does not know, or a
    /// certificate of the client. Without effect on a client or transport of your own.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: impl Into<Arc<rustls::ClientConfig>>) -> Self {
        self.tls = Some(tls.into());
        self
    }

    /// Sends requests with this client instead of ours: its proxies, TLS, pools and connect timeout. Begin with
    /// [`http_builder`](super::http_builder). Needs the feature `reqwest`.
    ///
    /// Leave redirects off: a client that follows them carries API keys to where they lead.
    #[cfg(feature = "reqwest")]
    #[must_use]
    pub fn http(mut self, client: reqwest::Client) -> Self {
        self.carrier = Some(Carrier::service(super::reqwest_client::Reqwest(client)));
        self
    }

    /// Sends requests through a service in place of an HTTP client, such as a
    /// [`FakeTransport`](super::FakeTransport) in a test. It gets every request whole, with its credentials,
    /// and requests for tokens too.
    #[must_use]
    pub fn transport<S>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + Sync + 'static,
        S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
        S::Future: Send + 'static,
    {
        self.carrier = Some(Carrier::service(service));
        self
    }

    /// Puts a layer around every request that is sent: each attempt of a call, and requests for tokens. The last
    /// one given is the outermost.
    ///
    /// It sees credentials, in headers and URLs. Its errors count as broken connections, unless they are a
    /// [`TransportError`](super::TransportError).
    #[must_use]
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Carrier> + Send + Sync + 'static,
        L::Service: Service<Request<Body>, Response = Response<Body>> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request<Body>>>::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
        <L::Service as Service<Request<Body>>>::Future: Send + 'static,
    {
        self.layers
            .push(Arc::new(move |inner| Carrier::service(layer.layer(inner))));
        self
    }

    /// The time a call may take, from connecting to the last byte of the body. 60 seconds unless set.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The time that connecting may take. 10 seconds unless set; without effect on a client of your own.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// The time that may pass without anything coming: before the answer, and between parts of its body. Not
    /// limited unless set, but for streamed answers, where it is 60 seconds.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = Some(timeout);
        self
    }

    /// When and how often a call that failed is repeated.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Calls the API as the instance metadata service of a virtual machine: see
    /// [`Api::instance_metadata`](super::Api::instance_metadata).
    #[must_use]
    pub fn instance_metadata(mut self) -> Self {
        self.instance_metadata = true;
        self
    }

    /// The size of the largest body that is read, in bytes. 8 MiB unless set.
    #[must_use]
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = Some(bytes);
        self
    }

    /// Sets what is done with an optional output whose value does not fit its type, instead of what the spec's options
    /// say.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Tolerance) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// Sends credentials over `http://` to a host that is not this machine: anybody on the way can read them.
    #[must_use]
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }
}

/// Names only: a base URI may carry a token in its path, headers and pairs may be keys.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[Pair]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        f.debug_struct("Config")
            .field("base_uri", &self.base_uri.as_ref().map(|_| "[set]"))
            .field("authentication", &self.authentication)
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .field("transport", &self.carrier.as_ref().map(|_| "[set]"))
            .field("tls", &self.tls.as_ref().map(|_| "[set]"))
            .field("layers", &self.layers.len())
            .field("signers", &self.signers.len())
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("retry", &self.retry)
            .field("response_limit", &self.response_limit)
            .field("tolerance", &self.tolerance)
            .field("allow_plain_http", &self.allow_plain_http)
            .field("instance_metadata", &self.instance_metadata)
            .finish()
    }
}
