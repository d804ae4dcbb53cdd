//! Static descriptions of OAuth 2 clients.

use std::time::Duration;

use crate::client::auth::RefreshMargin;
use crate::client::auth::TokenResponseFields;
use crate::client::config::{ClientAuthentication, Encoding, OAuth2Credentials};
use crate::template::{ConstantPairs, Piece, Template};
use crate::value::JsonCursor;

/// An OAuth 2 client, as generated code describes it. For [`Api::oauth2`](crate::client::Api::oauth2).
///
/// ```
/// use naftiko::client::{Api, OAuth2, Piece};
///
/// static OAUTH2: OAuth2 = OAuth2::client_credentials(
///     &[Piece::Text("https://api.parcels.test/oauth/token")],
///     &[Piece::Variable("PARCELS_CLIENT_ID")],
/// )
/// .client_secret(&[Piece::Variable("PARCELS_CLIENT_SECRET")])
/// .basic()
/// .safety_margin(60);
///
/// static API: Api = Api::new("parcels", &[Piece::Text("https://api.parcels.test/v2")])
///     .variables(&[
///         ("PARCELS_CLIENT_ID", "PARCELS_CLIENT_ID"),
///         ("PARCELS_CLIENT_SECRET", "PARCELS_CLIENT_SECRET"),
///     ])
///     .oauth2(&OAUTH2);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OAuth2 {
    token_endpoint: Template,
    client_id: Template,
    client_secret: Option<Template>,
    refresh_token: Option<Template>,
    scope: Option<Template>,
    parameters: ConstantPairs,
    authentication: ClientAuthentication,
    encoding: Encoding,
    fields: TokenResponseFields,
    margin: Option<u32>,
    refresh_on_forbidden: bool,
}

impl OAuth2 {
    /// Uses the grant `client_credentials` at a token endpoint.
    pub const fn client_credentials(token_endpoint: &'static [Piece], client_id: &'static [Piece]) -> Self {
        Self {
            token_endpoint,
            client_id,
            client_secret: None,
            refresh_token: None,
            scope: None,
            parameters: &[],
            authentication: ClientAuthentication::Body,
            encoding: Encoding::Form,
            fields: TokenResponseFields::OF_OAUTH2,
            margin: None,
            refresh_on_forbidden: false,
        }
    }

    /// Uses the grant `refresh_token` with a token obtained beforehand. A new refresh token in a response replaces it
    /// in memory.
    pub const fn refresh_token(
        token_endpoint: &'static [Piece],
        client_id: &'static [Piece],
        refresh_token: &'static [Piece],
    ) -> Self {
        let mut oauth2 = Self::client_credentials(token_endpoint, client_id);
        oauth2.refresh_token = Some(refresh_token);
        oauth2
    }

    /// Sets the secret of the client.
    #[must_use]
    pub const fn client_secret(mut self, secret: &'static [Piece]) -> Self {
        self.client_secret = Some(secret);
        self
    }

    /// Sets the requested scopes, separated by spaces.
    #[must_use]
    pub const fn scope(mut self, scope: &'static [Piece]) -> Self {
        self.scope = Some(scope);
        self
    }

    /// Sets more parameters of the token request, such as `audience`.
    #[must_use]
    pub const fn parameters(mut self, parameters: &'static [(&'static str, &'static [Piece])]) -> Self {
        self.parameters = parameters;
        self
    }

    /// Sends id and secret of the client as HTTP Basic instead of in the body.
    #[must_use]
    pub const fn basic(mut self) -> Self {
        self.authentication = ClientAuthentication::Basic;
        self
    }

    /// Sends the token request as JSON instead of as a form.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.encoding = Encoding::Json;
        self
    }

    /// Sets where the response has the token, if not in `access_token`.
    #[must_use]
    pub const fn token(mut self, find: for<'a> fn(JsonCursor<'a>) -> JsonCursor<'a>) -> Self {
        self.fields.token = find;
        self
    }

    /// Sets where the response has the lifetime in seconds, if not in `expires_in`.
    #[must_use]
    pub const fn expires_in(mut self, find: for<'a> fn(JsonCursor<'a>) -> JsonCursor<'a>) -> Self {
        self.fields.expires_in = Some(find);
        self
    }

    /// Sets where the response has the expiry (seconds since 1970, or a date), if not in `expires_on`. With both, the
    /// earlier one applies.
    #[must_use]
    pub const fn expires_at(mut self, find: for<'a> fn(JsonCursor<'a>) -> JsonCursor<'a>) -> Self {
        self.fields.expires_at = Some(find);
        self
    }

    /// Sets how many seconds before its expiry a token is refreshed, at most half of its lifetime; 0 refreshes after
    /// expiry. Default: a fifth of the lifetime, at most five minutes.
    #[must_use]
    pub const fn safety_margin(mut self, seconds: u32) -> Self {
        self.margin = Some(seconds);
        self
    }

    /// Refreshes the token after a 403 too, for APIs that send it for invalid tokens; at most once a minute.
    #[must_use]
    pub const fn refresh_on_forbidden(mut self) -> Self {
        self.refresh_on_forbidden = true;
        self
    }

    /// Returns all templates, to find the variables that they need.
    pub(crate) fn templates(&self) -> Vec<Template> {
        let optional = [self.client_secret, self.refresh_token, self.scope];
        [self.token_endpoint, self.client_id]
            .into_iter()
            .chain(optional.into_iter().flatten())
            .chain(self.parameters.iter().map(|(_, template)| *template))
            .collect()
    }

    /// Returns the credentials with rendered templates; `None` when a variable has no value.
    pub(crate) fn credentials(
        &self,
        render: impl Fn(Template) -> Option<String>,
    ) -> Option<OAuth2Credentials> {
        let (endpoint, id) = (render(self.token_endpoint)?, render(self.client_id)?);
        let mut credentials = OAuth2Credentials::new(endpoint, id);
        for (template, set) in [
            (
                self.client_secret,
                OAuth2Credentials::client_secret as fn(_, String) -> _,
            ),
            (self.refresh_token, OAuth2Credentials::with_refresh_token),
            (self.scope, OAuth2Credentials::scope),
        ] {
            if let Some(template) = template {
                credentials = set(credentials, render(template)?);
            }
        }
        for (name, template) in self.parameters {
            credentials = credentials.parameter(*name, render(template)?);
        }
        credentials.authentication = self.authentication;
        credentials.encoding = self.encoding;
        credentials.fields = self.fields;
        credentials.refresh_on_forbidden = self.refresh_on_forbidden;
        credentials.margin = self.margin.map_or(RefreshMargin::Share, |seconds| {
            RefreshMargin::Fixed(Duration::from_secs(seconds.into()))
        });
        Some(credentials)
    }
}
