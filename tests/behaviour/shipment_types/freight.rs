//! Fake freight: one response for every request, and the last request.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

struct Inner {
    response: (u16, String),
    line: String,
    headers: HeaderMap,
    body: String,
}

/// A running freight.
pub(super) struct Freight {
    address: SocketAddr,
    inner: Arc<Mutex<Inner>>,
}

impl Freight {
    /// Starts a freight that answers with a status and JSON, or HTML. An empty text is no body.
    pub(super) async fn start(status: u16, json: &str) -> Self {
        let inner = Arc::new(Mutex::new(Inner {
            response: (status, json.to_owned()),
            line: String::new(),
            headers: HeaderMap::new(),
            body: String::new(),
        }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, inner }
    }

    pub(super) fn uri(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn answers(&self, status: u16, json: &str) {
        self.inner.lock().unwrap().response = (status, json.to_owned());
    }

    /// Returns method, path and query of the last request.
    pub(super) fn line(&self) -> String {
        self.inner.lock().unwrap().line.clone()
    }

    /// Returns a header of the last request.
    pub(super) fn header(&self, name: &str) -> String {
        let inner = self.inner.lock().unwrap();
        let value = inner.headers.get(name).map(|value| value.to_str().unwrap());
        value.unwrap_or_default().to_owned()
    }

    /// Returns the body of the last request, byte for byte.
    pub(super) fn body(&self) -> String {
        self.inner.lock().unwrap().body.clone()
    }
}

async fn answer(State(inner): State<Arc<Mutex<Inner>>>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let mut inner = inner.lock().unwrap();
    inner.line = format!("{} {}", parts.method, parts.uri);
    inner.headers = parts.headers;
    inner.body = String::from_utf8_lossy(&body).into_owned();
    let (status, json) = inner.response.clone();
    let status = StatusCode::from_u16(status).unwrap();
    if json.is_empty() {
        return status.into_response();
    }
    let media_type = if json.starts_with('<') {
        "text/html"
    } else {
        "application/vnd.freight+json; charset=utf-8"
    };
    (status, [("content-type", media_type)], json).into_response()
}
