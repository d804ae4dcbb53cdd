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
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http_body_util::Full;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use super::handler::Handler;
use crate::context::Context;
use crate::document;

/// The limit of a message's size, in bytes.
const MESSAGE_SIZE: usize = 4 * 1024 * 1024;

/// The limit of the time a client may take to send a message.
const MESSAGE_TIME: Duration = Duration::from_secs(30);

type Transport = StreamableHttpService<Handler, NeverSessionManager>;

/// The transport, behind limits of size and time: the protocol library has none for the time.
#[derive(Clone)]
pub(super) struct Service(Arc<Transport>);

impl Service {
    /// Without sessions, answering in JSON. No hosts are any host; no origins are none.
    pub(super) fn new(handler: Handler, hosts: Vec<String>, origins: Vec<String>) -> Self {
        let config = StreamableHttpServerConfig::default()
            .with_legacy_session_mode(false)
            .with_json_response(true)
            .with_allowed_hosts(hosts)
            .with_allowed_origins(origins)
            .enforce_origin_validation();
        let sessions = Arc::new(NeverSessionManager::default());
        Self(Arc::new(StreamableHttpService::new(
            move || Ok(handler.clone()),
            sessions,
            config,
        )))
    }
}

impl tower_service::Service<Request> for Service {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let transport = Arc::clone(&self.0);
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
            let response = transport.handle(request).await;
            if json && response.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE {
                return malformed();
            }
            response.into_response()
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
