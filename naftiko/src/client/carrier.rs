//! What carries requests to an API: our HTTP client, or a service that stands before it or in its place.

use std::fmt;
use std::future::{Future, poll_fn, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::FutureExt as _;
use futures_util::future::Either;
use http::{Request, Response};
use tower_service::Service;

use super::TransportError;
use super::body::{Body, BoxError};
use super::request::Outgoing;

type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send>>;

/// What carries requests to an API: the [`Service`] that layers of
/// [`Config::layer`](super::Config::layer) stand around.
///
/// Each attempt passes through it, complete with its credentials.
#[derive(Clone)]
pub struct Carrier(Kind);

#[derive(Clone)]
enum Kind {
    Http(reqwest::Client),
    Service(Arc<dyn Exchange>),
}

impl Carrier {
    pub(super) fn of(client: reqwest::Client) -> Self {
        Self(Kind::Http(client))
    }

    pub(super) fn service<S>(service: S) -> Self
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
    pub(super) fn send(
        &self,
        request: Outgoing,
    ) -> impl Future<Output = Result<Response<Body>, TransportError>> + Send + use<> {
        match &self.0 {
            Kind::Http(client) => {
                let mut outgoing = reqwest::Request::new(request.method, request.url);
                *outgoing.headers_mut() = request.headers;
                *outgoing.body_mut() = request.body.take().map(Body::into_reqwest);
                Either::Left(execute(client, outgoing))
            }
            Kind::Service(service) => Either::Right(match request.into_http() {
                Ok(request) => service.exchange(request),
                Err(error) => Box::pin(ready(Err(error))),
            }),
        }
    }
}

fn execute(
    client: &reqwest::Client,
    request: reqwest::Request,
) -> impl Future<Output = Result<Response<Body>, TransportError>> + Send + use<> {
    client.execute(request).map(|outcome| {
        let response = outcome.map_err(TransportError::from_reqwest)?;
        Ok(Response::<reqwest::Body>::from(response).map(Body::streamed))
    })
}

impl Service<Request<Body>> for Carrier {
    type Response = Response<Body>;
    type Error = TransportError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        match &self.0 {
            Kind::Http(client) => {
                let client = client.clone();
                Box::pin(async move {
                    let request = request.map(Body::into_reqwest);
                    let request =
                        reqwest::Request::try_from(request).map_err(TransportError::from_reqwest)?;
                    execute(&client, request).await
                })
            }
            Kind::Service(service) => service.exchange(request),
        }
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
