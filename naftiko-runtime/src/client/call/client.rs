//! The client of one API.

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue};

use super::Call;
use super::forward::ForwardRequest;
use super::options::CallOptions;
use super::rate_limit::RateLimiter;
use super::retry::RetryBudget;
use crate::client::auth::Authenticator;
use crate::client::request::base_uri::BaseUri;
use crate::client::transport::Transport;
use crate::client::{Error, Operation, Streaming, TokenSource};
use crate::secret::NamedSecret;
#[cfg(any(feature = "rest", feature = "mcp"))]
use crate::signing::SigningKeys;
use crate::variables::{self, ResolvedValues};

/// The client of one API, built by [`build_clients`](crate::client::build_clients). Cheap to clone.
#[derive(Clone)]
pub struct HttpClient(pub(crate) Arc<ClientInner>);

/// The resolved parts of a client, which every call uses.
pub(crate) struct ClientInner {
    pub(crate) name: &'static str,
    pub(crate) base: BaseUri,
    pub(crate) authenticator: Authenticator,
    pub(crate) variables: ResolvedValues,
    pub(crate) headers: HeaderMap,
    pub(crate) query: Vec<NamedSecret>,
    pub(crate) transport: Transport,
    pub(crate) settings: CallOptions,
    pub(crate) budget: RetryBudget,
    pub(crate) rate_limiter: RateLimiter,
    pub(crate) allow_plain_http: bool,
    #[cfg_attr(
        not(any(feature = "rest", feature = "mcp")),
        expect(dead_code, reason = "only requests of callers have baggage")
    )]
    pub(crate) sends_baggage: bool,
    /// The keys that seal what adapters hand out.
    #[cfg(any(feature = "rest", feature = "mcp"))]
    pub(crate) signing: Option<Arc<SigningKeys>>,
}

impl HttpClient {
    /// Starts a call of an operation.
    pub fn call<'a>(&'a self, operation: &'a Operation) -> Call<'a> {
        Call::new(&self.0, operation)
    }

    /// Forwards a request with the constants of the spec and the API's authentication, and streams the response. `id`
    /// names the operation in errors and spans.
    ///
    /// # Errors
    /// As [`Call::send`]; also when the path would leave the base URI.
    pub async fn forward(&self, id: &'static str, request: ForwardRequest) -> Result<Streaming, Error> {
        let operation = Operation::new(id, request.method, &[]);
        let mut call = self.call(&operation);
        call.body = request.body;
        call.forwarded = Some(Box::new(request.parts));
        call.relayed = true;
        call.stream().await
    }

    /// Returns the token source of the API, if it uses tokens: to fetch one early, or to rotate credentials.
    pub fn tokens(&self) -> Option<&TokenSource> {
        self.0.authenticator.tokens()
    }

    /// Returns the value of a variable; empty when it has none, which is possible only for a variable of overridden
    /// configuration.
    pub fn variable(&self, name: &str) -> &str {
        self.0.variable(name).unwrap_or_default()
    }
}

impl ClientInner {
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        variables::find(&self.variables, name)
    }

    /// Returns whether each request has credentials: those of the authentication, or constant headers with values of variables.
    pub(crate) fn has_credentials(&self) -> bool {
        !self.authenticator.is_none() || self.headers.values().any(HeaderValue::is_sensitive)
    }

    /// Returns whether credentials may be sent: over https, on this machine, or when the program allows it.
    pub(crate) fn may_send_credentials(&self) -> bool {
        self.base.is_https() || self.base.is_local() || self.allow_plain_http
    }
}

/// Shows the API and its origin, no values.
impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient")
            .field("api", &self.0.name)
            .field("origin", &self.0.base)
            .field("authenticator", &self.0.authenticator)
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}
