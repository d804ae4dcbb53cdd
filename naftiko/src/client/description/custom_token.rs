//! Tokens that an operation of another API returns.

use std::fmt;
use std::time::Duration;

use super::Api;
use crate::client::Piece;
use crate::client::auth::RefreshMargin;
use crate::client::auth::TokenResponseFields;
use crate::client::call::{Call, HttpClient};
use crate::value::JsonCursor;
use crate::variables::{self, ResolvedValues};

/// Creates the call that returns a token, on the client of the other API.
pub(crate) type RequestToken = for<'a> fn(&'a HttpClient, &'a TokenVariables) -> Call<'a>;

/// Selects a value of a response.
pub(crate) type JsonSelector = for<'a> fn(JsonCursor<'a>) -> JsonCursor<'a>;

/// Tokens of an operation of another API, as generated code describes them. For [`Api::custom_token`].
///
/// The call is written as in generated methods, with the variables of the API that uses the token. That API must not
/// authenticate the call.
///
/// ```
/// use naftiko::client::{Api, TokenVariables, Call, CustomToken, HttpClient, Operation, Piece};
/// use naftiko::http::Method;
/// use naftiko::value::ObjectBuilder;
///
/// static LOGIN: Api = Api::new("login", &[Piece::Text("https://api.parcels.test")]);
/// static CREATE_TOKEN: Operation =
///     Operation::new("login.create-token", Method::POST, &[Piece::Text("/token")]);
///
/// fn request<'a>(login: &'a HttpClient, variables: &'a TokenVariables) -> Call<'a> {
///     let body = ObjectBuilder::new()
///         .with("email", variables.get("EMAIL"))
///         .with("password", variables.get("PASSWORD"));
///     login.call(&CREATE_TOKEN).json(body)
/// }
///
/// static TOKEN: CustomToken = CustomToken::new(&LOGIN, request, |at| at.key("token"))
///     .expires_in(|at| at.key("expires_in"))
///     .variables(&[Piece::Variable("EMAIL"), Piece::Variable("PASSWORD")]);
///
/// static PARCELS: Api = Api::new("parcels", &[Piece::Text("https://api.parcels.test")])
///     .variables(&[("EMAIL", "PARCELS_EMAIL"), ("PASSWORD", "PARCELS_PASSWORD")])
///     .custom_token(&TOKEN);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CustomToken {
    pub(crate) api: &'static Api,
    pub(crate) request: RequestToken,
    pub(crate) fields: TokenResponseFields,
    pub(crate) placement: Placement,
    pub(crate) variables: &'static [Piece],
    margin: Option<u32>,
    pub(crate) refresh_on_forbidden: bool,
}

/// Where a token is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placement {
    /// `Authorization: Bearer …`
    #[default]
    Bearer,
    /// A header with the token alone.
    Header(&'static str),
    /// A query parameter.
    Query(&'static str),
}

impl CustomToken {
    /// Creates the description from the call for a token and the token's place in the response.
    pub const fn new(
        api: &'static Api,
        request: for<'a> fn(&'a HttpClient, &'a TokenVariables) -> Call<'a>,
        token: for<'a> fn(JsonCursor<'a>) -> JsonCursor<'a>,
    ) -> Self {
        Self {
            api,
            request,
            fields: TokenResponseFields {
                token,
                expires_in: None,
                expires_at: None,
            },
            placement: Placement::Bearer,
            variables: &[],
            margin: None,
            refresh_on_forbidden: false,
        }
    }

    /// Sets where the response has the lifetime in seconds.
    #[must_use]
    pub const fn expires_in(mut self, find: for<'a> fn(JsonCursor<'a>) -> JsonCursor<'a>) -> Self {
        self.fields.expires_in = Some(find);
        self
    }

    /// Sets where the response has the expiry: seconds since 1970, or a date. With both, the earlier one applies.
    #[must_use]
    pub const fn expires_at(mut self, find: for<'a> fn(JsonCursor<'a>) -> JsonCursor<'a>) -> Self {
        self.fields.expires_at = Some(find);
        self
    }

    /// Sets where the token is sent. Default: as a bearer token.
    #[must_use]
    pub const fn placement(mut self, placement: Placement) -> Self {
        self.placement = placement;
        self
    }

    /// Sets the variables that only the call for a token uses. They are not needed when the configuration sets
    /// another authentication.
    #[must_use]
    pub const fn variables(mut self, variables: &'static [Piece]) -> Self {
        self.variables = variables;
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

    pub(crate) fn margin(&self) -> RefreshMargin {
        self.margin.map_or(RefreshMargin::Share, |seconds| {
            RefreshMargin::Fixed(Duration::from_secs(seconds.into()))
        })
    }
}

/// The variables of an API, for the call that returns its token. `Debug` shows names only.
#[derive(Clone)]
pub struct TokenVariables(pub(crate) ResolvedValues);

impl TokenVariables {
    /// Returns the value of a variable by its name in the spec; empty when it has none.
    pub fn get(&self, name: &str) -> &str {
        variables::find(&self.0, name).unwrap_or_default()
    }
}

impl fmt::Debug for TokenVariables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}
