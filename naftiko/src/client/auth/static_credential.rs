//! Static credentials.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};

use crate::client::call::RequestParts;
use crate::client::config::Credential;
use crate::client::request::headers;
use crate::secret::Secret;

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
    /// Validates a credential; the error does not show it. Returns `None` for a dynamic credential.
    pub(crate) fn new(credential: &Credential) -> Option<Result<Self, String>> {
        Some(match credential {
            Credential::Bearer(token) => authorization("bearer token", "Bearer", token.reveal()),
            Credential::Basic { user, .. } if user.contains(':') => {
                Err("the user must not contain a colon".to_owned())
            }
            Credential::Basic { user, password } => {
                let pair = Secret::new(format!("{user}:{}", password.reveal()));
                authorization(
                    "user and password",
                    "Basic",
                    &BASE64_STANDARD.encode(pair.reveal()),
                )
            }
            Credential::HeaderKey { name, key } => Self::header_key(name, key),
            Credential::QueryKey { key, .. } if key.reveal().is_empty() => {
                Err("the API key is empty".to_owned())
            }
            Credential::QueryKey { name, key } => Ok(Self::Query(name.clone(), key.clone())),
            Credential::CookieKey { name, key } => Self::cookie_key(name, key),
            Credential::Digest { .. } | Credential::Token { .. } | Credential::RequestSigner(_) => {
                return None;
            }
        })
    }

    fn header_key(name: &str, key: &Secret) -> Result<Self, String> {
        let header =
            headers::name(name).map_err(|reason| format!("the API key's header `{name}` {reason}"))?;
        Ok(Self::Header(
            header,
            checked_header("API key", key.reveal(), key.reveal())?,
        ))
    }

    fn cookie_key(name: &str, key: &Secret) -> Result<Self, String> {
        if key.reveal().is_empty() {
            return Err("the API key is empty".to_owned());
        }
        let mut pair = String::new();
        headers::push_cookie(&mut pair, name, key.reveal())
            .map_err(|reason| format!("the API key's cookie `{name}` {reason}"))?;
        Ok(Self::Cookie {
            prefix: format!("{name}="),
            pair: Secret::new(pair),
        })
    }

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
}

fn authorization(what: &str, scheme: &str, text: &str) -> Result<StaticCredential, String> {
    checked_header(what, text, &format!("{scheme} {text}"))
        .map(|value| StaticCredential::Header(AUTHORIZATION, value))
}

fn checked_header(what: &str, text: &str, value: &str) -> Result<HeaderValue, String> {
    if text.is_empty() {
        return Err(format!("the {what} is empty"));
    }
    headers::secret(value).map_err(|reason| format!("the {what} {reason}"))
}
