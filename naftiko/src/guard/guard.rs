//! A check of callers, ready to be used.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderName, Method};

use super::credentials::{basic, equal, take_authorization, take_cookie, take_header, take_query};
#[cfg(feature = "oauth2")]
use super::oauth2::{Authority, ResourceServer};
use super::router::Protected;
use super::{Caller, Check, Denied};
use crate::secret::Secret;

/// Lets requests with the right credentials pass, and tells the others what to bring. Cheap to clone.
#[derive(Clone)]
pub struct Guard {
    pub(super) kind: Arc<Kind>,
    /// Paths that anybody may read.
    open: Arc<[String]>,
    /// Whether the API page is shown to who has no credentials.
    pub(super) page: bool,
}

/// In the extensions of a request: the guard that let it pass.
#[derive(Clone)]
struct Passed(Guard);

pub(super) enum Kind {
    Bearer(Secret),
    Basic(Secret, Secret),
    Header(String, Secret),
    Query(String, Secret),
    Cookie(String, Secret),
    #[cfg(feature = "oauth2")]
    OAuth2(Box<Authority>),
    Custom(Box<dyn Check>),
    /// Nobody passes; why.
    Nobody(String),
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

    /// Asks for a key in a cookie.
    pub fn api_key_cookie(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self::new(Kind::Cookie(name.into(), Secret::new(key)))
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

    /// Lets nobody pass: a way of authentication that only the program can know. [`Guard::problem`] says
    /// why, so that an adapter behind it does not start.
    pub(super) fn nobody(why: String) -> Self {
        Self::new(Kind::Nobody(why))
    }

    fn new(kind: Kind) -> Self {
        Self {
            kind: Arc::new(kind),
            open: Arc::new([]),
            page: false,
        }
    }

    /// Lets everybody read (GET and HEAD) what is at these paths, such as `/openapi.json`.
    #[must_use]
    pub fn open(mut self, paths: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let paths = paths.into_iter().map(Into::into);
        self.open = self.open.iter().cloned().chain(paths).collect();
        self
    }

    /// Puts the guard in front of a router.
    pub fn protect(&self, router: Router) -> Router {
        Router::new().fallback_service(Protected::new(self.clone(), router))
    }

    /// Why nobody could ever pass: credentials that are blank, names and addresses that are none.
    pub fn problem(&self) -> Option<String> {
        match &*self.kind {
            Kind::Bearer(secret) => blank("token", secret),
            Kind::Basic(user, password) => blank("user", user).or_else(|| blank("password", password)),
            Kind::Header(name, key) => match name.parse::<HeaderName>() {
                Ok(_) => blank("key", key),
                Err(_) => Some(format!("`{name}` is not the name of a header")),
            },
            Kind::Query(_, key) | Kind::Cookie(_, key) => blank("key", key),
            #[cfg(feature = "oauth2")]
            Kind::OAuth2(authority) => authority.problem(),
            Kind::Custom(_) => None,
            Kind::Nobody(why) => Some(why.clone()),
        }
    }

    /// Lets a request pass, without its credentials and with the [`Caller`] in its extensions; or gives the
    /// answer to it.
    pub(crate) async fn admit(&self, request: Request) -> Result<Request, Response> {
        let (mut parts, body) = request.into_parts();
        if self.has_passed(&parts) {
            return Ok(Request::from_parts(parts, body));
        }
        #[cfg(feature = "oauth2")]
        if let Kind::OAuth2(authority) = &*self.kind
            && let Some(metadata) = authority.metadata(&parts)
        {
            return Err(metadata);
        }
        if self.is_open(&parts) {
            return Ok(Request::from_parts(parts, body));
        }
        match self.check(&mut parts).await {
            Ok(caller) => {
                parts.extensions.insert(caller);
                parts.extensions.insert(Passed(self.clone()));
                Ok(Request::from_parts(parts, body))
            }
            Err(denied) => Err(self.page_file(&parts).unwrap_or_else(|| {
                let challenge = self.challenge(&denied);
                denied.into_response(challenge)
            })),
        }
    }

    /// Whether this very guard let the request pass before: its credentials are gone by now.
    fn has_passed(&self, parts: &Parts) -> bool {
        let passed = parts.extensions.get::<Passed>();
        passed.is_some_and(|Passed(guard)| Arc::ptr_eq(&guard.kind, &self.kind))
    }

    fn is_open(&self, parts: &Parts) -> bool {
        let path = parts.uri.path();
        matches!(parts.method, Method::GET | Method::HEAD) && self.open.iter().any(|open| open == path)
    }

    async fn check(&self, parts: &mut Parts) -> Result<Caller, Denied> {
        match &*self.kind {
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
            Kind::Cookie(name, key) => {
                let came = take_cookie(parts, name).ok_or_else(Denied::missing)?;
                pass(equal(&came, key), "The key is not valid.", "")
            }
            #[cfg(feature = "oauth2")]
            Kind::OAuth2(authority) => {
                let token = take_authorization(parts, "Bearer").ok_or_else(Denied::missing)?;
                authority.check(&token).await
            }
            Kind::Custom(check) => check.check(parts).await,
            Kind::Nobody(_) => Err(Denied::unavailable()),
        }
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
        let way = match &*self.kind {
            Kind::Bearer(_) => "bearer",
            Kind::Basic(..) => "basic",
            Kind::Header(..) => "api key in a header",
            Kind::Query(..) => "api key in the query",
            Kind::Cookie(..) => "api key in a cookie",
            #[cfg(feature = "oauth2")]
            Kind::OAuth2(_) => "oauth2",
            Kind::Custom(_) => "custom",
            Kind::Nobody(_) => "nobody",
        };
        f.debug_tuple("Guard").field(&way).finish()
    }
}
