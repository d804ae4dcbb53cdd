//! The service of an adapter: host check, limits, guard, timeout and log of every request.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{self, Poll, ready};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use futures_util::FutureExt as _;
use futures_util::future::{Either, lazy, select};
use http::header::{CONNECTION, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Method, StatusCode};
use hyper::body::Incoming;
use tower_service::Service as _;

use super::admission::{Admission, Admitted, CallerShares, Shared};
use super::clock::{ConnectionClock, Deadline};
use super::compression::Compressible;
use super::held::held;
use super::limits::Limits;
use crate::context::{Context, REQUEST_ID};
use crate::guard::{Caller, Guard};
use crate::origins::{Checked, Head, OriginPolicy};
use crate::panics::{self, Caught};
use crate::problem;
use crate::telemetry::{Outcome, Recorder, Recording};

/// The service of an adapter. Each request passes the host check, the guard and the limits before the router; each
/// response gets its headers and its log event. Cheap to clone.
#[derive(Clone)]
pub(super) struct AdapterService(Arc<AdapterState>);

/// What an adapter serves.
pub(super) struct Served {
    pub(super) routes: Routes,
    pub(super) guard: Option<Guard>,
    pub(super) policy: OriginPolicy,
    /// Whether responses are compressed for callers that accept it.
    pub(super) compression: bool,
    /// Returns the response of an overloaded server, with this detail.
    pub(super) overloaded: fn(&str) -> Response,
    /// Records the requests, if the server has telemetry.
    pub(super) recorder: Option<Recorder>,
}

/// What handles the requests of an adapter. Cheap to clone.
#[derive(Clone)]
pub(super) enum Routes {
    /// The pages of a control adapter.
    Control(Router),
    #[cfg(feature = "rest")]
    Rest(crate::rest::Service),
    #[cfg(feature = "mcp")]
    Mcp(crate::mcp::Service),
}

impl Routes {
    /// Returns the response to a request, in a context.
    fn call(self, context: Context, request: Request) -> RouterFuture {
        match self {
            Self::Control(mut router) => caught(context, move || router.call(request)),
            #[cfg(feature = "rest")]
            Self::Rest(service) => caught(context, move || service.respond(request)),
            #[cfg(feature = "mcp")]
            Self::Mcp(mut service) => caught(context, move || service.call(request)),
        }
    }
}

/// Starts and runs a future in a context. A panic in it is its result.
fn caught<F>(context: Context, start: impl FnOnce() -> F + Send + 'static) -> RouterFuture
where
    F: Future<Output = Result<Response, Infallible>> + Send + 'static,
{
    let answer = context.scope(lazy(move |_| start()).flatten());
    Box::pin(panics::catch(answer))
}

struct AdapterState {
    served: Served,
    limits: Limits,
    admission: Admission,
    /// Whether connections close after the current response.
    closing: AtomicBool,
}

impl AdapterService {
    pub(super) fn new(served: Served, limits: Limits, shared: Shared) -> Self {
        Self(Arc::new(AdapterState {
            served,
            limits,
            admission: Admission::new(shared, &limits),
            closing: AtomicBool::new(false),
        }))
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(super) fn admission(&self) -> &Admission {
        &self.0.admission
    }

    /// Returns the service for the requests of one connection.
    pub(super) fn for_connection(self, clock: ConnectionClock, shares: CallerShares) -> ConnectionService {
        ConnectionService {
            inner: self.0,
            connection: ConnectionState { clock, shares },
        }
    }

    /// Closes each connection after its next response.
    pub(super) fn close(&self) {
        self.0.closing.store(true, Ordering::Relaxed);
    }
}

/// The service for the requests of one connection.
pub(super) struct ConnectionService {
    inner: Arc<AdapterState>,
    connection: ConnectionState,
}

/// What the requests of one connection have in common.
struct ConnectionState {
    clock: ConnectionClock,
    shares: CallerShares,
}

impl AdapterState {
    /// Begins the record of a request, if the server has telemetry.
    fn record(&self, context: Context) -> (Context, Option<Recording>) {
        let Some(recorder) = &self.served.recorder else {
            return (context, None);
        };
        let recording = if recorder.is_of_messages() {
            recorder.carrier()
        } else {
            recorder.request(context.trace_id())
        };
        (context.with_recording(recording.clone()), Some(recording))
    }

    /// Checks the head of a request, its host and the page that sent it.
    fn check(&self, request: &Request) -> Checked {
        let head = Head::of(request);
        match invalid_head(&head, self.limits.head_size()) {
            Some(rejection) => Checked {
                response: Some(Box::new(rejection)),
                origin: None,
            },
            None => self.served.policy.check(&head),
        }
    }

    /// Calls the router. The values here stay small, since every request pays for them: an `async fn` would hold the
    /// request once more for each call.
    fn dispatch(
        &self,
        context: Context,
        request: Request,
        shares: &CallerShares,
        deadline: Deadline,
    ) -> Either<Ready<Response>, RequestFuture> {
        let admitted = match self.admission.request(shares, request.headers()) {
            Ok(admitted) => admitted,
            Err(detail) => return Either::Left(ready((self.served.overloaded)(detail))),
        };
        let caller = request.extensions().get::<Caller>().cloned();
        let context = context.with(caller, self.limits.body_size(), Arc::clone(&admitted.memory));
        let routes = self.served.routes.clone();
        Either::Right(RequestFuture {
            answer: routes.call(context, request),
            deadline,
            admitted: Some(admitted),
            overloaded: self.served.overloaded,
        })
    }

    /// Calls the router for an authenticated request. The deadline includes the authentication, which may fetch the keys
    /// of tokens.
    async fn dispatch_guarded(
        &self,
        guard: Guard,
        context: Context,
        request: Request,
        shares: CallerShares,
        mut deadline: Deadline,
    ) -> Response {
        let authenticated = pin!(guard.authenticate(request));
        let authenticated = match select(authenticated, &mut deadline).await {
            Either::Left((authenticated, _)) => authenticated,
            Either::Right(((), _)) => Err(late()),
        };
        match authenticated {
            Ok(request) => self.dispatch(context, request, &shares, deadline).await,
            Err(response) => response,
        }
    }

    /// Adds the headers that every response has.
    fn complete(
        &self,
        mut response: Response,
        id: Option<HeaderValue>,
        origin: Option<HeaderValue>,
    ) -> Response {
        let headers = response.headers_mut();
        self.served.policy.complete(headers, origin);
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if let Some(id) = id {
            headers.insert(REQUEST_ID, id);
        }
        if self.closing.load(Ordering::Relaxed) {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// The start of a request that is logged.
struct AccessLog {
    started: Instant,
    method: Method,
    path: String,
}

impl AccessLog {
    fn new(request: &Request) -> Option<Self> {
        tracing::enabled!(target: "naftiko::request", tracing::Level::INFO).then(|| Self {
            started: Instant::now(),
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
        })
    }

    fn completed(&self, response: &Response, id: Option<&HeaderValue>) {
        let Self {
            started,
            method,
            path,
        } = self;
        let status = response.status().as_u16();
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let id = id.and_then(|id| id.to_str().ok()).unwrap_or_default();
        tracing::info!(target: "naftiko::request", %method, path, status, milliseconds, request_id = id, "request completed");
    }
}

/// Returns the rejection of a request with an invalid head.
fn invalid_head(head: &Head<'_>, limit: usize) -> Option<Response> {
    if head.size > limit {
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return Some(problem::response(status, "The head of the request is too large."));
    }
    if !head.has_one_host() {
        let detail = "A request needs one Host header.";
        return Some(problem::response(StatusCode::BAD_REQUEST, detail));
    }
    None
}

fn late() -> Response {
    problem::response(StatusCode::GATEWAY_TIMEOUT, "The server did not respond in time.")
}

/// The response of the router, or the panic in it.
type RouterFuture = Pin<Box<dyn Future<Output = Caught<Result<Response, Infallible>>> + Send>>;

/// A response from the router with a deadline. A panic fails this request alone.
struct RequestFuture {
    answer: RouterFuture,
    deadline: Deadline,
    /// What the request takes until its response.
    admitted: Option<Admitted>,
    overloaded: fn(&str) -> Response,
}

impl Future for RequestFuture {
    type Output = Response;

    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Response> {
        let response = match self.answer.as_mut().poll(context) {
            Poll::Ready(Ok(Ok(response))) => response,
            Poll::Ready(Ok(Err(never))) => match never {},
            Poll::Ready(Err(_)) => problem::response(
                StatusCode::INTERNAL_SERVER_ERROR,
                "The server failed to process the request.",
            ),
            Poll::Pending if self.deadline.poll_unpin(context).is_pending() => return Poll::Pending,
            Poll::Pending => late(),
        };
        // The future is not polled again, so the memory is there.
        let Some(Admitted { memory, .. }) = self.admitted.take() else {
            return Poll::Ready(response);
        };
        let response = held(response, memory);
        Poll::Ready(response.unwrap_or_else(|| (self.overloaded)(problem::OUT_OF_MEMORY)))
    }
}

/// The response future of an adapter.
pub(super) struct AdapterFuture {
    inner: Arc<AdapterState>,
    id: Option<HeaderValue>,
    /// The origin whose pages may read the response.
    origin: Option<HeaderValue>,
    access_log: Option<AccessLog>,
    compressible: Option<Compressible>,
    recording: Option<Recording>,
    future: ServiceFuture,
}

type GuardedFuture = Pin<Box<dyn Future<Output = Response> + Send>>;

/// A response that is ready, one from the router, or one that waits for a guard.
type ServiceFuture = Either<Ready<Response>, Either<RequestFuture, GuardedFuture>>;

impl Future for AdapterFuture {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Self::Output> {
        let response = ready!(self.future.poll_unpin(context));
        let id = self.id.take();
        if let Some(access_log) = &self.access_log {
            access_log.completed(&response, id.as_ref());
        }
        if let Some(recording) = self.recording.take() {
            recording.ended(Outcome::Status(response.status().as_u16()));
        }
        let response = match self.compressible {
            Some(compressible) => compressible.compress(response),
            None => response,
        };
        let origin = self.origin.take();
        Poll::Ready(Ok(self.inner.complete(response, id, origin)))
    }
}

impl hyper::service::Service<http::Request<Incoming>> for ConnectionService {
    type Response = Response;
    type Error = Infallible;
    type Future = AdapterFuture;

    fn call(&self, request: http::Request<Incoming>) -> AdapterFuture {
        let inner = Arc::clone(&self.inner);
        let request = request.map(Body::new);
        let (context, recording) = inner.record(Context::from_headers(request.headers()));
        let id = context.request_id_header();
        let access_log = AccessLog::new(&request);
        let compression = inner.served.compression;
        let compressible = compression.then(|| Compressible::of(request.method(), request.headers()));
        let deadline = self.connection.clock.after(inner.limits.request_time());
        let Checked { response, origin } = inner.check(&request);
        let future: ServiceFuture = match (response, inner.served.guard.clone()) {
            (Some(response), _) => Either::Left(ready(*response)),
            (None, None) => match inner.dispatch(context, request, &self.connection.shares, deadline) {
                Either::Left(overloaded) => Either::Left(overloaded),
                Either::Right(future) => Either::Right(Either::Left(future)),
            },
            (None, Some(guard)) => {
                let (inner, shares) = (Arc::clone(&inner), self.connection.shares.clone());
                Either::Right(Either::Right(Box::pin(async move {
                    inner
                        .dispatch_guarded(guard, context, request, shares, deadline)
                        .await
                })))
            }
        };
        AdapterFuture {
            inner,
            id,
            origin,
            access_log,
            compressible,
            recording,
            future,
        }
    }
}
