//! Credentials that stay as they are.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};

use super::authentication::Credential;
use super::headers;
use super::request::Outgoing;
use crate::secret::Secret;

/// A credential that stays as it is, checked and ready to be sent.
#[derive(Clone, Debug)]
pub(super) enum Fixed {
    Header(HeaderName, HeaderValue),
    Query(String, Secret),
    Cookie {
        /// The name and `=`.
        start: String,
        pair: Secret,
    },
}

impl Fixed {
    /// Checks a credential; the error says what is wrong with it, without showing it. `None` when it is not one
    /// that stays as it is.
    pub(super) fn new(credential: &Credential) -> Option<Result<Self, String>> {
        Some(match credential {
            Credential::Bearer(token) => authorization("bearer token", "Bearer", token.reveal()),
            Credential::Basic { user, .. } if user.contains(':') => {
                Err("the user must not hold a colon".to_owned())
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
            Credential::Digest { .. } | Credential::Token { .. } | Credential::Signer(_) => return None,
        })
    }

    fn header_key(name: &str, key: &Secret) -> Result<Self, String> {
        let header = headers::name(name).map_err(|why| format!("the API key's header `{name}` {why}"))?;
        Ok(Self::Header(
            header,
            filled("API key", key.reveal(), key.reveal())?,
        ))
    }

    fn cookie_key(name: &str, key: &Secret) -> Result<Self, String> {
        if key.reveal().is_empty() {
            return Err("the API key is empty".to_owned());
        }
        let mut pair = String::new();
        headers::push_cookie(&mut pair, name, key.reveal())
            .map_err(|why| format!("the API key's cookie `{name}` {why}"))?;
        Ok(Self::Cookie {
            start: format!("{name}="),
            pair: Secret::new(pair),
        })
    }

    /// Puts it on a request, except where the caller gave that header, pair or cookie.
    pub(super) fn apply(&self, request: &mut Outgoing) {
        match self {
            Self::Header(name, value) => {
                request.headers.entry(name).or_insert_with(|| value.clone());
            }
            Self::Query(name, key) => request.push_query(name, key.reveal()),
            Self::Cookie { start, pair } => request.push_cookie(start, pair.reveal()),
        }
    }
}

fn authorization(what: &str, scheme: &str, text: &str) -> Result<Fixed, String> {
    filled(what, text, &format!("{scheme} {text}")).map(|value| Fixed::Header(AUTHORIZATION, value))
}

fn filled(what: &str, text: &str, value: &str) -> Result<HeaderValue, String> {
    if text.is_empty() {
        return Err(format!("the {what} is empty"));
    }
    headers::secret(value).map_err(|why| format!("the {what} {why}"))
}
