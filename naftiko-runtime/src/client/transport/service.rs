//! HTTP services under a client: the built-in one, layers, replacements.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::Either;
use http::{Request, Response};
use tower_service::Service;

use super::TransportOptions;
use super::pool::Pool;
use super::tls::{self, Tls};
use crate::client::error::BoxError;
use crate::client::{Body, TransportError};

/// The future of [`SendRequest::send`].
pub type ResponseFuture = Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send>>;

/// The service that sends requests to an API: the [`Service`] that layers of [`Config::layer`](crate::client::Config::layer)
/// wrap.
///
/// Each attempt passes through it, complete with its credentials.
#[derive(Clone)]
pub struct HttpService(ServiceKind);

#[derive(Clone)]
enum ServiceKind {
    Pool(Arc<Pool>),
    Service(Arc<dyn SendRequest>),
}

/// Wraps a service in a layer.
pub(crate) type BoxLayer = Arc<dyn Fn(HttpService) -> HttpService + Send + Sync>;

impl HttpService {
    /// Creates the built-in HTTP client for hosts anywhere; the error says why it cannot.
    #[cfg(any(feature = "oauth2", feature = "testing"))]
    pub(crate) fn default_client() -> Result<Self, String> {
        Self::pool(TransportOptions::default(), None)
    }

    /// Creates the built-in HTTP client with this TLS configuration, or the one that the options require.
    pub(crate) fn pool(options: TransportOptions, tls: Option<Tls>) -> Result<Self, String> {
        let tls = tls.map_or_else(|| tls::configuration(options), Ok)?;
        Ok(Self(ServiceKind::Pool(Arc::new(Pool::new(options, &tls)))))
    }

    pub(crate) fn from_service(service: impl SendRequest) -> Self {
        Self(ServiceKind::Service(Arc::new(service)))
    }

    /// Sends a request and waits for the head of the response.
    ///
    /// An `async fn` would store the request twice, where a few words are enough.
    pub(crate) fn send(
        &self,
        request: Request<Body>,
    ) -> impl Future<Output = Result<Response<Body>, TransportError>> + Send + use<> {
        match &self.0 {
            ServiceKind::Pool(pool) => Either::Left(pool.send(request)),
            ServiceKind::Service(service) => Either::Right(service.send(request)),
        }
    }
}

impl Service<Request<Body>> for HttpService {
    type Response = Response<Body>;
    type Error = TransportError;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(self.send(request))
    }
}

impl fmt::Debug for HttpService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpService").finish_non_exhaustive()
    }
}

/// A service that sends HTTP requests: every [`Service`] of such requests that can be cloned.
pub trait SendRequest: Send + Sync + 'static {
    /// Sends a request and waits for the head of the response.
    fn send(&self, request: Request<Body>) -> ResponseFuture;
}

impl<S> SendRequest for S
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    fn send(&self, request: Request<Body>) -> ResponseFuture {
        let mut service = self.clone();
        let failed = |error: S::Error| TransportError::from_box(error.into());
        Box::pin(async move {
            poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(failed)?;
            service.call(request).await.map_err(failed)
        })
    }
}
