//! Static descriptions of consumed APIs.

mod custom_token;
mod oauth2;
mod token_policy;

pub use custom_token::{CustomToken, Placement, TokenVariables};
pub use oauth2::OAuth2;
pub(crate) use oauth2::{ClientAuthentication, Encoding};
pub(crate) use token_policy::{JsonSelector, TokenPolicy, token_policy_methods};

use crate::template::{ConstantPairs, Piece, Template};
use crate::value::Tolerance;

/// How the spec authenticates calls.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AuthScheme {
    None,
    Bearer(Template),
    Basic(Template, Template),
    Digest(Template, Template),
    OAuth2(&'static OAuth2),
    Custom(&'static CustomToken),
    Keys,
}

/// An API key, and where it is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ApiKey {
    Header(&'static str, Template),
    Query(&'static str, Template),
    Cookie(&'static str, Template),
}

/// The largest number of API keys of one API.
const MAX_API_KEYS: usize = 4;

/// A consumed API, as generated code describes it.
#[derive(Clone, Copy, Debug)]
pub struct Api {
    pub(crate) name: &'static str,
    pub(crate) base_uri: Template,
    pub(crate) base_uri_variable: &'static str,
    pub(crate) variables: &'static [(&'static str, &'static str)],
    pub(crate) scheme: AuthScheme,
    pub(crate) keys: [Option<ApiKey>; MAX_API_KEYS],
    pub(crate) headers: ConstantPairs,
    pub(crate) query: ConstantPairs,
    pub(crate) instance_metadata: bool,
    pub(crate) tunnel: Option<&'static str>,
    pub(crate) tolerance: Tolerance,
    pub(crate) signing_key: &'static str,
}

impl Api {
    /// Creates an API from its namespace and the template of its base URI. With an empty template, the base URI must
    /// be configured.
    pub const fn new(name: &'static str, base_uri: &'static [Piece]) -> Self {
        Self {
            name,
            base_uri,
            base_uri_variable: "",
            variables: &[],
            scheme: AuthScheme::None,
            keys: [None; MAX_API_KEYS],
            headers: &[],
            query: &[],
            instance_metadata: false,
            tunnel: None,
            tolerance: Tolerance::Strict,
            signing_key: "",
        }
    }

    /// Sets the environment variable that overrides the base URI.
    #[must_use]
    pub const fn base_uri_variable(mut self, name: &'static str) -> Self {
        self.base_uri_variable = name;
        self
    }

    /// Sets the environment variable with the keys that seal what adapters hand out: cursors of pages, handles of operations, and links to results. It has one key of at
    /// least 32 characters, or a new one and the one before it with a comma between them. Without a value, the key is random: other processes
    /// do not accept what it seals.
    #[must_use]
    pub const fn signing_key(mut self, variable: &'static str) -> Self {
        self.signing_key = variable;
        self
    }

    /// Sets all variables that the templates of the API and of its operations use: each name in the spec, and its
    /// name in the environment.
    #[must_use]
    pub const fn variables(mut self, variables: &'static [(&'static str, &'static str)]) -> Self {
        self.variables = variables;
        self
    }

    /// Authenticates with a bearer token.
    #[must_use]
    pub const fn bearer(mut self, token: &'static [Piece]) -> Self {
        self.scheme = AuthScheme::Bearer(token);
        self
    }

    /// Authenticates with user and password (HTTP Basic).
    #[must_use]
    pub const fn basic(mut self, user: &'static [Piece], password: &'static [Piece]) -> Self {
        self.scheme = AuthScheme::Basic(user, password);
        self
    }

    /// Authenticates with user and password without sending the password (HTTP Digest, RFC 7616, with MD5 or
    /// SHA-256).
    #[must_use]
    pub const fn digest(mut self, user: &'static [Piece], password: &'static [Piece]) -> Self {
        self.scheme = AuthScheme::Digest(user, password);
        self
    }

    /// Authenticates with OAuth 2 access tokens, fetched and refreshed as needed.
    #[must_use]
    pub const fn oauth2(mut self, oauth2: &'static OAuth2) -> Self {
        self.scheme = AuthScheme::OAuth2(oauth2);
        self
    }

    /// Authenticates with tokens that an operation of another API of the capability returns, fetched and refreshed as
    /// needed.
    #[must_use]
    pub const fn custom_token(mut self, token: &'static CustomToken) -> Self {
        self.scheme = AuthScheme::Custom(token);
        self
    }

    /// Marks the API as the instance metadata service of a virtual machine (`http://169.254.169.254`). It is called
    /// without proxies, with at most five concurrent requests, and with retries while it is updated. A link-local
    /// base URI implies this.
    #[must_use]
    pub const fn instance_metadata(mut self) -> Self {
        self.instance_metadata = true;
        self
    }

    /// Sets the kind of the tunnel (`ziti`) into the network of the API. The client is not built without a transport of the program, which
    /// opens it: [`Config::transport`](crate::client::Config::transport).
    #[must_use]
    pub const fn tunnel(mut self, kind: &'static str) -> Self {
        self.tunnel = Some(kind);
        self
    }

    /// Sets what happens to an optional output whose value does not match its type.
    #[must_use]
    pub const fn tolerance(mut self, tolerance: Tolerance) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Authenticates with a key in a header. Several keys can be combined, up to four.
    ///
    /// # Panics
    /// On a fifth key: at compile time in a `static`.
    #[must_use]
    pub const fn api_key_header(self, name: &'static str, key: &'static [Piece]) -> Self {
        self.key(ApiKey::Header(name, key))
    }

    /// Authenticates with a key in the query. Several keys can be combined, up to four.
    ///
    /// # Panics
    /// On a fifth key: at compile time in a `static`.
    #[must_use]
    pub const fn api_key_query(self, name: &'static str, key: &'static [Piece]) -> Self {
        self.key(ApiKey::Query(name, key))
    }

    /// Authenticates with a key in a cookie. Several keys can be combined, up to four.
    ///
    /// # Panics
    /// On a fifth key: at compile time in a `static`.
    #[must_use]
    pub const fn api_key_cookie(self, name: &'static str, key: &'static [Piece]) -> Self {
        self.key(ApiKey::Cookie(name, key))
    }

    /// Sets headers of each call.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static [Piece])]) -> Self {
        self.headers = headers;
        self
    }

    /// Sets query parameters of each call.
    #[must_use]
    pub const fn query(mut self, pairs: &'static [(&'static str, &'static [Piece])]) -> Self {
        self.query = pairs;
        self
    }

    /// Returns the namespace.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    const fn key(mut self, key: ApiKey) -> Self {
        self.scheme = AuthScheme::Keys;
        let mut index = 0;
        while index < MAX_API_KEYS {
            if self.keys[index].is_none() {
                self.keys[index] = Some(key);
                return self;
            }
            index += 1;
        }
        panic!("an API has at most four API keys")
    }
}
