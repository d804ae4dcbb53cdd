//! Adapters as OAuth 2 resource servers.

mod jwks;
mod jwt;
mod keys;
mod metadata;
mod validator;

pub(super) use validator::TokenValidator;

use crate::client::{HttpService, SendRequest};
use crate::template::{Piece, Template};

/// The tokens that an adapter accepts, as its spec describes them; for [`GuardSpec::oauth2`](super::GuardSpec::oauth2).
#[derive(Clone, Copy, Debug)]
pub struct OAuth2 {
    authorization_server: Template,
    resource: Template,
    audience: Template,
    scopes: &'static [&'static str],
}

impl OAuth2 {
    /// Accepts tokens of this authorization server (its issuer URI) for this resource (the adapter's own URI).
    pub const fn new(authorization_server: &'static [Piece], resource: &'static [Piece]) -> Self {
        Self {
            authorization_server,
            resource,
            audience: &[],
            scopes: &[],
        }
    }

    /// Sets the audience of tokens, in place of the resource.
    #[must_use]
    pub const fn audience(mut self, audience: &'static [Piece]) -> Self {
        self.audience = audience;
        self
    }

    /// Sets the scopes that a token must have, all of them.
    #[must_use]
    pub const fn scopes(mut self, scopes: &'static [&'static str]) -> Self {
        self.scopes = scopes;
        self
    }

    pub(super) fn resolve(
        &self,
        render: &dyn Fn(Template) -> Result<String, String>,
    ) -> Result<ResourceServer, String> {
        let server = ResourceServer::new(render(self.authorization_server)?, render(self.resource)?)
            .scopes(self.scopes.iter().copied());
        Ok(if self.audience.is_empty() {
            server
        } else {
            server.audience(render(self.audience)?)
        })
    }
}

/// The tokens that an adapter accepts; for [`Guard::oauth2`](super::Guard::oauth2).
///
/// A valid token is a JWT, signed with RS256, RS384, RS512, ES256 or ES384 by a key of the authorization server. It
/// has this issuer, this audience and these scopes, and is not expired. Keys are cached for five minutes; an unknown
/// key fetches them again, at most every 30 seconds.
#[derive(Clone, Debug)]
pub struct ResourceServer {
    issuer: String,
    resource: String,
    audience: Option<String>,
    scopes: Vec<String>,
    jwks_uri: Option<String>,
    service: Option<HttpService>,
}

impl ResourceServer {
    /// Accepts tokens of an authorization server (its issuer URI) for a resource (the adapter's own URI, as callers
    /// know it).
    pub fn new(authorization_server: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            issuer: authorization_server.into(),
            resource: resource.into(),
            audience: None,
            scopes: Vec::new(),
            jwks_uri: None,
            service: None,
        }
    }

    /// Sets the audience of tokens, in place of the resource.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Sets the scopes that a token must have, all of them.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes.extend(scopes.into_iter().map(Into::into));
        self
    }

    /// Sets the URI of the keys, for an authorization server without metadata.
    #[must_use]
    pub fn jwks_uri(mut self, uri: impl Into<String>) -> Self {
        self.jwks_uri = Some(uri.into());
        self
    }

    /// Sets the HTTP service that fetches metadata and keys, as
    /// [`Config::transport`](crate::client::Config::transport) does for a client.
    #[must_use]
    pub fn transport(mut self, service: impl SendRequest) -> Self {
        self.service = Some(HttpService::from_service(service));
        self
    }
}
