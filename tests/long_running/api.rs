//! A fake API whose results come after requests for a status, which records its requests.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

/// A running API. Each operation ends at the second request for its status.
pub(crate) struct Disks {
    pub(crate) address: SocketAddr,
    log: Log,
}

type Log = Arc<Mutex<Vec<String>>>;

impl Disks {
    pub(crate) async fn start() -> Self {
        let log = Log::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&log));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, log }
    }

    pub(crate) fn uri(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests so far: method and path.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// Returns how often a request was sent.
    pub(crate) fn count(&self, line: &str) -> usize {
        self.asked().iter().filter(|known| *known == line).count()
    }
}

async fn answer(State(log): State<Log>, request: Request) -> Response {
    let (method, path) = (request.method().as_str(), request.uri().path());
    let line = format!("{method} {path}");
    let asked = {
        let mut log = log.lock().unwrap();
        log.push(line.clone());
        log.iter().filter(|known| **known == line).count()
    };
    let accepted = |header: &'static str, link: String| {
        let headers = [(header, link), ("retry-after-ms", "1".to_owned())];
        (StatusCode::ACCEPTED, headers).into_response()
    };
    let status = |end: Value| {
        let body = if asked < 2 {
            json!({"status": "Running"})
        } else {
            end
        };
        ([("retry-after-ms", "1")], axum::Json(body)).into_response()
    };
    let steps: Vec<&str> = line.split(['/', ' ']).filter(|step| !step.is_empty()).collect();
    match steps.as_slice() {
        ["PUT", "disks", name] => accepted("azure-asyncoperation", format!("/status/put/{name}")),
        ["DELETE", "disks", "a"] => accepted("location", "/status/delete".to_owned()),
        ["POST", "disks", name, "copies"] => accepted("location", format!("/copies/{name}")),
        ["POST", "disks", name, "exports"] => accepted(
            "operation-location",
            format!("/status/export/{name}?sig=canary-sig"),
        ),
        ["GET", "status", "put", "full"] => status(
            json!({"status": "Failed", "error": {"code": "QuotaExceeded", "message": "No space is left for canary-token."}}),
        ),
        ["GET", "status", "put", "unwanted"] => status(json!({"status": "Canceled"})),
        // The API does not tell the status at first.
        ["GET", "status", "put", "shy"] if asked < 4 => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        ["GET", "status", "put", _] => status(json!({"status": "Succeeded"})),
        ["GET", "status", "export", _] => {
            status(json!({"status": "Succeeded", "url": "https://files.test/1"}))
        }
        ["GET", "status", "delete"] if asked < 2 => accepted("location", "/status/delete".to_owned()),
        ["GET", "status", "delete"] => StatusCode::NO_CONTENT.into_response(),
        // Its status moves.
        ["GET", "copies", "far"] => accepted("location", "/copies/near".to_owned()),
        ["GET", "copies", name] if asked < 2 => accepted("location", format!("/copies/{name}")),
        ["GET", "copies", _] => axum::Json(json!({"name": "copy", "size": 5})).into_response(),
        ["GET", "disks", name] => axum::Json(json!({"name": name, "size": 7})).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
