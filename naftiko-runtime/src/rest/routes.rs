//! Routes and their router.

use std::borrow::Cow;
use std::fmt;
use std::future::ready;
use std::sync::Arc;

use axum::Router;
use axum::body::HttpBody as _;
use axum::extract::{Request as AxumRequest, State};
use axum::response::{IntoResponse as _, Response as AxumResponse};
use bytes::Bytes;
use http::header::ALLOW;
use http::{HeaderName, HeaderValue, Method, StatusCode};

use super::accept::accepts;
use super::document::{asset, mounted};
use super::links::{Link, Links};
use super::pages::{AskedRoute, PagedRoutes};
use super::reply::exposed;
use super::request::undecodable_path;
use super::service::{Dispatch, Dispatched, HandlerFuture, Service};
use super::table::{Entry, RouteMatch, Table};
use super::{Problem, Reply, Request};
use crate::api_page;
use crate::context::Context;
use crate::percent;

type BoxedHandler<S> = Arc<dyn Fn(S, Request) -> HandlerFuture + Send + Sync>;

/// The handler of a route.
struct RouteHandler<S> {
    /// Its path and method, as records of requests name it.
    operation: Arc<str>,
    handler: BoxedHandler<S>,
    /// The media type of its responses, when it is known in advance.
    produces: Option<&'static str>,
}

/// The routes of an adapter with their handlers. Add and replace routes, then build a router.
///
/// A pattern may have several placeholders in a segment, with text beside them: `/items/{id}:enable`, `/items({id})`.
/// Of several matches, the most literal one that serves the method applies. Any pattern is valid. `{*name}` at the
/// end matches all remaining segments. Of routes with one path, the one with the most matching query parameters
/// applies: `/items?state=open` before `/items`.
pub struct Routes<S> {
    table: Table<RouteHandler<S>>,
    body_limit: Option<usize>,
    exposed: Vec<HeaderName>,
    links: Links,
    pages: PagedRoutes,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// Creates an empty set of routes.
    pub fn new() -> Self {
        Self {
            table: Table::default(),
            body_limit: None,
            exposed: Vec::new(),
            links: Links::default(),
            pages: PagedRoutes::default(),
        }
    }

    /// Adds a route. It replaces one with the same method and pattern; placeholder names may differ.
    #[must_use]
    pub fn route<F, A>(self, method: Method, pattern: &str, handler: F) -> Self
    where
        F: Fn(State<S>, Request) -> A + Send + Sync + 'static,
        A: Future<Output = Result<Reply, Problem>> + Send + 'static,
    {
        self.add(method, pattern, None, boxed(handler))
    }

    /// Adds a route like [`Routes::route`] whose successful responses have this media type. A request that does not
    /// accept it gets 406 before the handler runs.
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

    /// Adds a handler of every request below a path: `{*name}` at its end matches the encoded rest. It handles `GET`,
    /// `HEAD`, `POST`, `PUT`, `PATCH` and `DELETE`, unless another route does.
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

    /// Serves an `OpenAPI` document at `/openapi.json`, and at `/docs` a page that shows it and sends requests. In a
    /// router that is nested below a path, `servers` of the document has that path.
    ///
    /// Routes of the same paths that are added later replace these.
    #[must_use]
    pub fn document(self, openapi: &'static str) -> Self {
        let document =
            move |_, request: Request| ready(Ok(asset("application/json", mounted(openapi, &request))));
        let mut routes = self.route(Method::GET, "/openapi.json", document);
        for (path, content_type, text) in api_page::FILES {
            let file = move |_, _| ready(Ok(asset(content_type, Cow::Borrowed(text))));
            routes = routes.route(Method::GET, path, file);
        }
        routes
    }

    fn add(
        mut self,
        method: Method,
        pattern: &str,
        produces: Option<&'static str>,
        handler: BoxedHandler<S>,
    ) -> Self {
        let route = RouteHandler {
            operation: route_name(pattern, &method).into(),
            handler,
            produces,
        };
        self.table.insert(method, pattern, route);
        self
    }

    /// Sets the largest request body in bytes, in place of the server's limit
    /// ([`Limits::body`](crate::serve::Limits::body)). Default: 4 MiB.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// Exposes headers of the API's responses to callers, beside those that are passed on by default. Names of headers that belong to a
    /// connection or describe the bytes of a body are ignored.
    #[must_use]
    pub fn expose_headers(mut self, names: &[&str]) -> Self {
        let names = names.iter().filter_map(|name| exposed(name));
        self.exposed.extend(names);
        self
    }

    /// Adds a route that serves what an API has at a path: links of the API's responses to it (`Location`, `Link`) lead to the route. Other links
    /// are dropped, as callers cannot follow them.
    #[must_use]
    pub fn link(mut self, link: Link) -> Self {
        self.links.add(link);
        self
    }

    /// Serves the list of a route in pages: `GET` requests take a cursor as the query parameter `cursor`, and responses have a link to the next
    /// page (`Link`, RFC 8288). `operation` is the one that the handler calls.
    #[must_use]
    pub fn pages(mut self, pattern: &str, operation: &'static str) -> Self {
        self.pages.add(route_name(pattern, &Method::GET), operation);
        self
    }

    /// Builds the service that an adapter serves.
    ///
    /// It also serves `HEAD` with the handler of `GET`, responds to `OPTIONS` with the methods of a path, and rejects
    /// other methods with 405 and other paths with 404.
    pub fn into_service(self, state: S) -> Service {
        Service::new(Arc::new(RoutesWithState { routes: self, state }))
    }

    /// Builds a router with the service, for programs that nest it below a path or add layers. It consists of a fallback, so it
    /// cannot be merged.
    pub fn into_router(self, state: S) -> Router {
        Router::new().fallback_service(self.into_service(state))
    }
}

/// Routes and the state of their handlers.
struct RoutesWithState<S> {
    routes: Routes<S>,
    state: S,
}

impl<S: Clone + Send + Sync + 'static> Dispatch for RoutesWithState<S> {
    fn dispatch(&self, request: AxumRequest) -> Result<Dispatched, Box<AxumResponse>> {
        let Self { routes, state } = self;
        let (uri, method) = (request.uri(), request.method());
        let found = routes
            .table
            .find(method, uri.path(), uri.query().unwrap_or_default());
        let (entry, path) = match found {
            RouteMatch::Route(entry, values) => (entry, decode(entry, &values)),
            RouteMatch::OtherMethods(methods) => return Err(Box::new(other_method(method, methods))),
            RouteMatch::Nothing => return Err(Box::new(not_found().into_response())),
        };
        let path = path.ok_or_else(|| Box::new(undecodable_path().into_response()))?;
        let RouteHandler {
            operation,
            handler,
            produces,
        } = &entry.value;
        if let Some(recording) = Context::recording() {
            recording.operation(Arc::clone(operation));
        }
        if let Some(media_type) = produces.filter(|media_type| !accepts(request.headers(), media_type)) {
            return Err(Box::new(not_acceptable(media_type).into_response()));
        }
        let page = routes.pages.asked(operation, &request);
        let handler = start(handler, state.clone(), request, path, routes.body_limit);
        Ok(match page {
            Some(page) => Dispatched::of_page(handler, page),
            None => Dispatched { handler, page: None },
        })
    }

    fn complete(
        &self,
        result: Result<Reply, Problem>,
        page: Option<&AskedRoute>,
        prefix: &str,
    ) -> AxumResponse {
        let Routes { links, exposed, .. } = &self.routes;
        match result {
            Ok(mut reply) => {
                // The value of a placeholder in the outer path is unknown here.
                let prefix = Some(prefix).filter(|prefix| !prefix.contains('{'));
                if let Some(prefix) = prefix {
                    reply.link(links, prefix);
                }
                if let Some(page) = page {
                    reply.link_page(page, prefix);
                }
                reply.expose(exposed);
                reply.into_response()
            }
            Err(problem) => problem.exposing(exposed).into_response(),
        }
    }
}

/// Starts a handler. Most requests have no body, so they do not pay for reading one.
fn start<S: Send + 'static>(
    handler: &BoxedHandler<S>,
    state: S,
    request: AxumRequest,
    path: Vec<(String, String)>,
    body_limit: Option<usize>,
) -> HandlerFuture {
    if request.body().is_end_stream() {
        return handler(state, Request::new(request.map(|_| Bytes::new()), path));
    }
    let handler = Arc::clone(handler);
    Box::pin(async move {
        let request = Request::read(request, path, body_limit).await?;
        handler(state, request).await
    })
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

/// Returns the name of a route in records of requests: its path and method.
fn route_name(pattern: &str, method: &Method) -> String {
    format!("{pattern} {method}")
}

/// Returns the decoded values of the placeholders by name; `None` when one is not UTF-8. The value of `{*name}` stays
/// encoded, since an encoded slash does not separate segments.
fn decode<T>(entry: &Entry<T>, values: &[&str]) -> Option<Vec<(String, String)>> {
    let value = |name: &str, value: &str| match name.strip_prefix('*') {
        Some(name) => Some((name.to_owned(), value.to_owned())),
        None => Some((name.to_owned(), percent::decode(value)?.into_owned())),
    };
    let pairs = entry.names.iter().zip(values);
    pairs.map(|(name, raw)| value(name, raw)).collect()
}

fn boxed<S, F, A>(handler: F) -> BoxedHandler<S>
where
    F: Fn(State<S>, Request) -> A + Send + Sync + 'static,
    A: Future<Output = Result<Reply, Problem>> + Send + 'static,
{
    Arc::new(move |state, request| Box::pin(handler(State(state), request)))
}

fn not_acceptable(media_type: &str) -> Problem {
    Problem::with_status(
        StatusCode::NOT_ACCEPTABLE,
        format!("The Accept header excludes {media_type}, the only type available."),
    )
}

fn other_method(method: &Method, allowed: Vec<Method>) -> AxumResponse {
    let allow = allow(allowed);
    if method == Method::OPTIONS {
        return Reply::new(StatusCode::NO_CONTENT)
            .header(ALLOW, allow)
            .into_response();
    }
    let detail = format!("Method {method} is not allowed for this path.");
    Problem::with_status(StatusCode::METHOD_NOT_ALLOWED, detail)
        .header(ALLOW, allow)
        .into_response()
}

fn allow(mut methods: Vec<Method>) -> HeaderValue {
    if methods.contains(&Method::GET) && !methods.contains(&Method::HEAD) {
        methods.push(Method::HEAD);
    }
    if !methods.contains(&Method::OPTIONS) {
        methods.push(Method::OPTIONS);
    }
    let names: Vec<_> = methods.iter().map(Method::as_str).collect();
    // Methods are tokens, which are valid in a header.
    HeaderValue::from_str(&names.join(", ")).unwrap_or_else(|_| HeaderValue::from_static("OPTIONS"))
}

fn not_found() -> Problem {
    Problem::with_status(StatusCode::NOT_FOUND, "No route matches this path.")
}
