//! Tokens that an operation of another API returns.

use std::fmt;

use super::Api;
use super::token_policy::{TokenPolicy, token_margin_method, token_policy_methods};
use crate::client::{Call, HttpClient, Piece};
use crate::value::JsonCursor;
use crate::variables::{self, ResolvedValues};

/// Creates the call that returns a token, on the client of the other API.
pub(crate) type RequestToken = for<'a> fn(&'a HttpClient, &'a TokenVariables) -> Call<'a>;

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
    pub(crate) policy: TokenPolicy,
    pub(crate) placement: Placement,
    pub(crate) variables: &'static [Piece],
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
            policy: TokenPolicy::new(token),
            placement: Placement::Bearer,
            variables: &[],
        }
    }

    token_policy_methods!();
    token_margin_method!();

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
