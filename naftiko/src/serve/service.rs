//! What every request passes before an adapter sees it.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{self, Poll, ready};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use futures_util::FutureExt as _;
use futures_util::future::{Either, lazy};
use http::header::{CONNECTION, RETRY_AFTER};
use http::{HeaderValue, Method, StatusCode};
use hyper::body::Incoming;
use tokio::sync::Semaphore;
use tower_service::Service as _;

use super::clock::Clock;
use super::hosts::Hosts;
use super::limits::Limits;
use super::request_future::Passing;
use crate::context::{Context, REQUEST_ID};
use crate::document;
use crate::inbound::{Caller, Guard};

/// The front of an adapter: whom it is for, how many at once, who calls, how long it may take; and what
/// every answer carries.
#[derive(Clone)]
pub(super) struct Front(Arc<Inner>);

struct Inner {
    router: Router,
    guard: Option<Guard>,
    hosts: Option<Hosts>,
    limits: Limits,
    permits: Arc<Semaphore>,
    /// Whether connections end after the answer that is under way.
    closing: AtomicBool,
}

impl Front {
    pub(super) fn new(router: Router, guard: Option<Guard>, hosts: Option<Hosts>, limits: Limits) -> Self {
        let permits = Arc::new(Semaphore::new(limits.requests_at_once()));
        Self(Arc::new(Inner {
            router,
            guard,
            hosts,
            limits,
            permits,
            closing: AtomicBool::new(false),
        }))
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The front for the requests of a connection.
    pub(super) fn entrance(self, clock: Clock) -> Entrance {
        Entrance { inner: self.0, clock }
    }

    /// From here on each answer is the last of its connection.
    pub(super) fn close(&self) {
        self.0.closing.store(true, Ordering::Relaxed);
    }
}

/// The front as the requests of one connection pass it.
pub(super) struct Entrance {
    inner: Arc<Inner>,
    clock: Clock,
}

impl Inner {
    /// Why a request is not for this adapter.
    fn refuse(&self, request: &Request) -> Option<Response> {
        let why = self.hosts.as_ref()?.refuse(request.uri(), request.headers())?;
        Some(document::response(StatusCode::FORBIDDEN, "Forbidden", why))
    }

    /// Hands a request to the router. What is made of here stays small, as every request pays for it: no
    /// `async fn`, which would keep the request once more for each that it passes.
    fn pass(&self, context: Context, request: Request, clock: &Clock) -> Either<Ready<Response>, Passing> {
        let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() else {
            return Either::Left(ready(busy()));
        };
        let caller = request.extensions().get::<Caller>().cloned();
        let context = context.with(caller, self.limits.body_size());
        let mut router = self.router.clone();
        let answer = context.scope(lazy(move |_| router.call(request)).flatten());
        let deadline = clock.after(self.limits.request_time());
        Either::Right(Passing::new(answer, deadline, permit))
    }

    /// What every answer carries.
    fn complete(&self, mut response: Response, id: Option<HeaderValue>) -> Response {
        let headers = response.headers_mut();
        if let Some(id) = id {
            headers.insert(REQUEST_ID, id);
        }
        if self.closing.load(Ordering::Relaxed) {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// A request that is to be logged.
struct Seen {
    begun: Instant,
    method: Method,
    path: String,
}

impl Seen {
    fn new(request: &Request) -> Option<Self> {
        tracing::enabled!(target: "naftiko::request", tracing::Level::INFO).then(|| Self {
            begun: Instant::now(),
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
        })
    }

    fn answered(&self, response: &Response, id: Option<&HeaderValue>) {
        let Self { begun, method, path } = self;
        let status = response.status().as_u16();
        let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let id = id.and_then(|id| id.to_str().ok()).unwrap_or_default();
        tracing::info!(target: "naftiko::request", %method, path, status, milliseconds, request_id = id, "answered");
    }
}

fn busy() -> Response {
    let mut response = document::response(
        StatusCode::SERVICE_UNAVAILABLE,
        "Busy",
        "Too many requests are under way.",
    );
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// A request being answered.
pub(super) struct Answering {
    inner: Arc<Inner>,
    id: Option<HeaderValue>,
    seen: Option<Seen>,
    answer: Answer,
}

type Later = Pin<Box<dyn Future<Output = Response> + Send>>;

/// An answer that there is; one of the router; one that a guard has a say in.
type Answer = Either<Ready<Response>, Either<Passing, Later>>;

impl Future for Answering {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Self::Output> {
        let response = ready!(self.answer.poll_unpin(context));
        let id = self.id.take();
        if let Some(seen) = &self.seen {
            seen.answered(&response, id.as_ref());
        }
        Poll::Ready(Ok(self.inner.complete(response, id)))
    }
}

impl hyper::service::Service<http::Request<Incoming>> for Entrance {
    type Response = Response;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, request: http::Request<Incoming>) -> Answering {
        let inner = Arc::clone(&self.inner);
        let request = request.map(Body::new);
        let context = Context::from_headers(request.headers());
        let id = context.request_id_header();
        let seen = Seen::new(&request);
        let answer: Answer = match (inner.refuse(&request), inner.guard.clone()) {
            (Some(refusal), _) => Either::Left(ready(refusal)),
            (None, None) => match inner.pass(context, request, &self.clock) {
                Either::Left(busy) => Either::Left(busy),
                Either::Right(passing) => Either::Right(Either::Left(passing)),
            },
            (None, Some(guard)) => {
                let (inner, clock) = (Arc::clone(&inner), self.clock.clone());
                Either::Right(Either::Right(Box::pin(async move {
                    match guard.admit(request).await {
                        Ok(request) => inner.pass(context, request, &clock).await,
                        Err(response) => response,
                    }
                })))
            }
        };
        Answering {
            inner,
            id,
            seen,
            answer,
        }
    }
}
