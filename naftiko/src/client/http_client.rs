//! The client of one API.

use std::fmt;
use std::sync::Arc;

use http::HeaderMap;

use super::authenticator::Authenticator;
use super::base_uri::Base;
use super::config::Pair;
use super::retry::Budget;
use super::settings::Settings;
use super::transport::Transport;
use super::{Call, Operation, TokenSource};
use crate::secret::Secret;

/// The client of one API: cheap to clone, made by [`connect`](super::connect).
#[derive(Clone)]
pub struct HttpClient(pub(super) Arc<Inner>);

/// What is resolved once: everything a call needs besides its arguments.
pub(super) struct Inner {
    pub(super) name: &'static str,
    pub(super) base: Base,
    pub(super) authenticator: Authenticator,
    pub(super) variables: Vec<(&'static str, Secret)>,
    pub(super) headers: HeaderMap,
    pub(super) query: Vec<Pair>,
    pub(super) transport: Transport,
    pub(super) settings: Settings,
    pub(super) budget: Budget,
    pub(super) allow_plain_http: bool,
}

impl HttpClient {
    /// Begins a call of an operation.
    pub fn call<'a>(&'a self, operation: &'a Operation) -> Call<'a> {
        Call::new(&self.0, operation)
    }

    /// The source of the tokens that calls carry, if they do: to obtain one early, or to rotate credentials.
    pub fn tokens(&self) -> Option<&TokenSource> {
        self.0.authenticator.tokens()
    }

    /// The value of a variable of the spec; empty when it has none, which is so only for a variable that
    /// nothing but overridden configuration needed.
    pub fn variable(&self, name: &str) -> &str {
        self.0.variable(name).unwrap_or_default()
    }
}

impl Inner {
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.variables
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.reveal())
    }

    /// Whether credentials may travel: encrypted, on this machine, or because somebody said so.
    pub(super) fn may_send_credentials(&self) -> bool {
        self.base.is_https() || self.base.is_local() || self.allow_plain_http
    }
}

/// Shows which API and where, no values.
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
