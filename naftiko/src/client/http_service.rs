//! What carries requests to an API: our HTTP client, or a service that stands before it or in its place.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::Either;
use http::{Request, Response};
use tower_service::Service;

use super::TransportError;
use super::body::{Body, BoxError};
use super::pool::Pool;
use super::tls::{self, Tls};
use super::transport::Profile;

type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send>>;

/// What carries requests to an API: the [`Service`] that layers of
/// [`Config::layer`](super::Config::layer) stand around.
///
/// Each attempt passes through it, complete with its credentials.
#[derive(Clone)]
pub struct Carrier(Kind);

#[derive(Clone)]
enum Kind {
    Pool(Arc<Pool>),
    Service(Arc<dyn Exchange>),
}

impl Carrier {
    /// Our own HTTP client, for hosts anywhere; the error says why there is none.
    #[cfg(feature = "oauth2")]
    pub(crate) fn ours() -> Result<Self, String> {
        Self::pool(Profile::default(), None)
    }

    /// Our own HTTP client for a profile, with this TLS or the one that the profile asks for.
    pub(super) fn pool(profile: Profile, tls: Option<Tls>) -> Result<Self, String> {
        let tls = tls.map_or_else(|| tls::configuration(profile), Ok)?;
        Ok(Self(Kind::Pool(Arc::new(Pool::new(profile, &tls)))))
    }

    pub(crate) fn service<S>(service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        Self(Kind::Service(Arc::new(Shared(service))))
    }

    /// Sends a request and waits for the head of the answer.
    ///
    /// No `async fn`, which would keep the request twice where a few words are kept.
    pub(crate) fn send(
        &self,
        request: Request<Body>,
    ) -> impl Future<Output = Result<Response<Body>, TransportError>> + Send + use<> {
        match &self.0 {
            Kind::Pool(pool) => Either::Left(pool.send(request)),
            Kind::Service(service) => Either::Right(service.exchange(request)),
        }
    }
}

impl Service<Request<Body>> for Carrier {
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

impl fmt::Debug for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Carrier").finish_non_exhaustive()
    }
}

/// A service of any type, each exchange on a clone of it.
trait Exchange: Send + Sync {
    fn exchange(&self, request: Request<Body>) -> Answering;
}

struct Shared<S>(S);

impl<S> Exchange for Shared<S>
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    fn exchange(&self, request: Request<Body>) -> Answering {
        let mut service = self.0.clone();
        let refused = |error: S::Error| TransportError::from_box(error.into());
        Box::pin(async move {
            poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(refused)?;
            service.call(request).await.map_err(refused)
        })
    }
}
