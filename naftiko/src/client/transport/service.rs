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

type ResponseFuture = Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send>>;

/// The service that sends requests to an API: the [`Service`] that layers of [`Config::layer`](crate::client::Config::layer)
/// wrap.
///
/// Each attempt passes through it, complete with its credentials.
#[derive(Clone)]
pub struct HttpService(ServiceKind);

#[derive(Clone)]
enum ServiceKind {
    Pool(Arc<Pool>),
    Service(Arc<dyn DynService>),
}

/// Wraps a service in a layer.
pub(crate) type BoxLayer = Arc<dyn Fn(HttpService) -> HttpService + Send + Sync>;

impl HttpService {
    /// Creates the built-in HTTP client for hosts anywhere; the error says why it cannot.
    #[cfg(feature = "oauth2")]
    pub(crate) fn default_client() -> Result<Self, String> {
        Self::pool(TransportOptions::default(), None)
    }

    /// Creates the built-in HTTP client with this TLS configuration, or the one that the options require.
    pub(crate) fn pool(options: TransportOptions, tls: Option<Tls>) -> Result<Self, String> {
        let tls = tls.map_or_else(|| tls::configuration(options), Ok)?;
        Ok(Self(ServiceKind::Pool(Arc::new(Pool::new(options, &tls)))))
    }

    pub(crate) fn from_service<S>(service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        Self(ServiceKind::Service(Arc::new(Cloned(service))))
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
            ServiceKind::Service(service) => Either::Right(service.call(request)),
        }
    }
}

impl Service<Request<Body>> for HttpService {
    type Response = Response<Body>;
    type Error = TransportError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send>>;

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

/// A service of any type, cloned for each request.
trait DynService: Send + Sync {
    fn call(&self, request: Request<Body>) -> ResponseFuture;
}

struct Cloned<S>(S);

impl<S> DynService for Cloned<S>
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    fn call(&self, request: Request<Body>) -> ResponseFuture {
        let mut service = self.0.clone();
        let failed = |error: S::Error| TransportError::from_box(error.into());
        Box::pin(async move {
            poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(failed)?;
            service.call(request).await.map_err(failed)
        })
    }
}
