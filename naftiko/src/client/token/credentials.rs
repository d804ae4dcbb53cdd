//! OAuth 2 with credentials at hand.

use std::time::Duration;

use super::fetch::Fields;
use super::lifetime::Margin;
use crate::secret::Secret;
use crate::value::At;

/// How tokens of OAuth 2 are obtained, given in code. For
/// [`Authentication::oauth2`](crate::client::Authentication::oauth2). `Debug` shows no secrets.
#[derive(Clone, Debug)]
pub struct OAuth2Credentials {
    pub(in crate::client) token_endpoint: Secret,
    pub(in crate::client) client_id: String,
    pub(in crate::client) client_secret: Option<Secret>,
    pub(in crate::client) refresh_token: Option<Secret>,
    pub(super) scope: Option<String>,
    pub(super) parameters: Vec<(String, Secret)>,
    pub(in crate::client) authentication: ClientAuthentication,
    pub(super) encoding: Encoding,
    pub(super) fields: Fields,
    pub(in crate::client) margin: Margin,
    pub(in crate::client) renew_on_forbidden: bool,
}

/// Where id and secret of the client go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::client) enum ClientAuthentication {
    Body,
    Basic,
}

/// How the request for a token is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::client) enum Encoding {
    Form,
    Json,
}

impl OAuth2Credentials {
    /// The grant `client_credentials`, at the token endpoint of a URL.
    pub fn client_credentials(
        token_endpoint: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
    ) -> Self {
        Self::new(token_endpoint.into(), client_id.into()).client_secret(client_secret)
    }

    /// The grant `refresh_token`. A refresh token that comes with an access token takes the place of this one,
    /// in memory.
    pub fn refresh_token(
        token_endpoint: impl Into<String>,
        client_id: impl Into<String>,
        refresh_token: impl Into<String>,
    ) -> Self {
        Self::new(token_endpoint.into(), client_id.into()).with_refresh_token(refresh_token.into())
    }

    pub(super) fn new(token_endpoint: String, client_id: String) -> Self {
        Self {
            token_endpoint: Secret::new(token_endpoint),
            client_id,
            client_secret: None,
            refresh_token: None,
            scope: None,
            parameters: Vec::new(),
            authentication: ClientAuthentication::Body,
            encoding: Encoding::Form,
            fields: Fields::OF_OAUTH2,
            margin: Margin::Share,
            renew_on_forbidden: false,
        }
    }

    pub(super) fn with_refresh_token(mut self, token: String) -> Self {
        self.refresh_token = Some(Secret::new(token));
        self
    }

    /// The secret of the client.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<String>) -> Self {
        self.client_secret = Some(Secret::new(secret));
        self
    }

    /// The scopes asked for, with spaces between them.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Another parameter of the request for a token, such as `audience`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), Secret::new(value)));
        self
    }

    /// Sends id and secret of the client as HTTP Basic, as they are, instead of in the body.
    #[must_use]
    pub fn basic(mut self) -> Self {
        self.authentication = ClientAuthentication::Basic;
        self
    }

    /// Sends the request's body as JSON, instead of as a form.
    #[must_use]
    pub fn json(mut self) -> Self {
        self.encoding = Encoding::Json;
        self
    }

    /// Where the answer holds the token, if not in `access_token`.
    #[must_use]
    pub fn token(mut self, find: for<'a> fn(At<'a>) -> At<'a>) -> Self {
        self.fields.token = find;
        self
    }

    /// Where the answer says for how many seconds the token is valid, if not in `expires_in`.
    #[must_use]
    pub fn expires_in(mut self, find: for<'a> fn(At<'a>) -> At<'a>) -> Self {
        self.fields.expires_in = Some(find);
        self
    }

    /// Where the answer says when the token ends (seconds since 1970, or a date), if not in `expires_on`. With
    /// both, the earlier counts.
    #[must_use]
    pub fn expires_at(mut self, find: for<'a> fn(At<'a>) -> At<'a>) -> Self {
        self.fields.expires_at = Some(find);
        self
    }

    /// How long before its end a token is renewed: half of its lifetime at most, and not before its end with
    /// zero. Unless set, a fifth of its lifetime, five minutes at most.
    #[must_use]
    pub fn safety_margin(mut self, margin: Duration) -> Self {
        self.margin = Margin::Fixed(margin);
        self
    }

    /// Takes 403 for a refused token too, as some APIs mean it; at most once a minute.
    #[must_use]
    pub fn renew_on_forbidden(mut self) -> Self {
        self.renew_on_forbidden = true;
        self
    }
}
