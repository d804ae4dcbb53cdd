//! Static credentials.

use http::{HeaderName, HeaderValue};

use crate::client::request::{RequestParts, headers};
use crate::secret::{Redactor, Secret};

/// A static credential, validated and ready to send.
#[derive(Clone, Debug)]
pub(crate) enum StaticCredential {
    Header(HeaderName, HeaderValue),
    Query(String, Secret),
    Cookie {
        /// The name and `=`.
        prefix: String,
        pair: Secret,
    },
}

impl StaticCredential {
    /// Adds it to a request, except where the caller set that header, parameter or cookie.
    pub(crate) fn apply(&self, request: &mut RequestParts) {
        match self {
            Self::Header(name, value) => {
                request.headers.entry(name).or_insert_with(|| value.clone());
            }
            Self::Query(name, key) => request.push_query(name, key.reveal()),
            Self::Cookie { prefix, pair } => request.push_cookie(prefix, pair.reveal()),
        }
    }

    /// Adds the secret to those that are struck out of errors.
    pub(crate) fn add_secrets(&self, redactor: &mut Redactor) {
        match self {
            Self::Header(_, value) => headers::add_secrets(value, redactor),
            Self::Query(_, key) => redactor.add(key.reveal()),
            Self::Cookie { prefix, pair } => redactor.add(pair.reveal().trim_start_matches(prefix)),
        }
    }
}
