//! A fake API with lists in pages of every kind, which records its requests.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header::LINK;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

/// A running API. Each list has seven items, in pages of three.
pub(crate) struct Ledger {
    address: SocketAddr,
    log: Log,
}

#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Ledger {
    pub(crate) async fn start() -> Self {
        let log = Log::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(answer).with_state(log.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, log }
    }

    pub(crate) fn uri(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests so far: method, target and body.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.log.0.lock().unwrap().clone()
    }
}

async fn answer(State(log): State<Log>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
    let line = format!("{} {} {body}", parts.method, parts.uri);
    log.0.lock().unwrap().push(line.trim().to_owned());
    let query = |name: &str| {
        let pairs = parts.uri.query().unwrap_or_default().split('&');
        let mut values = pairs.filter_map(|pair| pair.split_once('='));
        values
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.to_owned())
    };
    let number = |name: &str| query(name).and_then(|value| value.parse::<usize>().ok());
    let host = parts.headers.get("host").unwrap().to_str().unwrap();
    match parts.uri.path() {
        "/entries" | "/once" => {
            let start = number("nextToken").unwrap_or(0);
            let next = token(start + 3);
            page(json!({"data": entries(start), "nextToken": next}), &parts.headers)
        }
        "/entries/search" => {
            let asked: Value = serde_json::from_str(&body).unwrap();
            let start = asked["cursor"]
                .as_str()
                .map_or(0, |cursor| cursor.parse().unwrap());
            axum::Json(json!({"entries": entries(start), "meta": {"nextCursor": token(start + 3)}}))
                .into_response()
        }
        "/accounts" => {
            let start = number("%24skip").unwrap_or(0);
            let owner = query("owner").unwrap_or_default();
            let next = format!(
                "http://{host}/accounts?%24skip={}&owner={owner}&sig=canary%2Fsig",
                start + 3
            );
            let next = (start + 3 < 7).then_some(next);
            axum::Json(json!({"value": entries(start), "others": ["x"], "@next": next})).into_response()
        }
        "/notes" => {
            let start = number("offset").unwrap_or(0);
            let notes: Vec<String> = (start..7).take(3).map(|id| format!("note {id}")).collect();
            axum::Json(notes).into_response()
        }
        "/folders" => {
            let start = number("page").unwrap_or(0) * 3;
            axum::Json(json!({"items": entries(start)})).into_response()
        }
        "/shelves" => {
            let start = number("from").unwrap_or(0);
            let links = format!(
                "</shelves?from=0>; rel=first, </shelves?from={}>; rel=next",
                start + 3
            );
            let links = (start + 3 < 7).then_some([(LINK, links)]);
            (
                links.map_or_else(HeaderMap::new, headers),
                axum::Json(entries(start)),
            )
                .into_response()
        }
        "/events" => {
            let [start, total, size, text] =
                ["after", "total", "size", "text"].map(|name| number(name).unwrap_or(0));
            let events: Vec<Value> = (start..total)
                .take(size)
                .map(|id| json!({"id": id, "text": "t".repeat(text)}))
                .collect();
            let next = (start + size < total).then(|| (start + size).to_string());
            let others: Vec<usize> = (0..number("others").unwrap_or(0)).collect();
            axum::Json(json!({"others": others, "data": {"events": events}, "next": next})).into_response()
        }
        path if path.starts_with("/records/") => {
            let start = number("pageToken").unwrap_or(0);
            let next = token(start + 3);
            axum::Json(json!({"page": {"next": next, "records": entries(start), "count": 7}})).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn headers<const N: usize>(pairs: [(axum::http::HeaderName, String); N]) -> HeaderMap {
    let pairs = pairs.into_iter();
    pairs
        .map(|(name, value)| (name, value.parse().unwrap()))
        .collect()
}

/// Returns a page, compressed for callers that accept it.
fn page(body: Value, asked: &HeaderMap) -> Response {
    let accepts = asked.get("accept-encoding").is_some_and(|value| value == "br");
    if accepts {
        return StatusCode::NOT_ACCEPTABLE.into_response();
    }
    axum::Json(body).into_response()
}

fn token(start: usize) -> Option<String> {
    (start < 7).then(|| start.to_string())
}

fn entries(start: usize) -> Vec<Value> {
    (start..7)
        .take(3)
        .map(|id| json!({"id": id, "name": format!("entry {id}")}))
        .collect()
}
