//! Handlers by method and path, and the router made of them.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};

use axum::Router;
use axum::body::HttpBody as _;
use axum::extract::{Request as AxumRequest, State};
use axum::response::{IntoResponse as _, Response as AxumResponse};
use bytes::Bytes;
use http::Method;
use percent_encoding::percent_decode_str;

use super::accept::accepts;
use super::request::undecodable_path;
use super::table::{Entry, Found, Table};
use super::unserved::{not_acceptable, not_found, other_method};
use super::{Problem, Reply, Request};
use crate::context::Context;

type Answer = Pin<Box<dyn Future<Output = Result<Reply, Problem>> + Send>>;
type Handler<S> = Arc<dyn Fn(S, Request) -> Answer + Send + Sync>;

/// What serves a route.
struct Target<S> {
    handler: Handler<S>,
    /// The media type of its answers, when it is known beforehand.
    produces: Option<&'static str>,
}

/// The routes of an adapter, with a handler each: add to them, replace them, and make a router of them.
///
/// A pattern may hold several placeholders in a segment, and text beside them: `/items/{id}:enable`,
/// `/items({id})`. Where several match, the most literal one that serves the method wins. Any pattern is
/// accepted. `{*name}` at the end matches all segments that are left. Of routes with one path, the one is reached of
/// whose query a request has most: `/items?state=open` before `/items`.
pub struct Routes<S> {
    table: Table<Target<S>>,
    body_limit: Option<usize>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes yet.
    pub fn new() -> Self {
        Self {
            table: Table::default(),
            body_limit: None,
        }
    }

    /// Adds a route, in place of the one with the same method and pattern (whatever its placeholders are
    /// called).
    #[must_use]
    pub fn route<F, A>(self, method: Method, pattern: &str, handler: F) -> Self
    where
        F: Fn(State<S>, Request) -> A + Send + Sync + 'static,
        A: Future<Output = Result<Reply, Problem>> + Send + 'static,
    {
        self.add(method, pattern, None, boxed(handler))
    }

    /// Adds a route like [`Routes::route`] whose answers have this media type when all goes well. A request
    /// that does not accept it is answered with 406 before anything is done.
    #[must_use]
    pub fn route_producing<F, A>(
        self,
        method: Method,
        pattern: &str,
        media_type: &'static str,
        handler: F,
    ) -> Self
    where
        F: Fn(State<S>, Request) -> A + Send + Sync + 'static,
        A: Future<Output = Result<Reply, Problem>> + Send + 'static,
    {
        self.add(method, pattern, Some(media_type), boxed(handler))
    }

    /// Adds a handler of every request below a path, `{*name}` at its end being whatever follows, as it came: for
    /// `GET`, `HEAD`, `POST`, `PUT`, `PATCH` and `DELETE`, where no other route serves them.
    #[must_use]
    pub fn forward<F, A>(mut self, pattern: &str, handler: F) -> Self
    where
        F: Fn(State<S>, Request) -> A + Send + Sync + 'static,
        A: Future<Output = Result<Reply, Problem>> + Send + 'static,
    {
        let handler = boxed(handler);
        for method in [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ] {
            self = self.add(method, pattern, None, Arc::clone(&handler));
        }
        self
    }

    fn add(
        mut self,
        method: Method,
        pattern: &str,
        produces: Option<&'static str>,
        handler: Handler<S>,
    ) -> Self {
        self.table.insert(method, pattern, Target { handler, produces });
        self
    }

    /// Sets the limit of a request's body, in bytes, in place of the server's
    /// ([`Limits::body`](crate::serve::Limits::body)); 4 MiB without either.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// The router.
    ///
    /// It also serves `HEAD` by the handler of `GET`, answers `OPTIONS` with the methods of a path, another
    /// method with 405 and another path with 404. It is made of a fallback: nest it below a path rather
    /// than merge it.
    pub fn into_router(self, state: S) -> Router {
        let routes = Arc::new(self);
        Router::new().fallback_service(Service { routes, state })
    }

    /// Begins to answer a request, or answers it at once where there is nothing to be done.
    fn begin(&self, state: S, request: AxumRequest) -> Result<Answer, Box<AxumResponse>> {
        let (uri, method) = (request.uri(), request.method());
        let found = self
            .table
            .find(method, uri.path(), uri.query().unwrap_or_default());
        let (entry, path) = match found {
            Found::Route(entry, values) => (entry, decode(entry, &values)),
            Found::OtherMethods(methods) => return Err(Box::new(other_method(method, methods))),
            Found::Nothing => return Err(Box::new(not_found().into_response())),
        };
        let path = path.ok_or_else(|| Box::new(undecodable_path().into_response()))?;
        let Target { handler, produces } = &entry.value;
        if let Some(media_type) = produces.filter(|media_type| !accepts(request.headers(), media_type)) {
            return Err(Box::new(not_acceptable(media_type).into_response()));
        }
        // Most requests have no body: those do not pay for the state that reading one takes.
        if request.body().is_end_stream() {
            return Ok(handler(state, Request::new(request.map(|_| Bytes::new()), path)));
        }
        let (handler, limit) = (Arc::clone(handler), self.body_limit);
        Ok(Box::pin(async move {
            let request = Request::read(request, path, limit).await?;
            handler(state, request).await
        }))
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> fmt::Debug for Routes<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routes")
            .field("body_limit", &self.body_limit)
            .finish_non_exhaustive()
    }
}

/// The values of the placeholders by name, percent-decoded once; `None` when one is not UTF-8. What is left of a
/// path stays as it came: an encoded slash in it is not one between segments.
fn decode<T>(entry: &Entry<T>, values: &[&str]) -> Option<Vec<(String, String)>> {
    let decode = |value: &str| percent_decode_str(value).decode_utf8().ok().map(Cow::into_owned);
    let value = |name: &str, value: &str| match name.strip_prefix('*') {
        Some(name) => Some((name.to_owned(), value.to_owned())),
        None => Some((name.to_owned(), decode(value)?)),
    };
    let pairs = entry.names.iter().zip(values);
    pairs.map(|(name, raw)| value(name, raw)).collect()
}

fn boxed<S, F, A>(handler: F) -> Handler<S>
where
    F: Fn(State<S>, Request) -> A + Send + Sync + 'static,
    A: Future<Output = Result<Reply, Problem>> + Send + 'static,
{
    Arc::new(move |state, request| Box::pin(handler(State(state), request)))
}

/// What the router serves: every path there is.
#[derive(Clone)]
struct Service<S> {
    routes: Arc<Routes<S>>,
    state: S,
}

impl<S: Clone + Send + Sync + 'static> tower_service::Service<AxumRequest> for Service<S> {
    type Response = AxumResponse;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<AxumResponse, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: AxumRequest) -> Self::Future {
        let Self { routes, state } = self.clone();
        match Context::missing(request.headers(), request.extensions()) {
            Some(context) => {
                let answer = async move { finish(routes.begin(state, request)).await };
                Box::pin(context.scope(answer))
            }
            None => Box::pin(finish(routes.begin(state, request))),
        }
    }
}

async fn finish(begun: Result<Answer, Box<AxumResponse>>) -> Result<AxumResponse, Infallible> {
    Ok(match begun {
        Ok(answer) => answer.await.into_response(),
        Err(response) => *response,
    })
}
