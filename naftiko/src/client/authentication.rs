//! How an API is authenticated with.

use crate::secret::Secret;

/// How an API is authenticated with. `Debug` shows no secrets.
#[derive(Clone, Debug, Default)]
pub struct Authentication {
    pub(super) credentials: Vec<Credential>,
}

/// One credential and where it goes. Schemes that talk back (digest, token sources) become variants here, and
/// states of [`Authenticator`](super::authenticator::Authenticator).
#[derive(Clone, Debug)]
pub(super) enum Credential {
    Bearer(Secret),
    Basic { user: String, password: Secret },
    HeaderKey { name: String, key: Secret },
    QueryKey { name: String, key: Secret },
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

    /// This and another, for APIs that want several keys.
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
