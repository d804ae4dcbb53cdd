//! The service of an adapter's routes.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll, ready};

use axum::Router;
use axum::extract::{NestedPath, Request as AxumRequest};
use axum::response::Response as AxumResponse;
use axum::routing::future::RouteFuture;
use futures_util::FutureExt as _;
use tower_service::Service as _;

use super::pages::AskedRoute;
use super::{Problem, Reply};
use crate::context::Context;

/// The response of a handler, before it is completed for the caller.
pub(super) type HandlerFuture = Pin<Box<dyn Future<Output = Result<Reply, Problem>> + Send>>;

/// A handler that has been started, and the page that its request asks for.
pub(super) struct Dispatched {
    pub(super) handler: HandlerFuture,
    pub(super) page: Option<Box<AskedRoute>>,
}

impl Dispatched {
    /// Lets the call of a handler see the page that is asked for, and name the next one.
    pub(super) fn of_page(handler: HandlerFuture, page: AskedRoute) -> Self {
        let handler = match Context::current() {
            Some(context) => Box::pin(context.with_page(page.page.clone()).scope(handler)),
            None => handler,
        };
        let page = Some(Box::new(page));
        Self { handler, page }
    }
}

/// Routes with their state, whatever its type.
pub(super) trait Dispatch: Send + Sync {
    /// Starts the handler of a request, or returns the response when there is none to run.
    fn dispatch(&self, request: AxumRequest) -> Result<Dispatched, Box<AxumResponse>>;

    /// Completes the response of a handler. `prefix` is the path that the routes are nested below.
    fn complete(
        &self,
        result: Result<Reply, Problem>,
        page: Option<&AskedRoute>,
        prefix: &str,
    ) -> AxumResponse;
}

/// What a REST adapter serves: [`Routes`](super::Routes) with their state, or any router. Cheap to clone.
#[derive(Clone)]
pub struct Service(Kind);

#[derive(Clone)]
enum Kind {
    /// An adapter calls these itself, since a search of axum for the only service of a router costs as much as one of
    /// the routes.
    Routes(Arc<dyn Dispatch>),
    Router(Router),
}

impl Service {
    pub(super) fn new(routes: Arc<dyn Dispatch>) -> Self {
        Self(Kind::Routes(routes))
    }

    /// Starts the response to a request in the current context.
    pub(crate) fn respond(self, request: AxumRequest) -> ResponseFuture {
        let routes = match self.0 {
            Kind::Routes(routes) => routes,
            Kind::Router(mut router) => {
                return ResponseFuture(Progress::Router(Box::new(router.call(request))));
            }
        };
        let nested = request.extensions().get::<NestedPath>().cloned();
        ResponseFuture(match routes.dispatch(request) {
            Ok(dispatched) => Progress::Handler {
                dispatched,
                routes,
                nested,
            },
            Err(response) => Progress::Ready(Some(response)),
        })
    }
}

impl From<Router> for Service {
    fn from(router: Router) -> Self {
        Self(Kind::Router(router))
    }
}

impl tower_service::Service<AxumRequest> for Service {
    type Response = AxumResponse;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<AxumResponse, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: AxumRequest) -> Self::Future {
        let service = self.clone();
        match Context::from_request_if_unset(request.headers(), request.extensions()) {
            Some(context) => Box::pin(context.scope(async move { service.respond(request).await })),
            None => Box::pin(service.respond(request)),
        }
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}

/// A response of a [`Service`]. It allocates nothing beside the future of the handler.
pub(crate) struct ResponseFuture(Progress);

enum Progress {
    Ready(Option<Box<AxumResponse>>),
    Handler {
        dispatched: Dispatched,
        routes: Arc<dyn Dispatch>,
        nested: Option<NestedPath>,
    },
    Router(Box<RouteFuture<Infallible>>),
}

impl Future for ResponseFuture {
    type Output = Result<AxumResponse, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Self::Output> {
        let response = match &mut self.0 {
            Progress::Ready(response) => match response.take() {
                Some(response) => *response,
                // As of every future, nothing is left after its value.
                None => return Poll::Pending,
            },
            Progress::Handler {
                dispatched: Dispatched { handler, page },
                routes,
                nested,
            } => {
                let result = ready!(handler.poll_unpin(context));
                let prefix = nested.as_ref().map_or("", NestedPath::as_str);
                routes.complete(result, page.as_deref(), prefix)
            }
            Progress::Router(future) => return future.poll_unpin(context),
        };
        Poll::Ready(Ok(response))
    }
}
