//! What every request passes before an adapter sees it.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use futures_util::FutureExt as _;
use http::header::{CONNECTION, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use hyper::body::Incoming;
use tokio::sync::Semaphore;
use tower_service::Service as _;

use super::hosts::Hosts;
use super::limits::Limits;
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
    permits: Semaphore,
    /// Whether connections end after the answer that is under way.
    closing: AtomicBool,
}

impl Front {
    pub(super) fn new(router: Router, guard: Option<Guard>, hosts: Option<Hosts>, limits: Limits) -> Self {
        let permits = Semaphore::new(limits.requests_at_once());
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

    /// From here on each answer is the last of its connection.
    pub(super) fn close(&self) {
        self.0.closing.store(true, Ordering::Relaxed);
    }
}

impl Inner {
    async fn answer(&self, request: Request) -> Response {
        let context = Context::from_headers(request.headers());
        let id = context.request_id_header();
        let seen = tracing::enabled!(target: "naftiko::request", tracing::Level::INFO).then(|| {
            (
                Instant::now(),
                request.method().clone(),
                request.uri().path().to_owned(),
            )
        });
        let mut response = match self.admit(request).await {
            Ok(request) => self.pass(context, request).await,
            Err(response) => response,
        };
        if let Some((begun, method, path)) = seen {
            let status = response.status().as_u16();
            let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            let id = id.as_ref().and_then(|id| id.to_str().ok()).unwrap_or_default();
            tracing::info!(target: "naftiko::request", %method, path, status, milliseconds, request_id = id, "answered");
        }
        let headers = response.headers_mut();
        if let Some(id) = id {
            headers.insert(REQUEST_ID, id);
        }
        if self.closing.load(Ordering::Relaxed) {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    async fn admit(&self, request: Request) -> Result<Request, Response> {
        let hosts = self.hosts.as_ref();
        if let Some(why) = hosts.and_then(|hosts| hosts.refuse(request.uri(), request.headers())) {
            return Err(document::response(StatusCode::FORBIDDEN, "Forbidden", why));
        }
        match &self.guard {
            Some(guard) => guard.admit(request).await,
            None => Ok(request),
        }
    }

    async fn pass(&self, context: Context, request: Request) -> Response {
        let Ok(_permit) = self.permits.try_acquire() else {
            return busy();
        };
        let caller = request.extensions().get::<Caller>().cloned();
        let context = context.with(caller, self.limits.body_size());
        let mut router = self.router.clone();
        let answer = context.scope(async move { router.call(request).await });
        let answer = AssertUnwindSafe(answer).catch_unwind();
        match tokio::time::timeout(self.limits.request_time(), answer).await {
            Ok(Ok(Ok(response))) => response,
            Ok(Ok(Err(never))) => match never {},
            Ok(Err(_)) => document::response(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Internal error",
                "The request failed inside of the server.",
            ),
            Err(_) => document::response(
                StatusCode::GATEWAY_TIMEOUT,
                "No answer",
                "The request took too long.",
            ),
        }
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

impl hyper::service::Service<http::Request<Incoming>> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn call(&self, request: http::Request<Incoming>) -> Self::Future {
        let inner = Arc::clone(&self.0);
        Box::pin(async move { Ok(inner.answer(request.map(Body::new)).await) })
    }
}
