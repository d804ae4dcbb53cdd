//! A server over Streamable HTTP.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http_body_util::Full;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use super::handler::Handler;

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

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let transport = Arc::clone(&self.0);
        Box::pin(async move { Ok(answer(&transport, request).await) })
    }
}

async fn answer(transport: &Transport, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match tokio::time::timeout(MESSAGE_TIME, to_bytes(body, MESSAGE_SIZE)).await {
        Ok(Ok(message)) => {
            let request = http::Request::from_parts(parts, Full::new(message));
            transport.handle(request).await.into_response()
        }
        Ok(Err(_)) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}
