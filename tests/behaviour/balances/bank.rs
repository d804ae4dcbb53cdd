//! The upstream: returns a text, and records the last request.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

/// What the bank answers, and the last request: its target and its body.
#[derive(Default)]
struct Desk {
    answer: String,
    target: String,
    body: String,
}

/// A running upstream.
pub(super) struct Bank {
    address: SocketAddr,
    desk: Arc<Mutex<Desk>>,
}

impl Bank {
    pub(super) async fn open() -> Self {
        let desk = Arc::new(Mutex::new(Desk::default()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&desk));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, desk }
    }

    pub(super) fn uri(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sets what is answered from then on.
    pub(super) fn answers(&self, text: &str) {
        text.clone_into(&mut self.desk.lock().unwrap().answer);
    }

    /// Takes the target and the body of the last request.
    pub(super) fn last(&self) -> (String, String) {
        let mut desk = self.desk.lock().unwrap();
        (std::mem::take(&mut desk.target), std::mem::take(&mut desk.body))
    }
}

async fn answer(State(desk): State<Arc<Mutex<Desk>>>, request: Request) -> impl IntoResponse {
    let target = request.uri().to_string();
    let body = to_bytes(request.into_body(), 64 << 20).await.unwrap();
    let mut desk = desk.lock().unwrap();
    desk.target = target;
    desk.body = String::from_utf8(body.to_vec()).unwrap();
    ([(CONTENT_TYPE, "application/json")], desk.answer.clone())
}
