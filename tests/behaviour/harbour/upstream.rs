//! Fake register of ships, which records requests unchanged.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

pub(super) struct Ships {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Ships {
    pub(super) async fn start() -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let router = Router::new().fallback(move |request: Request| {
            let line = format!("{} {} {:?}", request.method(), request.uri(), request.headers());
            log.lock().unwrap().push(line);
            let path = request.uri().path().to_owned();
            async move { answer(&path) }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, asked }
    }

    pub(super) fn uri(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests since the last call.
    pub(super) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn answer(path: &str) -> Response {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    match segments.as_slice() {
        ["tide"] => axum::Json(json!({"height": 2.5, "moon": "full"})).into_response(),
        ["ships", "lost"] | ["ships", "lost", ..] => StatusCode::NOT_FOUND.into_response(),
        ["ships", imo] => axum::Json(json!({"imo": imo})).into_response(),
        ["ships", imo, "logs", day] => format!("{imo} on {day}: calm").into_response(),
        _ => StatusCode::BAD_REQUEST.into_response(),
    }
}
