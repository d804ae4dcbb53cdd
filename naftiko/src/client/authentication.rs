//! How an API is authenticated with.

use std::fmt;
use std::sync::Arc;

use super::signer::Signer;
use super::token::{CustomToken, OAuth2Credentials, Placement, TokenSource};
use crate::secret::Secret;

/// How an API is authenticated with. `Debug` shows no secrets.
#[derive(Clone, Debug, Default)]
pub struct Authentication {
    pub(super) credentials: Vec<Credential>,
}

/// One credential and where it goes.
#[derive(Clone, Debug)]
pub(super) enum Credential {
    Bearer(Secret),
    Basic { user: String, password: Secret },
    HeaderKey { name: String, key: Secret },
    QueryKey { name: String, key: Secret },
    CookieKey { name: String, key: Secret },
    Digest { user: String, password: Secret },
    Token(Tokens),
    Signer(Signing),
}

/// Where tokens come from.
#[derive(Clone, Debug)]
pub(super) enum Tokens {
    OAuth2(Box<OAuth2Credentials>),
    Operation(&'static CustomToken),
    Source(TokenSource, Placement),
}

/// A signer, of which `Debug` shows nothing.
#[derive(Clone)]
pub(super) struct Signing(pub(super) Arc<dyn Signer>);

impl fmt::Debug for Signing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer")
    }
}

impl Authentication {
    /// None.
    pub fn none() -> Self {
        Self::default()
    }

    /// A bearer token.
    pub fn bearer(token: impl Into<String>) -> Self {
        Self::one(Credential::Bearer(Secret::new(token)))
    }

    /// User and password (HTTP Basic).
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self::one(Credential::Basic {
            user: user.into(),
            password: Secret::new(password),
        })
    }

    /// User and password, proven without being sent (HTTP Digest).
    pub fn digest(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self::one(Credential::Digest {
            user: user.into(),
            password: Secret::new(password),
        })
    }

    /// Tokens of OAuth 2, obtained and renewed as needed.
    pub fn oauth2(credentials: OAuth2Credentials) -> Self {
        Self::one(Credential::Token(Tokens::OAuth2(Box::new(credentials))))
    }

    /// Tokens that an operation of another API of the same capability returns.
    pub fn custom_token(token: &'static CustomToken) -> Self {
        Self::one(Credential::Token(Tokens::Operation(token)))
    }

    /// Tokens of a source of your own, and where they go. Clients that are given clones of one source share its
    /// token.
    pub fn tokens(source: TokenSource, placement: Placement) -> Self {
        Self::one(Credential::Token(Tokens::Source(source, placement)))
    }

    /// What a signer makes of each request.
    pub fn signer(signer: impl Signer) -> Self {
        Self::one(Credential::Signer(Signing(Arc::new(signer))))
    }

    /// A key in a header.
    pub fn api_key_header(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self::one(Credential::HeaderKey {
            name: name.into(),
            key: Secret::new(key),
        })
    }

    /// A key in the query.
    pub fn api_key_query(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self::one(Credential::QueryKey {
            name: name.into(),
            key: Secret::new(key),
        })
    }

    /// A key in a cookie.
    pub fn api_key_cookie(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self::one(Credential::CookieKey {
            name: name.into(),
            key: Secret::new(key),
        })
    }

    /// This and another, for APIs that want several keys. Of digest and tokens, one API takes one.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.credentials.extend(other.credentials);
        self
    }

    /// Whether nothing is sent.
    pub fn is_none(&self) -> bool {
        self.credentials.is_empty()
    }

    fn one(credential: Credential) -> Self {
        Self {
            credentials: vec![credential],
        }
    }
}
