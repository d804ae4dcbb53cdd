//! Fake upstream with the responses of the tests, which records requests.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A recorded request.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

type Log = Arc<Mutex<Vec<Asked>>>;

/// A running upstream.
pub(crate) struct Upstream {
    address: SocketAddr,
    log: Log,
}

impl Upstream {
    pub(crate) async fn start() -> Self {
        let log = Log::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&log));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, log }
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Returns the only request so far.
    pub(crate) fn only(&self) -> Asked {
        let log = self.log.lock().unwrap();
        assert_eq!(log.len(), 1, "{log:?}");
        log[0].clone()
    }

    pub(crate) fn last(&self) -> Asked {
        self.log.lock().unwrap().last().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.log.lock().unwrap().len()
    }
}

async fn answer(State(log): State<Log>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let sent = parts.headers.get("authorization").cloned();
    let asked = Asked {
        line: format!("{} {}", parts.method, parts.uri),
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    let path = parts.uri.path().to_owned();
    log.lock().unwrap().push(asked);
    match path.as_str() {
        "/v2/parcels/missing" => (
            StatusCode::NOT_FOUND,
            axum::Json(json!({"message": "no such parcel"})),
        )
            .into_response(),
        // An API that shows the request in its error.
        "/v2/parcels/echo" => {
            let sent = sent.unwrap();
            let body = format!("invalid request: {}", sent.to_str().unwrap());
            (StatusCode::BAD_REQUEST, [("etag", sent)], body).into_response()
        }
        "/v2/parcels/bare" => axum::Json(json!({"state": null})).into_response(),
        "/v2/parcels/broken" => "<html>".into_response(),
        "/v2/labels/L1.pdf" => (
            [("content-type", "application/pdf")],
            vec![0x25_u8, 0x50, 0x44, 0x46, 0xff],
        )
            .into_response(),
        "/rows/photos/1" => {
            ([("content-type", "image/jpeg")], vec![0xff_u8, 0xd8, 0xff, 0xe0]).into_response()
        }
        "/rows/photos/2" => (
            [("content-type", "application/octet-stream")],
            vec![0x89_u8, 0x50],
        )
            .into_response(),
        "/rows/gone/a%2Fb" => (StatusCode::GONE, axum::Json(json!({"gone": true}))).into_response(),
        "/depots" => {
            axum::Json(json!([{"id": "D1", "address": {"city": "Ulm"}}, {"id": "D2"}])).into_response()
        }
        path if path.ends_with("/parcels") => {
            // The digits and the order are those of this text, for tests of relays.
            (
                [("content-type", "application/json")],
                r#"{"data": [{"z": 1.10, "a": 2}], "next": null}"#,
            )
                .into_response()
        }
        path if path.starts_with("/v2/parcels/") => axum::Json(json!({
            "state": "moving",
            "route": {"depot": "D1"},
            "lines": [{"weight": 1.5}, {"weight": 2}],
        }))
        .into_response(),
        _ => StatusCode::NO_CONTENT.into_response(),
    }
}
