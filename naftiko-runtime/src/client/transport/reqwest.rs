//! A reqwest client in place of the built-in one.

use std::task::{Context, Poll};

use futures_util::TryFutureExt as _;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use tower_service::Service;

use super::pool::{IDLE_TIMEOUT, USER_AGENT_VALUE};
use super::{TransportOptions, tls};
use crate::client::{Body, BuildError, BuildProblem, BuildProblemKind, TransportError, TransportErrorKind};

/// Returns a builder of an HTTP client for [`Config::http`](crate::client::Config::http), with the defaults of the built-in
/// one: TLS with the platform's roots, no redirects, the same timeouts and user agent.
///
/// (`reqwest::Client::builder()` has no TLS provider in this setup, and panics without one.)
///
/// # Errors
/// When the platform has no root certificates.
pub fn http_builder() -> Result<reqwest::ClientBuilder, BuildError> {
    let options = TransportOptions::default();
    let tls = tls::configuration(options).map_err(|why| {
        let problem = BuildProblem::new("http", BuildProblemKind::Http, why);
        BuildError::from(problem)
    })?;
    let builder = reqwest::Client::builder()
        .user_agent(USER_AGENT_VALUE)
        .connect_timeout(options.connect_timeout)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false);
    Ok(with_tls(builder, &tls))
}

#[cfg(feature = "tls")]
fn with_tls(builder: reqwest::ClientBuilder, tls: &tls::Tls) -> reqwest::ClientBuilder {
    builder.tls_backend_preconfigured(rustls::ClientConfig::clone(tls))
}

#[cfg(not(feature = "tls"))]
fn with_tls(builder: reqwest::ClientBuilder, _: &tls::Tls) -> reqwest::ClientBuilder {
    builder
}

/// A reqwest client as a service.
#[derive(Clone)]
pub(crate) struct Reqwest(pub(crate) reqwest::Client);

impl Service<Request<Body>> for Reqwest {
    type Response = Response<Body>;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<Response<Body>, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let client = self.0.clone();
        Box::pin(async move {
            let request = request.map(reqwest::Body::wrap);
            let request = reqwest::Request::try_from(request).map_err(from_reqwest)?;
            let response = client.execute(request).map_err(from_reqwest).await?;
            let response = Response::<reqwest::Body>::from(response);
            Ok(response.map(|body| Body::new(body.map_err(from_reqwest))))
        })
    }
}

/// Keeps the kind and the innermost reason. The URL is dropped: its query may contain keys.
fn from_reqwest(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    match () {
        () if error.is_timeout() && error.is_connect() => {
            TransportError::of(TransportErrorKind::Timeout, &error).unsent()
        }
        () if error.is_timeout() => TransportError::of(TransportErrorKind::Timeout, &error),
        () if error.is_connect() => TransportError::of(TransportErrorKind::Connect, &error),
        () => TransportError::of(TransportErrorKind::Io, &error),
    }
}
