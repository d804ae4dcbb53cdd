//! An adapter as the resource server of an authorization server.

mod jwks;
mod jwt;
mod keys;
mod metadata;
mod validator;

pub(super) use validator::Authority;

use http::{Request, Response};
use tower_service::Service;

use super::spec::Template;
use crate::client::{Body, Carrier};

/// What a spec says about the tokens that an adapter takes; for [`Inbound::oauth2`](super::Inbound::oauth2).
#[derive(Clone, Copy, Debug)]
pub struct OAuth2 {
    authorization_server: Template,
    resource: Template,
    audience: Template,
    scopes: &'static [&'static str],
}

impl OAuth2 {
    /// Tokens that this authorization server (its URI, the issuer) gave for this resource (the adapter's own
    /// URI).
    pub const fn new(
        authorization_server: &'static [crate::client::Piece],
        resource: &'static [crate::client::Piece],
    ) -> Self {
        Self {
            authorization_server,
            resource,
            audience: &[],
            scopes: &[],
        }
    }

    /// The audience that tokens must name, in place of the resource.
    #[must_use]
    pub const fn audience(mut self, audience: &'static [crate::client::Piece]) -> Self {
        self.audience = audience;
        self
    }

    /// The scopes that a token must have, all of them.
    #[must_use]
    pub const fn scopes(mut self, scopes: &'static [&'static str]) -> Self {
        self.scopes = scopes;
        self
    }

    pub(super) fn resolve(&self, render: &dyn Fn(Template) -> String) -> ResourceServer {
        let server = ResourceServer::new(render(self.authorization_server), render(self.resource))
            .scopes(self.scopes.iter().copied());
        if self.audience.is_empty() {
            server
        } else {
            server.audience(render(self.audience))
        }
    }
}

/// The tokens that an adapter takes; for [`Guard::oauth2`](super::Guard::oauth2).
///
/// A token is a JWT, signed with RS256, RS384, RS512, ES256 or ES384 by a key that the authorization server
/// publishes, from this issuer, for this audience, not expired, and with these scopes. Keys are kept for five
/// minutes, and fetched anew for a key that is not known (every 30 seconds at most).
#[derive(Clone, Debug)]
pub struct ResourceServer {
    issuer: String,
    resource: String,
    audience: Option<String>,
    scopes: Vec<String>,
    jwks_uri: Option<String>,
    carrier: Option<Carrier>,
}

impl ResourceServer {
    /// Takes the tokens of an authorization server (its URI, which is the issuer) for a resource (the
    /// adapter's own URI, as its callers know it).
    pub fn new(authorization_server: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            issuer: authorization_server.into(),
            resource: resource.into(),
            audience: None,
            scopes: Vec::new(),
            jwks_uri: None,
            carrier: None,
        }
    }

    /// The audience that tokens must name, in place of the resource.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// The scopes that a token must have, all of them.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes.extend(scopes.into_iter().map(Into::into));
        self
    }

    /// Where the keys are, for an authorization server without metadata.
    #[must_use]
    pub fn jwks_uri(mut self, uri: impl Into<String>) -> Self {
        self.jwks_uri = Some(uri.into());
        self
    }

    /// What fetches metadata and keys in place of our HTTP client: as
    /// [`Config::transport`](crate::client::Config::transport).
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
}
