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
use http::header::{ACCEPT, ALLOW, CONTENT_TYPE, RETRY_AFTER};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::events::{Events, FinalResponse, FirstEvent};
use super::headers;
use super::headers::Protocol;
use crate::context::Context;
use crate::mcp::catalogue::Selection;
use crate::mcp::handler::Handler;
use crate::mcp::protocol::message::{MAX_MESSAGE, MESSAGE_COPIES, batch, error_response};
use crate::mcp::protocol::{
    Changes, Era, Malformed, McpRequest, Message, ProtocolError, ResponseText, Session, Sessions,
    Subscription,
};
use crate::request_body::{self, BodyLimits};
use crate::{charset, media_type, problem};

const SESSION_ID: HeaderName = HeaderName::from_static("mcp-session-id");

/// The only version of the protocol with batches.
const BATCH_VERSION: &str = "2025-03-26";

/// The largest number of messages in a batch.
const MAX_BATCH: usize = 100;

const MESSAGES: BodyLimits = BodyLimits {
    default: MAX_MESSAGE,
    copies: MESSAGE_COPIES,
};

/// The transport. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Service(Arc<ServiceState>);

struct ServiceState {
    handler: Handler,
    /// The sessions of older clients, if they are kept.
    sessions: Option<Sessions>,
}

impl Service {
    pub(crate) fn new(handler: Handler, sessions: bool) -> Self {
        Self(Arc::new(ServiceState {
            handler,
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
        match Context::from_request_if_unset(request.headers(), request.extensions()) {
            Some(context) => Box::pin(context.scope(async move { Ok(inner.answer(request).await) })),
            None => Box::pin(async move { Ok(inner.answer(request).await) }),
        }
    }
}

impl ServiceState {
    async fn answer(self: Arc<Self>, request: HttpRequest) -> Response {
        let (parts, body) = request.into_parts();
        let answered = match (&parts.method, &self.sessions) {
            (&Method::POST, _) => self.post(&parts, body).await,
            (&Method::GET, Some(sessions)) => stream(sessions, &parts.headers),
            (&Method::DELETE, Some(sessions)) => end_session(sessions, &parts.headers),
            (_, None) => Err(other_method("POST")),
            (_, Some(_)) => Err(other_method("GET, POST, DELETE")),
        };
        answered.unwrap_or_else(|rejection| *rejection.0)
    }

    async fn post(&self, parts: &Parts, body: Body) -> Result<Response, HttpRejection> {
        let headers = &parts.headers;
        if accepted(headers, ["application/json", "text/event-stream"]) != [true; 2] {
            let detail = "The Accept header must name both application/json and text/event-stream.";
            return Err(rejected(StatusCode::NOT_ACCEPTABLE, detail));
        }
        let Some(content_type) = json_content_type(headers) else {
            let detail = "The Content-Type must be application/json.";
            return Err(rejected(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
        };
        let text = request_body::read(headers, body, None, &MESSAGES)
            .await
            .map_err(body_error)?;
        let text = in_utf8(content_type, text)?;
        let malformed = |Malformed { id, error }| bad_request(id, &error);
        let message = charset::utf8(&text).map_err(|_| malformed(Malformed::text()))?;
        let choices = Selection::of_request(parts).map_err(ProtocolError::invalid_params);
        let handler = choices.and_then(|choices| self.handler.narrowed(&choices));
        if let Some(messages) = batch(message) {
            let handler = handler.map_err(|error| bad_request(None, &error))?;
            return self.batch(&handler, headers, messages).await;
        }
        match Message::read_text(message).map_err(malformed)? {
            Message::Request(request) => {
                let handler = handler.map_err(|error| bad_request(Some(request.id), &error))?;
                self.request(&handler, headers, &request, &text).await
            }
            other => self.other(headers, &other),
        }
    }

    async fn request(
        &self,
        handler: &Handler,
        headers: &HeaderMap,
        request: &McpRequest<'_>,
        text: &Bytes,
    ) -> Result<Response, HttpRejection> {
        let protocol = headers::check(headers, request, &handler.prepared.header_arguments)
            .map_err(|error| bad_request(Some(request.id), &error))?;
        if let Some(sessions) = &self.sessions
            && !protocol.is_inline
        {
            return self.request_of_session(handler, sessions, headers, (request, protocol), text);
        }
        if let Some(subscription) = self.handler.subscription(request, protocol.era) {
            return Ok(self.listen(request, subscription));
        }
        match handler.options(request, protocol.era) {
            None => {
                let outcome = handler.respond(request, protocol.era, None).await;
                Ok(alone(ending(request.id, protocol, outcome)))
            }
            Some(_) => Ok(events(handler.clone(), text.clone(), protocol).await),
        }
    }

    /// Sends changes to a client of the newer protocol until it disconnects.
    fn listen(
        &self,
        request: &McpRequest<'_>,
        subscription: Result<(Subscription, Changes), ProtocolError>,
    ) -> Response {
        let (subscription, changes) = match subscription {
            Ok(subscription) => subscription,
            Err(error) => return respond_with_error(StatusCode::OK, Some(request.id), &error),
        };
        let prepared = Arc::clone(&self.handler.prepared);
        Events::new(move |sender| async move {
            let text = subscription.listen(changes, &prepared.server, sender).await?;
            let (status, text) = (StatusCode::OK, text.into());
            Some(FinalResponse { status, text })
        })
        .into_response()
    }

    /// Runs a request of an older client that has a session. The response is a stream.
    fn request_of_session(
        &self,
        handler: &Handler,
        sessions: &Sessions,
        headers: &HeaderMap,
        (request, protocol): (&McpRequest<'_>, Protocol),
        text: &Bytes,
    ) -> Result<Response, HttpRejection> {
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
        let mut response = run(handler.clone(), text.clone(), protocol, Some(session)).into_response();
        if let Some(id) = begun.and_then(|id| HeaderValue::try_from(id).ok()) {
            response.headers_mut().insert(SESSION_ID, id);
        }
        Ok(response)
    }

    /// Handles a message that is not a request; it has no response.
    fn other(&self, headers: &HeaderMap, message: &Message<'_>) -> Result<Response, HttpRejection> {
        let era = headers::check_other(headers, message).map_err(|error| bad_request(None, &error))?;
        if let Some(sessions) = self.sessions.as_ref().filter(|_| !era.is_newer()) {
            session(sessions, headers)?.notify(message);
            return Ok(empty(StatusCode::ACCEPTED));
        }
        if matches!(message, Message::Response) {
            let error =
                ProtocolError::invalid_request("the server sends no requests, so a response is invalid");
            return Err(bad_request(None, &error));
        }
        Ok(empty(StatusCode::ACCEPTED))
    }

    /// Handles several messages at once, for clients of the only version that sends them. The requests run
    /// concurrently, and the responses are a list in the same order.
    async fn batch(
        &self,
        handler: &Handler,
        headers: &HeaderMap,
        texts: Vec<&str>,
    ) -> Result<Response, HttpRejection> {
        let invalid = |message: String| bad_request(None, &ProtocolError::invalid_request(message));
        let version = headers::known_version(headers).map_err(|error| bad_request(None, &error))?;
        if version != BATCH_VERSION {
            return Err(invalid(format!(
                "protocol version {version} does not support batches"
            )));
        }
        if texts.is_empty() || texts.len() > MAX_BATCH {
            return Err(invalid(format!("a batch must have 1 to {MAX_BATCH} messages")));
        }
        let session = match &self.sessions {
            Some(sessions) => Some(session(sessions, headers)?),
            None => None,
        };
        let responses = texts
            .into_iter()
            .map(|text| of_batch(handler, headers, text, session.as_deref()));
        let responses: Vec<_> = join_all(responses).await.into_iter().flatten().collect();
        if responses.is_empty() {
            return Ok(empty(StatusCode::ACCEPTED));
        }
        let text = [b"[".as_slice(), &responses.join(b",".as_slice()), b"]"].concat();
        let (status, text) = (StatusCode::OK, text.into());
        Ok(alone(FinalResponse { status, text }))
    }
}

/// Runs a request that may send notifications. Its stream outlives the message, so it parses the message itself.
fn run(handler: Handler, text: Bytes, protocol: Protocol, session: Option<Arc<Session>>) -> Events {
    let context = Context::current();
    Events::new(move |sender| {
        let running = async move {
            let Ok(Message::Request(request)) = Message::read(&text) else {
                return None;
            };
            let respond = handler.respond(&request, protocol.era, session.as_deref());
            let respond = async {
                match handler.options(&request, protocol.era) {
                    Some(options) => options.scope(sender, respond).await,
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
                Some(context) => context.scope(running).await,
                None => running.await,
            }
        }
    })
}

/// Returns the response to a request: a stream if the call sends notifications.
async fn events(handler: Handler, text: Bytes, protocol: Protocol) -> Response {
    match run(handler, text, protocol, None).begin().await {
        FirstEvent::FinalResponse(Some(ending)) => alone(ending),
        FirstEvent::FinalResponse(None) => empty(StatusCode::ACCEPTED),
        FirstEvent::Stream(events) => events.into_response(),
    }
}

/// Handles a message of a batch; one that is not a request has no response.
async fn of_batch(
    handler: &Handler,
    headers: &HeaderMap,
    text: &str,
    session: Option<&Session>,
) -> Option<Vec<u8>> {
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
    let checked = headers::check(headers, &request, &handler.prepared.header_arguments);
    let outcome = match checked {
        Ok(protocol) => handler.respond(&request, protocol.era, session).await,
        Err(error) => Err(error),
    };
    let text = outcome.unwrap_or_else(|error| error_response(Some(request.id), &error).into());
    Some(text.into_vec())
}

/// A response that rejects a request. Boxed, since nearly no request has one.
struct HttpRejection(Box<Response>);

impl From<Response> for HttpRejection {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

fn rejected(status: StatusCode, detail: &str) -> HttpRejection {
    problem::response(status, detail).into()
}

fn body_error(error: request_body::BodyError) -> HttpRejection {
    if error == request_body::BodyError::Overloaded {
        return overloaded(&error.detail()).into();
    }
    let mut rejection = rejected(error.status(), &error.detail());
    if let Some((name, value)) = error.header() {
        rejection.0.headers_mut().insert(name, value);
    }
    rejection
}

/// Returns a body as UTF-8, which nearly every body is already.
fn in_utf8(content_type: &str, body: Bytes) -> Result<Bytes, HttpRejection> {
    match charset::decode(&body, charset::declared(content_type)) {
        Ok(decoded) => Ok(decoded.map_or(body, Bytes::from)),
        Err(charset) => {
            let detail = format!("The message has {charset}, which is not supported. Send UTF-8.");
            Err(rejected(StatusCode::UNSUPPORTED_MEDIA_TYPE, &detail))
        }
    }
}

/// Returns the response of an overloaded server: an error of the protocol, since clients show those to their users.
pub(crate) fn overloaded(detail: &str) -> Response {
    let error = ProtocolError::overloaded(detail);
    let mut response = respond_with_error(StatusCode::SERVICE_UNAVAILABLE, None, &error);
    response.headers_mut().insert(RETRY_AFTER, problem::retry_later());
    response
}

fn other_method(allowed: &'static str) -> HttpRejection {
    let detail = format!("Allowed methods: {allowed}.");
    let mut rejection = rejected(StatusCode::METHOD_NOT_ALLOWED, &detail);
    rejection
        .0
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(allowed));
    rejection
}

fn full() -> HttpRejection {
    rejected(StatusCode::SERVICE_UNAVAILABLE, "Too many concurrent sessions.")
}

/// Returns the session of an older client's request.
fn session(sessions: &Sessions, headers: &HeaderMap) -> Result<Arc<Session>, HttpRejection> {
    let Some(id) = headers.get(SESSION_ID) else {
        let detail = "The Mcp-Session-Id header is missing.";
        return Err(rejected(StatusCode::BAD_REQUEST, detail));
    };
    let session = id.to_str().ok().and_then(|id| sessions.find(id));
    session.ok_or_else(|| rejected(StatusCode::NOT_FOUND, "The session is unknown or has ended."))
}

/// Returns the stream of a session, for notifications outside of requests.
fn stream(sessions: &Sessions, headers: &HeaderMap) -> Result<Response, HttpRejection> {
    if accepted(headers, ["text/event-stream"]) != [true] {
        let detail = "The Accept header must name text/event-stream.";
        return Err(rejected(StatusCode::NOT_ACCEPTABLE, detail));
    }
    only_older(headers)?;
    let session = session(sessions, headers)?;
    let events = Events::new(|sender| async move {
        session.tell(&sender).await;
        None
    });
    Ok(events.into_response())
}

fn end_session(sessions: &Sessions, headers: &HeaderMap) -> Result<Response, HttpRejection> {
    only_older(headers)?;
    let Some(id) = headers.get(SESSION_ID) else {
        let detail = "The Mcp-Session-Id header is missing.";
        return Err(rejected(StatusCode::BAD_REQUEST, detail));
    };
    if let Ok(id) = id.to_str() {
        sessions.end(id);
    }
    Ok(empty(StatusCode::NO_CONTENT))
}

/// Rejects the newer protocol, which has no sessions.
fn only_older(headers: &HeaderMap) -> Result<(), HttpRejection> {
    let version = headers::known_version(headers).map_err(|error| bad_request(None, &error))?;
    if Era::of(version).is_newer() {
        return Err(other_method("POST"));
    }
    Ok(())
}

/// Returns the response to a request with its status. Errors of requests that contain their version have statuses.
fn ending(id: &str, protocol: Protocol, outcome: Result<ResponseText, ProtocolError>) -> FinalResponse {
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
    let text = outcome.unwrap_or_else(|error| error_response(Some(id), &error).into());
    FinalResponse { status, text }
}

/// Returns a response without a stream, as JSON.
fn alone(ending: FinalResponse) -> Response {
    let mut response = ending.text.into_response();
    *response.status_mut() = ending.status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

fn respond_with_error(status: StatusCode, id: Option<&str>, error: &ProtocolError) -> Response {
    let text = error_response(id, error).into();
    alone(FinalResponse { status, text })
}

fn bad_request(id: Option<&str>, error: &ProtocolError) -> HttpRejection {
    respond_with_error(StatusCode::BAD_REQUEST, id, error).into()
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// Returns the content type of a request with JSON.
fn json_content_type(headers: &HeaderMap) -> Option<&str> {
    let content_type = headers.get(CONTENT_TYPE)?.to_str().ok();
    content_type.filter(|content_type| media_type::is_essence(content_type, "application/json"))
}

/// Returns which of these media types a request names in its `Accept` header, as the protocol requires: a range does not
/// suffice. A quality of 0 excludes a type (RFC 9110, 12.4.2).
fn accepted<const N: usize>(headers: &HeaderMap, media_types: [&str; N]) -> [bool; N] {
    let mut accepted = [false; N];
    let values = headers.get_all(ACCEPT).iter();
    for entry in values.flat_map(|value| value.as_bytes().split(|byte| *byte == b',')) {
        for (accepted, media_type) in accepted.iter_mut().zip(media_types) {
            *accepted = *accepted || accepts(entry.trim_ascii(), media_type);
        }
    }
    accepted
}

/// Returns whether an entry of an `Accept` header names a media type.
fn accepts(entry: &[u8], media_type: &str) -> bool {
    let Some((essence, parameters)) = entry.split_at_checked(media_type.len()) else {
        return false;
    };
    let parameters = parameters.trim_ascii_start();
    essence.eq_ignore_ascii_case(media_type.as_bytes())
        && matches!(parameters.first(), None | Some(b';'))
        && !parameters.split(|byte| *byte == b';').any(is_excluded)
}

fn is_excluded(parameter: &[u8]) -> bool {
    let parameter = std::str::from_utf8(parameter).unwrap_or_default();
    let Some((name, quality)) = parameter.split_once('=') else {
        return false;
    };
    let is_zero = quality.trim().parse().is_ok_and(|quality: f32| quality == 0.0);
    name.trim().eq_ignore_ascii_case("q") && is_zero
}
