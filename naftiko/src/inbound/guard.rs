//! A check of callers, ready to be used.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderName, HeaderValue};

use super::credentials::{basic, equal, take_authorization, take_header, take_query};
#[cfg(feature = "oauth2")]
use super::oauth2::{Authority, ResourceServer};
use super::protect::Protected;
use super::{Caller, Check, Denied};
use crate::secret::Secret;

/// Lets requests with the right credentials pass, and tells the others what to bring. Cheap to clone.
#[derive(Clone)]
pub struct Guard(Arc<Kind>);

enum Kind {
    Bearer(Secret),
    Basic(Secret, Secret),
    Header(String, Secret),
    Query(String, Secret),
    #[cfg(feature = "oauth2")]
    OAuth2(Box<Authority>),
    Custom(Box<dyn Check>),
}

impl Guard {
    /// Asks for this bearer token.
    pub fn bearer(token: impl Into<String>) -> Self {
        Self::new(Kind::Bearer(Secret::new(token)))
    }

    /// Asks for this user and password (HTTP Basic).
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self::new(Kind::Basic(Secret::new(user), Secret::new(password)))
    }

    /// Asks for a key in a header. A name that is not a header's lets nobody pass, and [`Guard::problem`]
    /// says so.
    pub fn api_key_header(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self::new(Kind::Header(name.into(), Secret::new(key)))
    }

    /// Asks for a key in the query.
    pub fn api_key_query(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self::new(Kind::Query(name.into(), Secret::new(key)))
    }

    /// Asks for access tokens of an authorization server (OAuth 2).
    #[cfg(feature = "oauth2")]
    pub fn oauth2(server: ResourceServer) -> Self {
        Self::new(Kind::OAuth2(Box::new(Authority::new(server))))
    }

    /// Asks a check of your own.
    pub fn custom(check: impl Check) -> Self {
        Self::new(Kind::Custom(Box::new(check)))
    }

    fn new(kind: Kind) -> Self {
        Self(Arc::new(kind))
    }

    /// Puts the guard in front of a router.
    pub fn protect(&self, router: Router) -> Router {
        Router::new().fallback_service(Protected::new(self.clone(), router))
    }

    /// Why nobody could ever pass: credentials that are blank, names and addresses that are none.
    pub fn problem(&self) -> Option<String> {
        match &*self.0 {
            Kind::Bearer(secret) => blank("token", secret),
            Kind::Basic(user, password) => blank("user", user).or_else(|| blank("password", password)),
            Kind::Header(name, key) => match name.parse::<HeaderName>() {
                Ok(_) => blank("key", key),
                Err(_) => Some(format!("`{name}` is not the name of a header")),
            },
            Kind::Query(_, key) => blank("key", key),
            #[cfg(feature = "oauth2")]
            Kind::OAuth2(authority) => authority.problem(),
            Kind::Custom(_) => None,
        }
    }

    /// Lets a request pass, without its credentials and with the [`Caller`] in its extensions; or gives the
    /// answer to it.
    pub(crate) async fn admit(&self, request: Request) -> Result<Request, Response> {
        let (mut parts, body) = request.into_parts();
        #[cfg(feature = "oauth2")]
        if let Kind::OAuth2(authority) = &*self.0
            && let Some(metadata) = authority.metadata(&parts)
        {
            return Err(metadata);
        }
        match self.check(&mut parts).await {
            Ok(caller) => {
                parts.extensions.insert(caller);
                Ok(Request::from_parts(parts, body))
            }
            Err(denied) => {
                let challenge = self.challenge(&denied);
                Err(denied.into_response(challenge))
            }
        }
    }

    async fn check(&self, parts: &mut Parts) -> Result<Caller, Denied> {
        match &*self.0 {
            Kind::Bearer(token) => {
                let came = take_authorization(parts, "Bearer").ok_or_else(Denied::missing)?;
                pass(equal(came.as_bytes(), token), "The token is not valid.", "")
            }
            Kind::Basic(user, password) => {
                let came = take_authorization(parts, "Basic").ok_or_else(Denied::missing)?;
                let (name, secret) = basic(&came).unwrap_or_default();
                // Both are compared, whatever comes out of the first.
                let known = equal(name.as_bytes(), user) & equal(secret.as_bytes(), password);
                pass(known, "User or password is not valid.", &name)
            }
            Kind::Header(name, key) => {
                let name: HeaderName = name.parse().map_err(|_| Denied::missing())?;
                let came = take_header(parts, &name).ok_or_else(Denied::missing)?;
                pass(equal(&came, key), "The key is not valid.", "")
            }
            Kind::Query(name, key) => {
                let came = take_query(parts, name).ok_or_else(Denied::missing)?;
                pass(equal(came.as_bytes(), key), "The key is not valid.", "")
            }
            #[cfg(feature = "oauth2")]
            Kind::OAuth2(authority) => {
                let token = take_authorization(parts, "Bearer").ok_or_else(Denied::missing)?;
                authority.check(&token).await
            }
            Kind::Custom(check) => check.check(parts).await,
        }
    }

    fn challenge(&self, denied: &Denied) -> Option<HeaderValue> {
        let text = match &*self.0 {
            Kind::Bearer(_) => match denied.error() {
                Some(error) => format!("Bearer error=\"{error}\""),
                None => "Bearer".to_owned(),
            },
            Kind::Basic(..) => "Basic realm=\"api\", charset=\"UTF-8\"".to_owned(),
            Kind::Header(name, _) => format!("ApiKey in=\"header\", name=\"{name}\""),
            Kind::Query(name, _) => format!("ApiKey in=\"query\", name=\"{name}\""),
            #[cfg(feature = "oauth2")]
            Kind::OAuth2(authority) => authority.challenge(denied),
            Kind::Custom(check) => return check.challenge(),
        };
        HeaderValue::try_from(text).ok()
    }
}

fn pass(known: bool, why: &'static str, name: &str) -> Result<Caller, Denied> {
    if known {
        Ok(Caller::new(name))
    } else {
        Err(Denied::invalid(why))
    }
}

fn blank(what: &str, secret: &Secret) -> Option<String> {
    secret
        .reveal()
        .trim()
        .is_empty()
        .then(|| format!("the {what} that callers should bring is blank"))
}

/// Shows the way of authentication, nothing secret.
impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match &*self.0 {
            Kind::Bearer(_) => "bearer",
            Kind::Basic(..) => "basic",
            Kind::Header(..) => "api key in a header",
            Kind::Query(..) => "api key in the query",
            #[cfg(feature = "oauth2")]
            Kind::OAuth2(_) => "oauth2",
            Kind::Custom(_) => "custom",
        };
        f.debug_tuple("Guard").field(&way).finish()
    }
}
