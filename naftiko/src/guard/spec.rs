//! What a spec says about whom an adapter answers.

use super::Guard;
#[cfg(feature = "oauth2")]
use super::OAuth2;
use crate::client::{Api, Config, HttpClient, Piece};

/// A template: its pieces in order.
pub(super) type Template = &'static [Piece];

/// Whom an adapter answers: what generated code knows of it before the environment is read.
///
/// ```
/// use naftiko::client::{Piece, Variables, connect};
/// use naftiko::inbound::Inbound;
///
/// static CALLERS: Inbound =
///     Inbound::bearer("desk-api", &[Piece::Variable("TOKEN")]).variables(&[("TOKEN", "DESK_TOKEN")]);
///
/// let mut variables = Variables::default();
/// variables.set("TOKEN", "s3cret");
/// // Its variables are found, or reported missing, together with those of the APIs.
/// let [callers] = connect([CALLERS.needs()], &variables)?;
/// let guard = CALLERS.guard(&callers);
/// # Ok::<(), naftiko::client::BuildError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Inbound {
    api: Api,
    scheme: Scheme,
    pub(super) page: bool,
}

#[derive(Clone, Copy, Debug)]
enum Scheme {
    Bearer(Template),
    Basic(Template, Template),
    Header(&'static str, Template),
    Query(&'static str, Template),
    Cookie(&'static str, Template),
    /// What only the program knows; its name in the spec.
    Own(&'static str),
    #[cfg(feature = "oauth2")]
    OAuth2(OAuth2),
}

impl Inbound {
    /// A bearer token that is known beforehand. The namespace is the adapter's.
    pub const fn bearer(namespace: &'static str, token: &'static [Piece]) -> Self {
        Self::new(namespace, Scheme::Bearer(token))
    }

    /// User and password (HTTP Basic).
    pub const fn basic(namespace: &'static str, user: &'static [Piece], password: &'static [Piece]) -> Self {
        Self::new(namespace, Scheme::Basic(user, password))
    }

    /// A key in a header.
    pub const fn api_key_header(namespace: &'static str, name: &'static str, key: &'static [Piece]) -> Self {
        Self::new(namespace, Scheme::Header(name, key))
    }

    /// A key in the query.
    pub const fn api_key_query(namespace: &'static str, name: &'static str, key: &'static [Piece]) -> Self {
        Self::new(namespace, Scheme::Query(name, key))
    }

    /// A key in a cookie.
    pub const fn api_key_cookie(namespace: &'static str, name: &'static str, key: &'static [Piece]) -> Self {
        Self::new(namespace, Scheme::Cookie(name, key))
    }

    /// A way that only the program knows, by its name in the spec: until the program gives a [`Guard`]
    /// ([`Callers::guard`](super::Callers::guard)), nobody passes, and the adapter does not start.
    pub const fn own(namespace: &'static str, way: &'static str) -> Self {
        Self::new(namespace, Scheme::Own(way))
    }

    /// Access tokens of an authorization server (OAuth 2).
    #[cfg(feature = "oauth2")]
    pub const fn oauth2(namespace: &'static str, description: OAuth2) -> Self {
        Self::new(namespace, Scheme::OAuth2(description))
    }

    /// All variables that the templates use: the name in the spec, and in the environment.
    #[must_use]
    pub const fn variables(mut self, variables: &'static [(&'static str, &'static str)]) -> Self {
        self.api = self.api.variables(variables);
        self
    }

    const fn new(namespace: &'static str, scheme: Scheme) -> Self {
        // Only its variables are of use; nothing is ever called there.
        let api = Api::new(namespace, &[Piece::Text("http://localhost")]);
        Self {
            api,
            scheme,
            page: false,
        }
    }

    /// The adapter has an API page, which is shown to who has no credentials: see
    /// [`Guard::with_page`](super::Guard::with_page).
    #[cfg(feature = "rest")]
    #[must_use]
    pub const fn with_page(mut self) -> Self {
        self.page = true;
        self
    }

    /// The entry for [`connect`](crate::client::connect) that has the variables resolved.
    pub fn needs(&'static self) -> (&'static Api, Config) {
        (&self.api, Config::new())
    }

    /// The guard, with the variables that `connect` resolved.
    pub fn guard(&self, resolved: &HttpClient) -> Guard {
        let render = |template: Template| render(template, resolved);
        let mut guard = match self.scheme {
            Scheme::Bearer(token) => Guard::bearer(render(token)),
            Scheme::Basic(user, password) => Guard::basic(render(user), render(password)),
            Scheme::Header(name, key) => Guard::api_key_header(name, render(key)),
            Scheme::Query(name, key) => Guard::api_key_query(name, render(key)),
            Scheme::Cookie(name, key) => Guard::api_key_cookie(name, render(key)),
            Scheme::Own(way) => Guard::nobody(format!(
                "the spec asks for `{way}`, which the program has to check: give the builder a guard"
            )),
            #[cfg(feature = "oauth2")]
            Scheme::OAuth2(description) => Guard::oauth2(description.resolve(&render)),
        };
        guard.page = self.page;
        guard
    }
}

fn render(template: Template, resolved: &HttpClient) -> String {
    let text = |piece: &Piece| match *piece {
        Piece::Text(text) => text.to_owned(),
        Piece::Variable(name) => resolved.variable(name).to_owned(),
        // Only paths of operations have arguments.
        Piece::Argument(_) => String::new(),
    };
    template.iter().map(text).collect()
}
