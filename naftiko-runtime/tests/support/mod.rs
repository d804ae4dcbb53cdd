//! An API on the loopback interface that records its requests.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use naftiko::Bytes;
use naftiko::client::{Api, Config, HttpClient, Piece, Variables, build_clients};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

/// APIs whose credentials are variables that no environment has.
pub(crate) static BEARER: Api = Api::new("bearer", &[])
    .variables(&[("TOKEN", "TEST_UNSET_TOKEN")])
    .bearer(&[Piece::Variable("TOKEN")]);
pub(crate) static BASIC: Api = Api::new("basic", &[])
    .variables(&[("USER", "TEST_UNSET_USER"), ("PASSWORD", "TEST_UNSET_PASSWORD")])
    .basic(&[Piece::Variable("USER")], &[Piece::Variable("PASSWORD")]);

/// A received request.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    /// Path and query, encoded.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A running API.
#[derive(Clone)]
pub(crate) struct Upstream {
    pub(crate) base_uri: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Upstream {
    /// Starts an API that responds to every request in the same way.
    pub(crate) async fn start<A, R>(answer: A) -> Result<Self, Box<dyn Error>>
    where
        A: Fn(&Seen) -> R + Clone + Send + Sync + 'static,
        R: IntoResponse,
    {
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let notes = Arc::clone(&seen);
        let app = Router::new().fallback(move |request: Request| {
            let (notes, answer) = (Arc::clone(&notes), answer.clone());
            async move {
                let Some(seen) = note(request).await else {
                    return StatusCode::BAD_REQUEST.into_response();
                };
                let response = answer(&seen).into_response();
                notes.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
                response
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base_uri = format!("http://{}/v2", listener.local_addr()?);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self { base_uri, seen })
    }

    /// Starts an API that responds with `{}`.
    pub(crate) async fn ok() -> Result<Self, Box<dyn Error>> {
        Self::start(|_| json("{}")).await
    }

    pub(crate) fn config(&self) -> Config {
        Config::new().base_uri(&self.base_uri)
    }

    /// Returns a client of an API at this upstream.
    pub(crate) fn client(&self, api: &'static Api) -> Result<HttpClient, Box<dyn Error>> {
        client(api, self.config())
    }

    /// Returns the requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the last request.
    pub(crate) fn last(&self) -> Result<Seen, Box<dyn Error>> {
        self.seen().pop().ok_or_else(|| "nothing arrived".into())
    }
}

async fn note(request: Request) -> Option<Seen> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.ok()?;
    Some(Seen {
        method: parts.method,
        target: parts.uri.to_string(),
        headers: parts.headers,
        body,
    })
}

pub(crate) fn client(api: &'static Api, config: Config) -> Result<HttpClient, Box<dyn Error>> {
    let [client] = build_clients([(api, config)], &Variables::default())?;
    Ok(client)
}

/// Returns a JSON response.
pub(crate) fn json(body: impl Into<Body>) -> Response {
    ([("content-type", "application/json")], body.into()).into_response()
}

/// Starts a server that reads a request, writes these bytes, and closes: for responses that no HTTP library writes.
pub(crate) async fn raw(answer: &'static [u8]) -> Result<String, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base_uri = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer).await;
        }
    });
    Ok(base_uri)
}
