//! Authentication of a client.

use std::fmt;
use std::sync::Arc;

use super::oauth2_credentials::OAuth2Credentials;
use crate::client::{CustomToken, Placement, RequestSigner, TokenSource};
use crate::secret::Secret;

/// The authentication of a client. `Debug` shows no secrets.
#[derive(Clone, Debug, Default)]
pub struct Authentication {
    pub(crate) credentials: Vec<Credential>,
}

/// A credential, and where it is sent.
#[derive(Clone, Debug)]
pub(crate) enum Credential {
    Bearer(Secret),
    Basic { user: String, password: Secret },
    HeaderKey { name: String, key: Secret },
    QueryKey { name: String, key: Secret },
    CookieKey { name: String, key: Secret },
    Digest { user: String, password: Secret },
    Token(TokenOrigin),
    RequestSigner(SharedSigner),
}

/// The origin of tokens.
#[derive(Clone, Debug)]
pub(crate) enum TokenOrigin {
    OAuth2(Box<OAuth2Credentials>),
    Operation(&'static CustomToken),
    Source(TokenSource, Placement),
}

/// A signer; `Debug` shows nothing of it.
#[derive(Clone)]
pub(crate) struct SharedSigner(pub(crate) Arc<dyn RequestSigner>);

impl fmt::Debug for SharedSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestSigner")
    }
}

impl Authentication {
    /// Sends no credentials.
    pub fn none() -> Self {
        Self::default()
    }

    /// Uses a bearer token.
    pub fn bearer(token: impl Into<String>) -> Self {
        Self::one(Credential::Bearer(Secret::new(token)))
    }

    /// Uses user and password (HTTP Basic).
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self::one(Credential::Basic {
            user: user.into(),
            password: Secret::new(password),
        })
    }

    /// Uses user and password without sending the password (HTTP Digest).
    pub fn digest(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self::one(Credential::Digest {
            user: user.into(),
            password: Secret::new(password),
        })
    }

    /// Uses OAuth 2 access tokens, fetched and refreshed as needed.
    pub fn oauth2(credentials: OAuth2Credentials) -> Self {
        Self::one(Credential::Token(TokenOrigin::OAuth2(Box::new(credentials))))
    }

    /// Uses tokens that an operation of another API of the capability returns.
    pub fn custom_token(token: &'static CustomToken) -> Self {
        Self::one(Credential::Token(TokenOrigin::Operation(token)))
    }

    /// Uses tokens of the program, sent at this place. Clients with clones of one source share its token.
    pub fn tokens(source: TokenSource, placement: Placement) -> Self {
        Self::one(Credential::Token(TokenOrigin::Source(source, placement)))
    }

    /// Uses a signer of requests.
    pub fn signer(signer: impl RequestSigner) -> Self {
        Self::one(Credential::RequestSigner(SharedSigner(Arc::new(signer))))
    }

    /// Uses a key in a header.
    pub fn api_key_header(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self::one(Credential::HeaderKey {
            name: name.into(),
            key: Secret::new(key),
        })
    }

    /// Uses a key in the query.
    pub fn api_key_query(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self::one(Credential::QueryKey {
            name: name.into(),
            key: Secret::new(key),
        })
    }

    /// Uses a key in a cookie.
    pub fn api_key_cookie(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self::one(Credential::CookieKey {
            name: name.into(),
            key: Secret::new(key),
        })
    }

    /// Combines two, for APIs that need several keys. An API can use either digest or tokens, not both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.credentials.extend(other.credentials);
        self
    }

    /// Returns whether no credentials are sent.
    pub fn is_none(&self) -> bool {
        self.credentials.is_empty()
    }

    fn one(credential: Credential) -> Self {
        Self {
            credentials: vec![credential],
        }
    }
}
