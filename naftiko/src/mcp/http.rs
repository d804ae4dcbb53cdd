//! A server over Streamable HTTP.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::{CONTENT_TYPE, ORIGIN};
use http::request::Parts;
use http_body_util::Full;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use super::answering::Handler;
use super::origin;
use crate::context::Context;
use crate::document;

/// The limit of a message's size, in bytes.
const MESSAGE_SIZE: usize = 4 * 1024 * 1024;

/// The limit of the time a client may take to send a message.
const MESSAGE_TIME: Duration = Duration::from_secs(30);

/// The transport of the protocol library. Without sessions it leaves their manager alone; a second one, which keeps
/// none, would be all of the transport a second time in the program.
type Transport = StreamableHttpService<Handler, LocalSessionManager>;

/// The transport, behind limits of size and time: the protocol library has none for the time.
#[derive(Clone)]
pub(super) struct Service {
    transport: Arc<Transport>,
    /// Whether the host that a request names is one of those the server answers to, or any.
    knows_hosts: bool,
}

impl Service {
    /// Answers in JSON, but for those who have a session. No hosts are any host; no origins are none.
    pub(super) fn new(handler: Handler, hosts: Vec<String>, origins: Vec<String>, sessions: bool) -> Self {
        let knows_hosts = !hosts.is_empty();
        let config = StreamableHttpServerConfig::default()
            .with_legacy_session_mode(sessions)
            .with_json_response(true)
            .with_allowed_hosts(hosts)
            .with_allowed_origins(origins)
            .enforce_origin_validation();
        let handler = move || {
            Ok(if sessions {
                handler.for_one()
            } else {
                handler.clone()
            })
        };
        Self {
            transport: Arc::new(Transport::new(handler, Arc::default(), config)),
            knows_hosts,
        }
    }
}

impl tower_service::Service<Request> for Service {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let transport = Arc::clone(&self.transport);
        // Where the host is checked, a page of that very host and port is the server's own.
        if self.knows_hosts && origin::is_own(request.uri(), request.headers()) {
            request.headers_mut().remove(ORIGIN);
        }
        Box::pin(async move { Ok(answer(&transport, request).await) })
    }
}

async fn answer(transport: &Transport, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    // The protocol library answers in a task of its own: what belongs to the request travels with it.
    let context = Context::current().or_else(|| Context::missing(&parts.headers, &parts.extensions));
    if let Some(context) = context {
        parts.extensions.insert(context);
    }
    let limit = Context::body_limit().unwrap_or(MESSAGE_SIZE);
    match tokio::time::timeout(MESSAGE_TIME, to_bytes(body, limit)).await {
        Ok(Ok(message)) => {
            let json = is_json(&parts);
            let request = http::Request::from_parts(parts, Full::new(message));
            let response = transport.handle(request).await.into_response();
            if json && response.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE {
                return malformed();
            }
            response
        }
        Ok(Err(_)) => document::response(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Too large",
            &format!("The message is larger than {limit} bytes, which is the limit."),
        ),
        Err(_) => document::response(
            StatusCode::REQUEST_TIMEOUT,
            "Too slow",
            "The message took too long to arrive.",
        ),
    }
}

fn is_json(request: &Parts) -> bool {
    let content_type = request
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    content_type.is_some_and(|text| text.to_ascii_lowercase().starts_with("application/json"))
}

/// The answer to what is not JSON, which the protocol library takes for another media type.
fn malformed() -> Response {
    let error = r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"the message is not valid JSON-RPC"}}"#;
    (
        StatusCode::BAD_REQUEST,
        [(CONTENT_TYPE, "application/json")],
        error,
    )
        .into_response()
}
