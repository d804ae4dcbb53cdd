//! Putting credentials on a request.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};

use super::authentication::{Authentication, Credential};
use super::headers;
use super::request::Outgoing;
use crate::secret::Secret;

/// Credentials checked and ready to be put on each request.
///
/// They are put on per attempt and not by the HTTP client: the spec may leave `Authorization` to the caller,
/// and schemes that answer a challenge or renew a token differ from one attempt to the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Authenticator {
    ready: Vec<Ready>,
}

#[derive(Clone, Debug)]
enum Ready {
    Header(HeaderName, HeaderValue),
    Query(String, Secret),
}

impl Authenticator {
    /// Checks credentials; the error says what is wrong with them, without showing them.
    pub(super) fn new(authentication: &Authentication) -> Result<Self, String> {
        let ready = authentication
            .credentials
            .iter()
            .map(Ready::new)
            .collect::<Result<_, _>>()?;
        Ok(Self { ready })
    }

    /// Whether there is anything to put on.
    pub(super) fn is_none(&self) -> bool {
        self.ready.is_empty()
    }

    /// Puts the credentials on a request, except where the caller gave that header or pair.
    pub(super) fn apply(&self, request: &mut Outgoing) {
        for ready in &self.ready {
            match ready {
                Ready::Header(name, value) => {
                    request.headers.entry(name).or_insert_with(|| value.clone());
                }
                Ready::Query(name, key) => request.push_query(name, key.reveal()),
            }
        }
    }
}

impl Ready {
    fn new(credential: &Credential) -> Result<Self, String> {
        match credential {
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
            Credential::HeaderKey { name, key } => {
                let header =
                    headers::name(name).map_err(|why| format!("the API key's header `{name}` {why}"))?;
                Ok(Self::Header(
                    header,
                    filled("API key", key.reveal(), key.reveal())?,
                ))
            }
            Credential::QueryKey { key, .. } if key.reveal().is_empty() => {
                Err("the API key is empty".to_owned())
            }
            Credential::QueryKey { name, key } => Ok(Self::Query(name.clone(), key.clone())),
        }
    }
}

fn authorization(what: &str, scheme: &str, text: &str) -> Result<Ready, String> {
    filled(what, text, &format!("{scheme} {text}")).map(|value| Ready::Header(AUTHORIZATION, value))
}

fn filled(what: &str, text: &str, value: &str) -> Result<HeaderValue, String> {
    if text.is_empty() {
        return Err(format!("the {what} is empty"));
    }
    headers::secret(value).map_err(|why| format!("the {what} {why}"))
}
