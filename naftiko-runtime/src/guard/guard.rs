//! The guard of an adapter.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::Response;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method};

use super::credentials::{basic, constant_time_eq, take_authorization, take_cookie, take_header, take_query};
#[cfg(feature = "oauth2")]
use super::oauth2::{ResourceServer, TokenValidator};
use super::{Authenticate, Caller, Rejection};
use crate::context::Context;
use crate::secret::Secret;

/// Authenticates the requests of an adapter, and rejects those without valid credentials. Cheap to clone.
#[derive(Clone)]
pub struct Guard {
    scheme: Arc<Scheme>,
    /// Paths that are served without credentials.
    public: Arc<[String]>,
    /// Whether the API page is served without credentials.
    pub(super) page: bool,
}

/// An extension of a request: the guard that has authenticated it.
#[derive(Clone)]
struct AlreadyAuthenticated(Guard);

enum Scheme {
    Bearer(Secret),
    Basic(Secret, Secret),
    Header {
        name: HeaderName,
        /// The name as the spec or the program spells it, for challenges.
        spelling: String,
        key: Secret,
    },
    Query(String, Secret),
    Cookie(String, Secret),
    #[cfg(feature = "oauth2")]
    OAuth2(Box<TokenValidator>),
    Custom(Box<dyn Authenticate>),
    /// Rejects every request, for this reason.
    DenyAll(String),
}

impl Guard {
    /// Requires this bearer token.
    pub fn bearer(token: impl Into<String>) -> Self {
        Self::new(Scheme::Bearer(Secret::new(token)))
    }

    /// Requires this user and password (HTTP Basic).
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self::new(Scheme::Basic(Secret::new(user), Secret::new(password)))
    }

    /// Requires a key in a header. With an invalid header name every request is rejected, and [`Guard::configuration_error`]
    /// returns the reason.
    pub fn api_key_header(name: impl Into<String>, key: impl Into<String>) -> Self {
        let spelling = name.into();
        match spelling.parse() {
            Ok(name) => Self::new(Scheme::Header {
                name,
                spelling,
                key: Secret::new(key),
            }),
            Err(_) => Self::deny_all(format!("`{spelling}` is not a valid header name")),
        }
    }

    /// Requires a key in the query.
    pub fn api_key_query(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self::new(Scheme::Query(name.into(), Secret::new(key)))
    }

    /// Requires a key in a cookie.
    pub fn api_key_cookie(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self::new(Scheme::Cookie(name.into(), Secret::new(key)))
    }

    /// Requires access tokens of an authorization server (OAuth 2).
    #[cfg(feature = "oauth2")]
    pub fn oauth2(server: ResourceServer) -> Self {
        Self::new(Scheme::OAuth2(Box::new(TokenValidator::new(server))))
    }

    /// Uses an authentication scheme of the program.
    pub fn custom(scheme: impl Authenticate) -> Self {
        Self::new(Scheme::Custom(Box::new(scheme)))
    }

    /// Rejects every request. [`Guard::configuration_error`] returns the reason, so that the adapter does not start.
    pub(super) fn deny_all(reason: String) -> Self {
        Self::new(Scheme::DenyAll(reason))
    }

    fn new(scheme: Scheme) -> Self {
        Self {
            scheme: Arc::new(scheme),
            public: Arc::new([]),
            page: false,
        }
    }

    /// Serves these paths, such as `/openapi.json`, without credentials (GET and HEAD).
    #[must_use]
    pub fn public_paths(mut self, paths: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let paths = paths.into_iter().map(Into::into);
        self.public = self.public.iter().cloned().chain(paths).collect();
        self
    }

    /// Serves the API page (`GET /docs`) without credentials, so that users can enter them there. The page then reads
    /// the API document with them. The guard serves the files of the page itself, so such requests never reach the
    /// router.
    #[cfg(feature = "rest")]
    #[must_use]
    pub fn with_page(mut self) -> Self {
        self.page = true;
        self
    }

    /// Wraps a router with this guard.
    pub fn protect(&self, router: Router) -> Router {
        let guard = self.clone();
        let check = middleware::from_fn(move |request, next| guard.clone().admit(request, next));
        Router::new().fallback_service(router).layer(check)
    }

    /// Passes on a request with valid credentials. The server created its context before the caller was known.
    async fn admit(self, request: Request, next: Next) -> Response {
        match self.authenticate(request).await {
            Ok(request) => match Context::current() {
                Some(context) => {
                    let caller = request.extensions().get::<Caller>().cloned();
                    context.with_caller(caller).scope(next.run(request)).await
                }
                None => next.run(request).await,
            },
            Err(response) => response,
        }
    }

    /// Returns why the guard would reject every request: an empty credential, or an invalid name or URI.
    pub fn configuration_error(&self) -> Option<String> {
        match &*self.scheme {
            Scheme::Bearer(secret) => empty_credential("token", secret),
            Scheme::Basic(user, password) => {
                empty_credential("user", user).or_else(|| empty_credential("password", password))
            }
            Scheme::Header { key, .. } | Scheme::Query(_, key) | Scheme::Cookie(_, key) => {
                empty_credential("key", key)
            }
            #[cfg(feature = "oauth2")]
            Scheme::OAuth2(validator) => validator.configuration_error(),
            Scheme::Custom(_) => None,
            Scheme::DenyAll(reason) => Some(reason.clone()),
        }
    }

    /// Authenticates a request. Returns it without its credentials and with the [`Caller`] in its extensions, or the
    /// response of the rejection.
    pub(crate) async fn authenticate(&self, request: Request) -> Result<Request, Response> {
        let (mut parts, body) = request.into_parts();
        if self.is_already_authenticated(&parts) {
            return Ok(Request::from_parts(parts, body));
        }
        #[cfg(feature = "oauth2")]
        if let Scheme::OAuth2(validator) = &*self.scheme
            && let Some(metadata) = validator.metadata(&parts)
        {
            return Err(metadata);
        }
        if self.is_public(&parts) {
            return Ok(Request::from_parts(parts, body));
        }
        match self.check_credentials(&mut parts).await {
            Ok(caller) => {
                parts.extensions.insert(caller);
                parts.extensions.insert(AlreadyAuthenticated(self.clone()));
                Ok(Request::from_parts(parts, body))
            }
            Err(rejection) => Err(self.page_file(&parts).unwrap_or_else(|| {
                let challenge = self.challenge(&rejection);
                rejection.into_response(challenge)
            })),
        }
    }

    /// Returns whether this guard has authenticated the request before; its credentials are then removed.
    fn is_already_authenticated(&self, parts: &Parts) -> bool {
        let authenticated = parts.extensions.get::<AlreadyAuthenticated>();
        authenticated.is_some_and(|AlreadyAuthenticated(guard)| Arc::ptr_eq(&guard.scheme, &self.scheme))
    }

    fn is_public(&self, parts: &Parts) -> bool {
        let path = parts.uri.path();
        matches!(parts.method, Method::GET | Method::HEAD) && self.public.iter().any(|public| public == path)
    }

    async fn check_credentials(&self, parts: &mut Parts) -> Result<Caller, Rejection> {
        match &*self.scheme {
            Scheme::Bearer(token) => {
                let sent = take_authorization(parts, "Bearer").ok_or_else(Rejection::missing)?;
                caller_or_rejection(constant_time_eq(sent.as_bytes(), token), "Invalid token.", "")
            }
            Scheme::Basic(user, password) => {
                let sent = take_authorization(parts, "Basic").ok_or_else(Rejection::missing)?;
                let (name, secret) = basic(&sent).unwrap_or_default();
                // Both are compared, so that the time does not tell which one is wrong.
                let valid =
                    constant_time_eq(name.as_bytes(), user) & constant_time_eq(secret.as_bytes(), password);
                caller_or_rejection(valid, "Invalid user name or password.", &name)
            }
            Scheme::Header { name, key, .. } => {
                let sent = take_header(parts, name).ok_or_else(Rejection::missing)?;
                caller_or_rejection(constant_time_eq(&sent, key), "Invalid API key.", "")
            }
            Scheme::Query(name, key) => {
                let sent = take_query(parts, name).ok_or_else(Rejection::missing)?;
                caller_or_rejection(constant_time_eq(sent.as_bytes(), key), "Invalid API key.", "")
            }
            Scheme::Cookie(name, key) => {
                let sent = take_cookie(parts, name).ok_or_else(Rejection::missing)?;
                caller_or_rejection(constant_time_eq(&sent, key), "Invalid API key.", "")
            }
            #[cfg(feature = "oauth2")]
            Scheme::OAuth2(validator) => {
                let token = take_authorization(parts, "Bearer").ok_or_else(Rejection::missing)?;
                validator.check(&token).await
            }
            Scheme::Custom(scheme) => scheme.authenticate(parts).await,
            Scheme::DenyAll(_) => Err(Rejection::unavailable()),
        }
    }

    /// Returns the file of the API page for a request, if the page is served without credentials.
    #[cfg(feature = "rest")]
    fn page_file(&self, parts: &Parts) -> Option<Response> {
        let requested = self.page && matches!(parts.method, Method::GET | Method::HEAD);
        requested.then(|| crate::api_page::file(parts.uri.path()))?
    }

    #[cfg(not(feature = "rest"))]
    #[expect(clippy::unused_self, reason = "there is no page without REST")]
    fn page_file(&self, _: &Parts) -> Option<Response> {
        None
    }

    /// Returns the `WWW-Authenticate` header of a rejection.
    fn challenge(&self, rejection: &Rejection) -> Option<HeaderValue> {
        let text = match &*self.scheme {
            Scheme::Bearer(_) => match rejection.error() {
                Some(error) => format!("Bearer error=\"{error}\""),
                None => "Bearer".to_owned(),
            },
            Scheme::Basic(..) => "Basic realm=\"api\", charset=\"UTF-8\"".to_owned(),
            Scheme::Header { spelling, .. } => format!("ApiKey in=\"header\", name=\"{spelling}\""),
            Scheme::Query(name, _) => format!("ApiKey in=\"query\", name=\"{name}\""),
            Scheme::Cookie(name, _) => format!("ApiKey in=\"cookie\", name=\"{name}\""),
            #[cfg(feature = "oauth2")]
            Scheme::OAuth2(validator) => validator.challenge(rejection),
            Scheme::Custom(scheme) => return scheme.challenge(),
            Scheme::DenyAll(_) => return None,
        };
        HeaderValue::try_from(text).ok()
    }
}

fn caller_or_rejection(valid: bool, detail: &'static str, name: &str) -> Result<Caller, Rejection> {
    if valid {
        Ok(Caller::new(name))
    } else {
        Err(Rejection::invalid(detail))
    }
}

fn empty_credential(what: &str, secret: &Secret) -> Option<String> {
    secret
        .reveal()
        .trim()
        .is_empty()
        .then(|| format!("the configured {what} is empty"))
}

/// Shows the scheme, no secrets.
impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match &*self.scheme {
            Scheme::Bearer(_) => "bearer",
            Scheme::Basic(..) => "basic",
            Scheme::Header { .. } => "api key in a header",
            Scheme::Query(..) => "api key in the query",
            Scheme::Cookie(..) => "api key in a cookie",
            #[cfg(feature = "oauth2")]
            Scheme::OAuth2(_) => "oauth2",
            Scheme::Custom(_) => "custom",
            Scheme::DenyAll(_) => "deny all",
        };
        f.debug_tuple("Guard").field(&scheme).finish()
    }
}
