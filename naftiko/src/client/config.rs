//! How an API is called, where code decides and not the spec.

use std::fmt;
use std::time::Duration;

use super::Authentication;
use crate::secret::Secret;

/// A name, and a value that may be secret.
pub(super) type Pair = (String, Secret);

/// How one consumed API is called: what code changes of the spec. `Debug` shows no values.
///
/// What is given here is not needed from the environment.
#[derive(Clone, Default)]
pub struct Config {
    pub(super) base_uri: Option<String>,
    pub(super) authentication: Option<Authentication>,
    pub(super) headers: Vec<Pair>,
    pub(super) query: Vec<Pair>,
    pub(super) http: Option<reqwest::Client>,
    pub(super) timeout: Option<Duration>,
    pub(super) response_limit: Option<usize>,
    pub(super) allow_plain_http: bool,
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

    /// Authenticates in another way, or with other credentials.
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

    /// Authenticates with a key in a header. For several keys see [`Authentication::and`].
    #[must_use]
    pub fn api_key_header(self, name: impl Into<String>, key: impl Into<String>) -> Self {
        self.authentication(Authentication::api_key_header(name, key))
    }

    /// Authenticates with a key in the query. For several keys see [`Authentication::and`].
    #[must_use]
    pub fn api_key_query(self, name: impl Into<String>, key: impl Into<String>) -> Self {
        self.authentication(Authentication::api_key_query(name, key))
    }

    /// Sends no credentials.
    #[must_use]
    pub fn no_authentication(self) -> Self {
        self.authentication(Authentication::none())
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

    /// Sends requests with this client: its proxies, TLS, pools and connect timeout. Begin with
    /// [`http_builder`](super::http_builder).
    ///
    /// Leave redirects off: a client that follows them carries API keys to where they lead.
    #[must_use]
    pub fn http(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// The time a call may take, from connecting to the last byte of the body. 60 seconds unless set.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The size of the largest body that is read, in bytes. 8 MiB unless set.
    #[must_use]
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = Some(bytes);
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
            .field("http", &self.http.as_ref().map(|_| "[set]"))
            .field("timeout", &self.timeout)
            .field("response_limit", &self.response_limit)
            .field("allow_plain_http", &self.allow_plain_http)
            .finish()
    }
}
