//! The static description of a consumed API.

use std::fmt;

use super::operation::Pairs;
use super::token::{CustomToken, OAuth2};
use crate::value::Tolerance;

/// A piece of a template. `Debug` shows names, and no text: that of a key is one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// Literal text.
    Text(&'static str),
    /// An argument of the call, by name. In paths of operations only.
    Argument(&'static str),
    /// A variable (bind) of the spec, by its name there.
    Variable(&'static str),
}

impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text"),
            Self::Argument(name) => write!(f, "Argument({name})"),
            Self::Variable(name) => write!(f, "Variable({name})"),
        }
    }
}

/// A template: its pieces in order.
pub(super) type Template = &'static [Piece];

/// How the spec says an API is authenticated with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scheme {
    None,
    Bearer(Template),
    Basic(Template, Template),
    Digest(Template, Template),
    OAuth2(&'static OAuth2),
    Custom(&'static CustomToken),
    Keys,
}

/// An API key, and where it goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Key {
    Header(&'static str, Template),
    Query(&'static str, Template),
    Cookie(&'static str, Template),
}

/// The most API keys one API may ask for.
const KEYS: usize = 4;

/// A consumed API: what generated code knows of it before the environment is read.
#[derive(Clone, Copy, Debug)]
pub struct Api {
    pub(super) name: &'static str,
    pub(super) base_uri: Template,
    pub(super) base_uri_variable: &'static str,
    pub(super) variables: &'static [(&'static str, &'static str)],
    pub(super) scheme: Scheme,
    pub(super) keys: [Option<Key>; KEYS],
    pub(super) headers: Pairs,
    pub(super) query: Pairs,
    pub(super) instance_metadata: bool,
    pub(super) tolerance: Tolerance,
}

impl Api {
    /// An API by its namespace, and the template of its base URI; an empty template must be configured.
    pub const fn new(name: &'static str, base_uri: &'static [Piece]) -> Self {
        Self {
            name,
            base_uri,
            base_uri_variable: "",
            variables: &[],
            scheme: Scheme::None,
            keys: [None; KEYS],
            headers: &[],
            query: &[],
            instance_metadata: false,
            tolerance: Tolerance::Strict,
        }
    }

    /// The environment variable that overrides the base URI.
    #[must_use]
    pub const fn base_uri_variable(mut self, name: &'static str) -> Self {
        self.base_uri_variable = name;
        self
    }

    /// All variables that templates of this API and of its operations use: the name in the spec, and in the
    /// environment.
    #[must_use]
    pub const fn variables(mut self, variables: &'static [(&'static str, &'static str)]) -> Self {
        self.variables = variables;
        self
    }

    /// Authenticates with a bearer token.
    #[must_use]
    pub const fn bearer(mut self, token: &'static [Piece]) -> Self {
        self.scheme = Scheme::Bearer(token);
        self
    }

    /// Authenticates with user and password (HTTP Basic).
    #[must_use]
    pub const fn basic(mut self, user: &'static [Piece], password: &'static [Piece]) -> Self {
        self.scheme = Scheme::Basic(user, password);
        self
    }

    /// Authenticates with user and password, proven without being sent (HTTP Digest, RFC 7616, with MD5 or
    /// SHA-256).
    #[must_use]
    pub const fn digest(mut self, user: &'static [Piece], password: &'static [Piece]) -> Self {
        self.scheme = Scheme::Digest(user, password);
        self
    }

    /// Authenticates with tokens of OAuth 2, obtained and renewed as needed.
    #[must_use]
    pub const fn oauth2(mut self, oauth2: &'static OAuth2) -> Self {
        self.scheme = Scheme::OAuth2(oauth2);
        self
    }

    /// Authenticates with tokens that an operation of another API of the capability returns, obtained and
    /// renewed as needed.
    #[must_use]
    pub const fn custom_token(mut self, token: &'static CustomToken) -> Self {
        self.scheme = Scheme::Custom(token);
        self
    }

    /// The API is the instance metadata service of a virtual machine (`http://169.254.169.254`): called past all
    /// proxies, with five requests at once at most, and patience while it is updated. Known without this when
    /// the base URI in use is link-local; with it, also under another one.
    #[must_use]
    pub const fn instance_metadata(mut self) -> Self {
        self.instance_metadata = true;
        self
    }

    /// Sets what is done with an optional output whose value does not fit its type.
    #[must_use]
    pub const fn tolerance(mut self, tolerance: Tolerance) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Authenticates with a key in a header. Several keys add up, to four.
    ///
    /// # Panics
    /// On a fifth key: in a `static`, that is when it is compiled.
    #[must_use]
    pub const fn api_key_header(self, name: &'static str, key: &'static [Piece]) -> Self {
        self.key(Key::Header(name, key))
    }

    /// Authenticates with a key in the query. Several keys add up, to four.
    ///
    /// # Panics
    /// On a fifth key: in a `static`, that is when it is compiled.
    #[must_use]
    pub const fn api_key_query(self, name: &'static str, key: &'static [Piece]) -> Self {
        self.key(Key::Query(name, key))
    }

    /// Authenticates with a key in a cookie. Several keys add up, to four.
    ///
    /// # Panics
    /// On a fifth key: in a `static`, that is when it is compiled.
    #[must_use]
    pub const fn api_key_cookie(self, name: &'static str, key: &'static [Piece]) -> Self {
        self.key(Key::Cookie(name, key))
    }

    /// Headers sent with each call.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static [Piece])]) -> Self {
        self.headers = headers;
        self
    }

    /// Pairs sent in the query of each call.
    #[must_use]
    pub const fn query(mut self, pairs: &'static [(&'static str, &'static [Piece])]) -> Self {
        self.query = pairs;
        self
    }

    /// The namespace.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    const fn key(mut self, key: Key) -> Self {
        self.scheme = Scheme::Keys;
        let mut index = 0;
        while index < KEYS {
            if self.keys[index].is_none() {
                self.keys[index] = Some(key);
                return self;
            }
            index += 1;
        }
        panic!("an API takes four API keys at most")
    }
}
