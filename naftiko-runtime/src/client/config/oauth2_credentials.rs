//! OAuth 2 credentials that the program sets.

use std::time::Duration;

use crate::client::auth::RefreshMargin;
use crate::client::description::{ClientAuthentication, Encoding, TokenPolicy, token_policy_methods};
use crate::secret::Secret;
use crate::value::JsonCursor;

/// An OAuth 2 client that the program configures. For
/// [`Authentication::oauth2`](crate::client::Authentication::oauth2). `Debug` shows no secrets.
#[derive(Clone, Debug)]
pub struct OAuth2Credentials {
    pub(crate) token_endpoint: Secret,
    pub(crate) client_id: String,
    pub(crate) client_secret: Option<Secret>,
    pub(crate) refresh_token: Option<Secret>,
    pub(crate) scope: Option<String>,
    pub(crate) parameters: Vec<(String, Secret)>,
    pub(crate) authentication: ClientAuthentication,
    pub(crate) encoding: Encoding,
    pub(crate) policy: TokenPolicy,
}

impl OAuth2Credentials {
    /// Uses the grant `client_credentials` at a token endpoint.
    pub fn client_credentials(
        token_endpoint: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
    ) -> Self {
        Self::new(token_endpoint.into(), client_id.into()).client_secret(client_secret)
    }

    /// Uses the grant `refresh_token`. A new refresh token in a response replaces this one in memory.
    pub fn refresh_token(
        token_endpoint: impl Into<String>,
        client_id: impl Into<String>,
        refresh_token: impl Into<String>,
    ) -> Self {
        Self::new(token_endpoint.into(), client_id.into()).with_refresh_token(refresh_token.into())
    }

    pub(crate) fn new(token_endpoint: String, client_id: String) -> Self {
        Self {
            token_endpoint: Secret::new(token_endpoint),
            client_id,
            client_secret: None,
            refresh_token: None,
            scope: None,
            parameters: Vec::new(),
            authentication: ClientAuthentication::Body,
            encoding: Encoding::Form,
            policy: TokenPolicy::OAUTH2,
        }
    }

    pub(crate) fn with_refresh_token(mut self, token: String) -> Self {
        self.refresh_token = Some(Secret::new(token));
        self
    }

    /// Sets the secret of the client.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<String>) -> Self {
        self.client_secret = Some(Secret::new(secret));
        self
    }

    /// Sets the requested scopes, separated by spaces.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Adds a parameter of the token request, such as `audience`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), Secret::new(value)));
        self
    }

    /// Sends id and secret of the client as HTTP Basic, without form encoding, instead of in the body.
    #[must_use]
    pub fn basic(mut self) -> Self {
        self.authentication = ClientAuthentication::Basic;
        self
    }

    /// Sends id and secret of the client as HTTP Basic, form-encoded first as RFC 6749 (section 2.3.1) has it.
    #[must_use]
    pub fn basic_encoded(mut self) -> Self {
        self.authentication = ClientAuthentication::EncodedBasic;
        self
    }

    /// Sends the token request as JSON instead of as a form.
    #[must_use]
    pub fn json(mut self) -> Self {
        self.encoding = Encoding::Json;
        self
    }

    /// Sets where the response has the token, if not in `access_token`.
    #[must_use]
    pub fn token(mut self, find: for<'a> fn(JsonCursor<'a>) -> JsonCursor<'a>) -> Self {
        self.policy.token = find;
        self
    }

    /// Sets how long before its expiry a token is refreshed, at most half of its lifetime; zero refreshes after
    /// expiry. Default: a fifth of the lifetime, at most five minutes.
    #[must_use]
    pub fn safety_margin(mut self, margin: Duration) -> Self {
        self.policy.margin = RefreshMargin::Fixed(margin);
        self
    }

    token_policy_methods!();
}
