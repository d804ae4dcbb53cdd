//! Client configuration by the program (`Config`).

mod authentication;
mod oauth2_credentials;

pub use authentication::Authentication;
pub(crate) use authentication::{Credential, TokenOrigin};
pub use oauth2_credentials::OAuth2Credentials;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tower_layer::Layer;

use self::authentication::SharedSigner;
use crate::client::transport::{BoxLayer, Tls};
use crate::client::{HttpService, Placement, RateLimit, RequestSigner, Retry, SendRequest, TokenSource};
use crate::secret::{NamedSecret, Secret};
use crate::value::Tolerance;

/// Client configuration of one consumed API: values that override the spec. `Debug` shows no values.
///
/// A variable that is only used in overridden values is not needed.
#[derive(Clone, Default)]
pub struct Config {
    pub(crate) base_uri: Option<String>,
    pub(crate) authentication: Option<Authentication>,
    pub(crate) signers: Vec<SharedSigner>,
    pub(crate) headers: Vec<NamedSecret>,
    pub(crate) query: Vec<NamedSecret>,
    pub(crate) service: Option<HttpService>,
    pub(crate) tls: Option<Tls>,
    pub(crate) layers: Vec<BoxLayer>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) response_limit: Option<usize>,
    pub(crate) tolerance: Option<Tolerance>,
    pub(crate) allow_plain_http: bool,
    pub(crate) send_baggage: bool,
    pub(crate) instance_metadata: bool,
}

impl Config {
    /// Creates a configuration that overrides nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the base URI: `https://host/path`, or `http://`.
    #[must_use]
    pub fn base_uri(mut self, base_uri: impl Into<String>) -> Self {
        self.base_uri = Some(base_uri.into());
        self
    }

    /// Sets the authentication, in place of the spec's.
    #[must_use]
    pub fn authentication(mut self, authentication: Authentication) -> Self {
        self.authentication = Some(authentication);
        self
    }

    /// Authenticates with a bearer token.
    #[must_use]
    pub fn bearer(self, token: impl Into<String>) -> Self {
        self.authentication(Authentication::bearer(token))
    }

    /// Authenticates with user and password (HTTP Basic).
    #[must_use]
    pub fn basic(self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.authentication(Authentication::basic(user, password))
    }

    /// Authenticates with a key in a header. For several keys, use [`Authentication::and`].
    #[must_use]
    pub fn api_key_header(self, name: impl Into<String>, key: impl Into<String>) -> Self {
        self.authentication(Authentication::api_key_header(name, key))
    }

    /// Authenticates with a key in a cookie. For several keys, use [`Authentication::and`].
    #[must_use]
    pub fn api_key_cookie(self, name: impl Into<String>, key: impl Into<String>) -> Self {
        self.authentication(Authentication::api_key_cookie(name, key))
    }

    /// Authenticates with user and password without sending the password (HTTP Digest).
    #[must_use]
    pub fn digest(self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.authentication(Authentication::digest(user, password))
    }

    /// Authenticates with OAuth 2 access tokens, fetched and refreshed as needed.
    #[must_use]
    pub fn oauth2(self, credentials: OAuth2Credentials) -> Self {
        self.authentication(Authentication::oauth2(credentials))
    }

    /// Authenticates with bearer tokens of the program.
    #[must_use]
    pub fn tokens(self, source: TokenSource) -> Self {
        self.authentication(Authentication::tokens(source, Placement::Bearer))
    }

    /// Authenticates with a key in the query. For several keys, use [`Authentication::and`].
    #[must_use]
    pub fn api_key_query(self, name: impl Into<String>, key: impl Into<String>) -> Self {
        self.authentication(Authentication::api_key_query(name, key))
    }

    /// Sends no credentials.
    #[must_use]
    pub fn no_authentication(self) -> Self {
        self.authentication(Authentication::none())
    }

    /// Adds a signer that signs each request after other credentials are added.
    #[must_use]
    pub fn signer(mut self, signer: impl RequestSigner) -> Self {
        self.signers.push(SharedSigner(Arc::new(signer)));
        self
    }

    /// Sends a header with each request, in place of the API's of that name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), Secret::new(value)));
        self
    }

    /// Sends a query parameter with each request, in place of the API's of that name.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), Secret::new(value)));
        self
    }

    /// Sets the TLS configuration: for a certificate authority that the platform does not know, or for a client
    /// certificate. Has no effect on a client or transport of the program.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: impl Into<Arc<rustls::ClientConfig>>) -> Self {
        self.tls = Some(tls.into());
        self
    }

    /// Sends requests with this client: its proxies, TLS, pools and connect timeout. Create it with
    /// [`http_builder`](crate::client::http_builder). Needs the feature `reqwest`.
    ///
    /// Do not enable redirects: the client would send API keys to their targets.
    #[cfg(feature = "reqwest")]
    #[must_use]
    pub fn http(mut self, client: reqwest::Client) -> Self {
        self.service = Some(HttpService::from_service(crate::client::transport::Reqwest(
            client,
        )));
        self
    }

    /// Sends requests through a service in place of an HTTP client, such as a [`FakeTransport`](crate::client::FakeTransport)
    /// in a test. It receives complete requests with credentials, token requests too.
    #[must_use]
    pub fn transport(mut self, service: impl SendRequest) -> Self {
        self.service = Some(HttpService::from_service(service));
        self
    }

    /// Wraps every request in a layer: each attempt of a call, and token requests. The last layer is the outermost.
    ///
    /// The layer sees credentials in headers and URLs. Its errors count as connection errors, unless they are a
    /// [`TransportError`](crate::client::TransportError).
    #[must_use]
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<HttpService, Service: SendRequest> + Send + Sync + 'static,
    {
        self.layers.push(Arc::new(move |inner| {
            HttpService::from_service(layer.layer(inner))
        }));
        self
    }

    /// Sets the timeout of a whole call, from connecting to the last byte of the body. Default: 60 seconds.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the timeout of connecting. Default: 10 seconds. Has no effect on a client of the program.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Sets the timeout of each read: before the response, and between parts of its body. Default: none, and 60
    /// seconds for streamed responses.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = Some(timeout);
        self
    }

    /// Sets when and how often a failed call is retried.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Limits how many requests are sent to the API: attempts of all calls together. A server that runs several times divides the API's own
    /// limit by the number of its replicas.
    #[must_use]
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Marks the API as the instance metadata service of a virtual machine: see
    /// [`Api::instance_metadata`](crate::client::Api::instance_metadata).
    #[must_use]
    pub fn instance_metadata(mut self) -> Self {
        self.instance_metadata = true;
        self
    }

    /// Sets the largest response body in bytes. Default: 8 MiB.
    #[must_use]
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = Some(bytes);
        self
    }

    /// Sets what happens to an optional output whose value does not match its type, in place of the option of the spec.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Tolerance) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// Allows credentials over `http://` to hosts other than this machine. Everyone on the network path can read
    /// them.
    #[must_use]
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Sends the `baggage` header of callers (W3C Baggage) to the API. Callers may write anything into it, and other APIs may have written
    /// something that is not for this one; `traceparent` and `tracestate` are sent without it.
    #[must_use]
    pub fn send_baggage(mut self) -> Self {
        self.send_baggage = true;
        self
    }
}

/// Shows names only: a base URI may have a token in its path, and headers and query parameters may be keys.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[NamedSecret]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        f.debug_struct("Config")
            .field("base_uri", &self.base_uri.as_ref().map(|_| "[set]"))
            .field("authentication", &self.authentication)
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .field("transport", &self.service.as_ref().map(|_| "[set]"))
            .field("tls", &self.tls.as_ref().map(|_| "[set]"))
            .field("layers", &self.layers.len())
            .field("signers", &self.signers.len())
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("retry", &self.retry)
            .field("rate_limit", &self.rate_limit)
            .field("response_limit", &self.response_limit)
            .field("tolerance", &self.tolerance)
            .field("allow_plain_http", &self.allow_plain_http)
            .field("send_baggage", &self.send_baggage)
            .field("instance_metadata", &self.instance_metadata)
            .finish()
    }
}
