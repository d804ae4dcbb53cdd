//! The server over Streamable HTTP (MCP 2025-11-25 and 2026-07-28, transports).

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};

use axum::body::Body;
use axum::extract::Request as HttpRequest;
use axum::response::Response;
use bytes::Bytes;
use futures_util::future::join_all;
use http::header::{ACCEPT, ACCEPT_ENCODING, ALLOW, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::era::Era;
use super::events::{Beginning, Ending, Events};
use super::handler::Handler;
use super::headers::{self, Protocol};
use super::message::{Message, Request, batch, error_response};
use super::origin::Allowed;
use super::session::{Session, Sessions};
use super::{ProtocolError, media};
use crate::context::Context;
use crate::document;
use crate::request_body;

const SESSION_ID: HeaderName = HeaderName::from_static("mcp-session-id");

/// The version of the protocol that has batches.
const BATCHES: &str = "2025-03-26";

/// How many messages a batch may have.
const BATCH: usize = 100;

/// The transport. Cheap to clone.
#[derive(Clone)]
pub(super) struct Service(Arc<Inner>);

struct Inner {
    handler: Handler,
    allowed: Allowed,
    /// Sessions of older clients, where they are kept.
    sessions: Option<Sessions>,
}

impl Service {
    pub(super) fn new(handler: Handler, allowed: Allowed, sessions: bool) -> Self {
        Self(Arc::new(Inner {
            handler,
            allowed,
            sessions: sessions.then(Sessions::default),
        }))
    }
}

impl tower_service::Service<HttpRequest> for Service {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: HttpRequest) -> Self::Future {
        let inner = Arc::clone(&self.0);
        match Context::missing(request.headers(), request.extensions()) {
            Some(context) => Box::pin(context.scope(async move { Ok(inner.answer(request).await) })),
            None => Box::pin(async move { Ok(inner.answer(request).await) }),
        }
    }
}

impl Inner {
    async fn answer(self: Arc<Self>, request: HttpRequest) -> Response {
        let (parts, body) = request.into_parts();
        if let Some(why) = self.allowed.refuse(&parts.uri, &parts.headers) {
            return document::response(StatusCode::FORBIDDEN, "Forbidden", why);
        }
        let answered = match (&parts.method, &self.sessions) {
            (&Method::POST, _) => self.post(&parts, body).await,
            (&Method::GET, Some(sessions)) => stream(sessions, &parts.headers),
            (&Method::DELETE, Some(sessions)) => end_session(sessions, &parts.headers),
            (_, None) => Err(other_method("POST")),
            (_, Some(_)) => Err(other_method("GET, POST, DELETE")),
        };
        answered.unwrap_or_else(|refusal| *refusal.0)
    }

    async fn post(&self, parts: &Parts, body: Body) -> Result<Response, Refusal> {
        let headers = &parts.headers;
        if accepted(headers, ["application/json", "text/event-stream"]) != [true; 2] {
            let detail = "The Accept header must name both application/json and text/event-stream.";
            return Err(refused(StatusCode::NOT_ACCEPTABLE, "Not acceptable", detail));
        }
        if !is_json(headers) {
            let detail = "The Content-Type must be application/json.";
            return Err(refused(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Unsupported media type",
                detail,
            ));
        }
        let text = request_body::read(headers, body, None).await.map_err(unread)?;
        if let Some(messages) = batch(&text) {
            return self.batch(headers, messages).await;
        }
        let message =
            Message::read(&text).map_err(|malformed| bad_request(malformed.id, &malformed.error))?;
        match message {
            Message::Request(request) => self.request(headers, &request, &text).await,
            other => self.other(headers, &other),
        }
    }

    async fn request(
        &self,
        headers: &HeaderMap,
        request: &Request<'_>,
        text: &Bytes,
    ) -> Result<Response, Refusal> {
        let protocol = headers::check(headers, request, &self.handler.prepared.mirrored)
            .map_err(|error| bad_request(Some(request.id), &error))?;
        if let Some(sessions) = &self.sessions
            && !protocol.is_inline
        {
            return self.request_of_session(sessions, headers, request, text);
        }
        if let Some(subscription) = self.handler.subscription(request, protocol.era) {
            return Ok(self.listen(request, subscription));
        }
        match self.handler.wishes(request, protocol.era) {
            None => {
                let outcome = self.handler.respond(request, protocol.era, None).await;
                Ok(alone(ending(request.id, protocol, outcome)))
            }
            Some(_) => Ok(self.events(text.clone(), protocol, None).await),
        }
    }

    /// Carries out a request that may tell of something meanwhile. Its stream outlives the reading of the message, so
    /// that it reads the message itself.
    fn carry_out(&self, text: Bytes, protocol: Protocol, session: Option<Arc<Session>>) -> Events {
        let handler = self.handler.clone();
        let context = Context::current();
        Events::new(move |sender| {
            let carried = async move {
                let Ok(Message::Request(request)) = Message::read(&text) else {
                    return None;
                };
                let respond = handler.respond(&request, protocol.era, session.as_deref());
                let respond = async {
                    match handler.wishes(&request, protocol.era) {
                        Some(wishes) => wishes.scope(sender, respond).await,
                        None => respond.await,
                    }
                };
                let outcome = match &session {
                    Some(session) => session.cancellable(request.id, respond).await?,
                    None => respond.await,
                };
                Some(ending(request.id, protocol, outcome))
            };
            async move {
                match context {
                    Some(context) => context.scope(carried).await,
                    None => carried.await,
                }
            }
        })
    }

    async fn events(&self, text: Bytes, protocol: Protocol, session: Option<Arc<Session>>) -> Response {
        match self.carry_out(text, protocol, session).begin().await {
            Beginning::Ending(Some(ending)) => alone(ending),
            Beginning::Ending(None) => empty(StatusCode::ACCEPTED),
            Beginning::Stream(events) => events.into_response(),
        }
    }

    /// Tells a client of the newer protocol of changes, for as long as it is there.
    fn listen(
        &self,
        request: &Request<'_>,
        subscription: Result<(super::updates::Subscription, super::updates::Changes), ProtocolError>,
    ) -> Response {
        let (subscription, changes) = match subscription {
            Ok(subscription) => subscription,
            Err(error) => return respond_with_error(StatusCode::OK, Some(request.id), &error),
        };
        let prepared = Arc::clone(&self.handler.prepared);
        Events::new(move |sender| async move {
            let text = subscription.listen(changes, &prepared.server, sender).await?;
            let status = StatusCode::OK;
            Some(Ending { status, text })
        })
        .into_response()
    }

    /// A request of an older client, where each has a session. It is answered with a stream.
    fn request_of_session(
        &self,
        sessions: &Sessions,
        headers: &HeaderMap,
        request: &Request<'_>,
        text: &Bytes,
    ) -> Result<Response, Refusal> {
        let opens = headers::handshake(request).is_some();
        let (begun, session) = if opens {
            let begun = sessions
                .begin(self.handler.tools.updates.as_ref())
                .ok_or_else(full)?;
            let session = sessions.find(&begun).ok_or_else(full)?;
            (Some(begun), session)
        } else {
            (None, session(sessions, headers)?)
        };
        let protocol = Protocol {
            era: Era::Older,
            is_inline: false,
        };
        let mut response = self
            .carry_out(text.clone(), protocol, Some(session))
            .into_response();
        if let Some(id) = begun.and_then(|id| HeaderValue::try_from(id).ok()) {
            response.headers_mut().insert(SESSION_ID, id);
        }
        Ok(response)
    }

    /// A message that is no request: it has no response.
    fn other(&self, headers: &HeaderMap, message: &Message<'_>) -> Result<Response, Refusal> {
        let era = headers::check_other(headers, message).map_err(|error| bad_request(None, &error))?;
        if let Some(sessions) = self.sessions.as_ref().filter(|_| !era.is_newer()) {
            session(sessions, headers)?.notify(message);
            return Ok(empty(StatusCode::ACCEPTED));
        }
        if matches!(message, Message::Response) {
            let error =
                ProtocolError::invalid_request("the server sends no requests that could be responded to");
            return Err(bad_request(None, &error));
        }
        Ok(empty(StatusCode::ACCEPTED))
    }

    /// Messages of a client of the one version that sends several at once. Its requests are carried out together, and
    /// their responses are a list in the same order.
    async fn batch(&self, headers: &HeaderMap, texts: Vec<&str>) -> Result<Response, Refusal> {
        let invalid = |message: String| bad_request(None, &ProtocolError::invalid_request(message));
        let version = headers::known_version(headers).map_err(|error| bad_request(None, &error))?;
        if version != BATCHES {
            return Err(invalid(format!("protocol version {version} has no batches")));
        }
        if texts.is_empty() || texts.len() > BATCH {
            return Err(invalid(format!("a batch must have 1 to {BATCH} messages")));
        }
        let session = match &self.sessions {
            Some(sessions) => Some(session(sessions, headers)?),
            None => None,
        };
        let responses = texts
            .into_iter()
            .map(|text| self.of_batch(headers, text, session.as_deref()));
        let responses: Vec<_> = join_all(responses).await.into_iter().flatten().collect();
        if responses.is_empty() {
            return Ok(empty(StatusCode::ACCEPTED));
        }
        let text = [b"[".as_slice(), &responses.join(b",".as_slice()), b"]"].concat();
        let status = StatusCode::OK;
        Ok(alone(Ending { status, text }))
    }

    async fn of_batch(&self, headers: &HeaderMap, text: &str, session: Option<&Session>) -> Option<Vec<u8>> {
        let request = match Message::read_text(text) {
            Ok(Message::Request(request)) => request,
            Ok(other) => {
                if let Some(session) = session {
                    session.notify(&other);
                }
                return None;
            }
            Err(malformed) => return Some(error_response(malformed.id, &malformed.error)),
        };
        let checked = headers::check(headers, &request, &self.handler.prepared.mirrored);
        let outcome = match checked {
            Ok(protocol) => self.handler.respond(&request, protocol.era, session).await,
            Err(error) => Err(error),
        };
        Some(outcome.unwrap_or_else(|error| error_response(Some(request.id), &error)))
    }
}

/// A response that refuses a request. Boxed, as nearly no request has one.
struct Refusal(Box<Response>);

impl From<Response> for Refusal {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

fn refused(status: StatusCode, title: &str, detail: &str) -> Refusal {
    document::response(status, title, detail).into()
}

fn unread(unread: request_body::Unread) -> Refusal {
    let (status, title, detail) = unread.describe();
    let mut refusal = refused(status, title, &detail);
    if let Some(encoding) = unread.accepted_encoding() {
        refusal
            .0
            .headers_mut()
            .insert(ACCEPT_ENCODING, HeaderValue::from_static(encoding));
    }
    refusal
}

fn other_method(allowed: &'static str) -> Refusal {
    let detail = format!("Allowed methods: {allowed}.");
    let mut refusal = refused(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed", &detail);
    refusal
        .0
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(allowed));
    refusal
}

fn full() -> Refusal {
    refused(
        StatusCode::SERVICE_UNAVAILABLE,
        "Busy",
        "Too many sessions are in use.",
    )
}

/// The session that a request of an older client names.
fn session(sessions: &Sessions, headers: &HeaderMap) -> Result<Arc<Session>, Refusal> {
    let Some(id) = headers.get(SESSION_ID) else {
        let detail = "The Mcp-Session-Id header is missing.";
        return Err(refused(StatusCode::BAD_REQUEST, "Invalid input", detail));
    };
    let session = id.to_str().ok().and_then(|id| sessions.find(id));
    session.ok_or_else(|| {
        refused(
            StatusCode::NOT_FOUND,
            "Not found",
            "The session does not exist, or has ended.",
        )
    })
}

/// The stream of a session: what its client is told when it has not asked.
fn stream(sessions: &Sessions, headers: &HeaderMap) -> Result<Response, Refusal> {
    if accepted(headers, ["text/event-stream"]) != [true] {
        let detail = "The Accept header must name text/event-stream.";
        return Err(refused(StatusCode::NOT_ACCEPTABLE, "Not acceptable", detail));
    }
    only_older(headers)?;
    let session = session(sessions, headers)?;
    let events = Events::new(|sender| async move {
        session.tell(&sender).await;
        None
    });
    Ok(events.into_response())
}

fn end_session(sessions: &Sessions, headers: &HeaderMap) -> Result<Response, Refusal> {
    only_older(headers)?;
    let Some(id) = headers.get(SESSION_ID) else {
        let detail = "The Mcp-Session-Id header is missing.";
        return Err(refused(StatusCode::BAD_REQUEST, "Invalid input", detail));
    };
    if let Ok(id) = id.to_str() {
        sessions.end(id);
    }
    Ok(empty(StatusCode::ACCEPTED))
}

/// The newer protocol has no sessions.
fn only_older(headers: &HeaderMap) -> Result<(), Refusal> {
    let version = headers::known_version(headers).map_err(|error| bad_request(None, &error))?;
    if Era::of(version).is_newer() {
        return Err(other_method("POST"));
    }
    Ok(())
}

/// The response to a request, and its status. Requests that say their version themselves have statuses for errors.
fn ending(id: &str, protocol: Protocol, outcome: Result<Vec<u8>, ProtocolError>) -> Ending {
    let status = match &outcome {
        Err(error) if protocol.is_inline => match error.code() {
            ProtocolError::UNSUPPORTED_PROTOCOL_VERSION
            | ProtocolError::MISSING_REQUIRED_CLIENT_CAPABILITY
            | ProtocolError::HEADER_MISMATCH => StatusCode::BAD_REQUEST,
            ProtocolError::METHOD_NOT_FOUND => StatusCode::NOT_FOUND,
            _ => StatusCode::OK,
        },
        _ => StatusCode::OK,
    };
    let text = outcome.unwrap_or_else(|error| error_response(Some(id), &error));
    Ending { status, text }
}

/// A response that comes alone, as JSON.
fn alone(ending: Ending) -> Response {
    let mut response = Response::new(Body::from(ending.text));
    *response.status_mut() = ending.status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

fn respond_with_error(status: StatusCode, id: Option<&str>, error: &ProtocolError) -> Response {
    let text = error_response(id, error);
    alone(Ending { status, text })
}

fn bad_request(id: Option<&str>, error: &ProtocolError) -> Refusal {
    respond_with_error(StatusCode::BAD_REQUEST, id, error).into()
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|text| media::is_essence(text, "application/json"))
}

/// Which of these media types a request names in its Accept header, which the protocol demands: a range is not enough. A
/// quality of 0 excludes one (RFC 9110, 12.4.2).
fn accepted<const N: usize>(headers: &HeaderMap, media_types: [&str; N]) -> [bool; N] {
    let mut accepted = [false; N];
    let values = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    for entry in values.flat_map(|value| value.split(',')) {
        let (essence, parameters) = entry.split_once(';').unwrap_or((entry, ""));
        if parameters.split(';').any(is_excluded) {
            continue;
        }
        let essence = essence.trim();
        for (accepted, media_type) in accepted.iter_mut().zip(media_types) {
            *accepted |= essence.eq_ignore_ascii_case(media_type);
        }
    }
    accepted
}

fn is_excluded(parameter: &str) -> bool {
    let Some((name, quality)) = parameter.split_once('=') else {
        return false;
    };
    let is_zero = quality.trim().parse().is_ok_and(|quality: f32| quality == 0.0);
    name.trim().eq_ignore_ascii_case("q") && is_zero
}
