//! Credentials in a client configuration.

use std::sync::Arc;

use super::Config;
use super::authentication::Authentication;
use super::authentication::SharedSigner;
use super::oauth2_credentials::OAuth2Credentials;
use crate::client::auth::{RequestSigner, TokenSource};
use crate::client::description::Placement;

impl Config {
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
}
