//! Tokens that an operation of another API returns.

use std::fmt;
use std::time::Duration;

use super::fetch::Fields;
use super::lifetime::Margin;
use crate::client::{Api, Call, HttpClient, Piece};
use crate::secret::Secret;
use crate::value::At;

/// How a token is asked for: the call of the operation that returns it, on the client of the other API.
pub(in crate::client) type Acquire = for<'a> fn(&'a HttpClient, &'a Bindings) -> Call<'a>;

/// Where something stands in an answer.
pub(in crate::client) type Find = for<'a> fn(At<'a>) -> At<'a>;

/// How tokens are obtained by an operation of another API: what generated code knows of it before the
/// environment is read. For [`Api::custom_token`].
///
/// The call is written as generated methods write theirs, with the variables of the API that the token is for.
/// It must not be one that this very API authenticates.
///
/// ```
/// use naftiko::client::{Api, Bindings, Call, CustomToken, HttpClient, Operation, Piece};
/// use naftiko::http::Method;
/// use naftiko::value::Object;
///
/// static LOGIN: Api = Api::new("login", &[Piece::Text("https://api.parcels.test")]);
/// static CREATE_TOKEN: Operation =
///     Operation::new("login.create-token", Method::POST, &[Piece::Text("/token")]);
///
/// fn acquire<'a>(login: &'a HttpClient, variables: &'a Bindings) -> Call<'a> {
///     let body = Object::new()
///         .with("email", variables.get("EMAIL"))
///         .with("password", variables.get("PASSWORD"));
///     login.call(&CREATE_TOKEN).json(body)
/// }
///
/// static TOKEN: CustomToken = CustomToken::new(&LOGIN, acquire, |at| at.key("token"))
///     .expires_in(|at| at.key("expires_in"))
///     .variables(&[Piece::Variable("EMAIL"), Piece::Variable("PASSWORD")]);
///
/// static PARCELS: Api = Api::new("parcels", &[Piece::Text("https://api.parcels.test")])
///     .variables(&[("EMAIL", "PARCELS_EMAIL"), ("PASSWORD", "PARCELS_PASSWORD")])
///     .custom_token(&TOKEN);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CustomToken {
    pub(in crate::client) api: &'static Api,
    pub(in crate::client) acquire: Acquire,
    pub(in crate::client) fields: Fields,
    pub(in crate::client) placement: Placement,
    pub(in crate::client) variables: &'static [Piece],
    margin: Option<u32>,
    pub(in crate::client) renew_on_forbidden: bool,
}

/// Where a token goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placement {
    /// `Authorization: Bearer …`
    #[default]
    Bearer,
    /// A header of its own, as it is.
    Header(&'static str),
    /// The query.
    Query(&'static str),
}

impl CustomToken {
    /// Tokens of an operation of `api`: the call that returns one, and where it stands in the answer.
    pub const fn new(
        api: &'static Api,
        acquire: for<'a> fn(&'a HttpClient, &'a Bindings) -> Call<'a>,
        token: for<'a> fn(At<'a>) -> At<'a>,
    ) -> Self {
        Self {
            api,
            acquire,
            fields: Fields {
                token,
                expires_in: None,
                expires_at: None,
            },
            placement: Placement::Bearer,
            variables: &[],
            margin: None,
            renew_on_forbidden: false,
        }
    }

    /// Where the answer says for how many seconds the token is valid.
    #[must_use]
    pub const fn expires_in(mut self, find: for<'a> fn(At<'a>) -> At<'a>) -> Self {
        self.fields.expires_in = Some(find);
        self
    }

    /// Where the answer says when it ends: seconds since 1970, or a date. With both, the earlier counts.
    #[must_use]
    pub const fn expires_at(mut self, find: for<'a> fn(At<'a>) -> At<'a>) -> Self {
        self.fields.expires_at = Some(find);
        self
    }

    /// Where the token goes; as a bearer unless set.
    #[must_use]
    pub const fn placement(mut self, placement: Placement) -> Self {
        self.placement = placement;
        self
    }

    /// The variables of the API that only the call for a token uses: not needed when the configuration gives
    /// another authentication.
    #[must_use]
    pub const fn variables(mut self, variables: &'static [Piece]) -> Self {
        self.variables = variables;
        self
    }

    /// How many seconds before its end a token is renewed: half of its lifetime at most, and not before its
    /// end with 0. Unless set, a fifth of its lifetime, five minutes at most.
    #[must_use]
    pub const fn safety_margin(mut self, seconds: u32) -> Self {
        self.margin = Some(seconds);
        self
    }

    /// Takes 403 for a refused token too, as some APIs mean it; at most once a minute.
    #[must_use]
    pub const fn renew_on_forbidden(mut self) -> Self {
        self.renew_on_forbidden = true;
        self
    }

    pub(in crate::client) fn margin(&self) -> Margin {
        self.margin.map_or(Margin::Share, |seconds| {
            Margin::Fixed(Duration::from_secs(seconds.into()))
        })
    }
}

/// The variables of an API, for the call that obtains its token. `Debug` shows names only.
#[derive(Clone)]
pub struct Bindings(pub(in crate::client) Vec<(&'static str, Secret)>);

impl Bindings {
    /// The value of a variable, by its name in the spec; empty when it has none.
    pub fn get(&self, name: &str) -> &str {
        let known = self.0.iter().find(|(known, _)| *known == name);
        known.map(|(_, value)| value.reveal()).unwrap_or_default()
    }
}

impl fmt::Debug for Bindings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}
