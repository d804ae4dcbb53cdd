//! Static descriptions of OAuth 2 clients.

use super::token_policy::{TokenPolicy, token_margin_method, token_policy_methods};
use crate::template::{ConstantPairs, Piece, Template};
use crate::value::JsonCursor;

/// Where id and secret of the client are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClientAuthentication {
    Body,
    Basic,
    /// As [`ClientAuthentication::Basic`], with id and secret form-encoded first (RFC 6749, section 2.3.1).
    EncodedBasic,
}

/// The encoding of token requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Form,
    Json,
}

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
    pub(crate) token_endpoint: Template,
    /// The variable that overrides the token endpoint; empty if there is none.
    pub(crate) token_uri_variable: &'static str,
    pub(crate) client_id: Template,
    pub(crate) client_secret: Option<Template>,
    pub(crate) refresh_token: Option<Template>,
    pub(crate) scope: Option<Template>,
    pub(crate) parameters: ConstantPairs,
    pub(crate) authentication: ClientAuthentication,
    pub(crate) encoding: Encoding,
    pub(crate) policy: TokenPolicy,
}

impl OAuth2 {
    /// Uses the grant `client_credentials` at a token endpoint.
    pub const fn client_credentials(token_endpoint: &'static [Piece], client_id: &'static [Piece]) -> Self {
        Self {
            token_endpoint,
            token_uri_variable: "",
            client_id,
            client_secret: None,
            refresh_token: None,
            scope: None,
            parameters: &[],
            authentication: ClientAuthentication::Body,
            encoding: Encoding::Form,
            policy: TokenPolicy::OAUTH2,
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

    /// Sets the environment variable whose value overrides the token endpoint.
    #[must_use]
    pub const fn token_uri_variable(mut self, name: &'static str) -> Self {
        self.token_uri_variable = name;
        self
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

    /// Sends id and secret of the client as HTTP Basic, without form encoding, instead of in the body.
    #[must_use]
    pub const fn basic(mut self) -> Self {
        self.authentication = ClientAuthentication::Basic;
        self
    }

    /// Sends id and secret of the client as HTTP Basic, form-encoded first as RFC 6749 (section 2.3.1) has it.
    #[must_use]
    pub const fn basic_encoded(mut self) -> Self {
        self.authentication = ClientAuthentication::EncodedBasic;
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
        self.policy.token = find;
        self
    }

    token_policy_methods!();
    token_margin_method!();

    /// Returns the templates beside the token endpoint, to find the variables that they need.
    pub(crate) fn templates(&self) -> Vec<Template> {
        let optional = [self.client_secret, self.refresh_token, self.scope];
        [self.client_id]
            .into_iter()
            .chain(optional.into_iter().flatten())
            .chain(self.parameters.iter().map(|(_, template)| *template))
            .collect()
    }
}
