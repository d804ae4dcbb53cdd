//! An API on the loopback interface with a configured response, a client of MCP's wire format, and tables of the documentation.

#![allow(dead_code, reason = "each test file uses its part")]

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use naftiko::Value;
use naftiko::axum::Router;
use naftiko::axum::body::{Body, to_bytes};
use naftiko::axum::extract::Request;
use naftiko::axum::response::Response;
use naftiko::http::{HeaderMap, StatusCode};
#[cfg(feature = "mcp")]
use naftiko::mcp::{Hints, ServerInfo, Tool};
use serde_json::json;
use tokio::net::TcpListener;

pub(crate) type Failure = Box<dyn std::error::Error>;

/// Returns the rows of the table in a document of `docs` whose first header is `title`, as it is written.
pub(crate) fn table<const N: usize>(document: &str, title: &str) -> Result<Vec<[String; N]>, Failure> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let text = fs::read_to_string(folder.join(document))?;
    let head = format!("| {title} |");
    let lines = text.lines().skip_while(|line| !line.starts_with(&head));
    let rows = lines.skip(2).take_while(|line| line.starts_with('|'));
    let rows = rows.map(|line| {
        let cells = line
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().to_owned());
        let row: Result<[String; N], _> = cells.collect::<Vec<_>>().try_into();
        row.map_err(|cells| format!("a row of {} cells: {line}", cells.len()).into())
    });
    let rows: Result<Vec<_>, Failure> = rows.collect();
    let rows = rows?;
    assert!(rows.len() > 2, "{title}");
    Ok(rows)
}

/// The server information of an MCP server.
#[cfg(feature = "mcp")]
pub(crate) static INFO: ServerInfo = ServerInfo {
    name: "desk-mcp",
    title: "",
    version: "1.0.0",
    instructions: "",
};

/// A tool without inputs.
#[cfg(feature = "mcp")]
pub(crate) const fn tool(name: &'static str, description: &'static str) -> Tool {
    Tool {
        name,
        title: "",
        description,
        input_schema: r#"{"type":"object","additionalProperties":false}"#,
        output_schema: "",
        hints: Hints {
            read_only: true,
            destructive: false,
            idempotent: true,
            open_world: true,
        },
    }
}

/// The response of the API.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    body: String,
    delay: Duration,
}

impl Answer {
    pub(crate) fn new(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    pub(crate) fn json(status: u16, body: &str) -> Self {
        let headers = vec![("content-type", "application/json"), ("x-internal", "host-7")];
        Self {
            status,
            headers,
            body: body.to_owned(),
            delay: Duration::ZERO,
        }
    }

    pub(crate) fn body(mut self, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self
    }

    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

/// A request that the API received.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) uri: String,
    pub(crate) body: String,
    headers: HeaderMap,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

/// An API on the loopback interface that sends the same response to every request, and records the requests.
pub(crate) struct Upstream {
    base: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Upstream {
    pub(crate) async fn answering(answer: Answer) -> Result<Self, std::io::Error> {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let router = Router::new()
            .fallback(move |request: Request| answer_one(answer.clone(), Arc::clone(&log), request));
        Ok(Self {
            base: serve(router).await?,
            seen,
        })
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(crate) fn count(&self) -> usize {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Returns the last request.
    pub(crate) fn last(&self) -> Seen {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .last()
            .cloned()
            .unwrap_or_default()
    }
}

/// Serves a router on the loopback interface for as long as the test runs, and returns its base URI.
pub(crate) async fn serve(router: Router) -> Result<String, std::io::Error> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { naftiko::axum::serve(listener, router).await });
    Ok(base)
}

async fn answer_one(answer: Answer, log: Arc<Mutex<Vec<Seen>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = String::from_utf8_lossy(&body).into_owned();
    let seen = Seen {
        uri: parts.uri.to_string(),
        body,
        headers: parts.headers,
    };
    log.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
    tokio::time::sleep(answer.delay).await;
    let builder = answer
        .headers
        .iter()
        .fold(Response::builder(), |builder, (name, value)| {
            builder.header(*name, *value)
        });
    let status = StatusCode::from_u16(answer.status).unwrap_or_default();
    builder
        .status(status)
        .body(Body::from(answer.body))
        .unwrap_or_default()
}

/// Sends a JSON-RPC request of an older protocol version: no `_meta`, no session.
pub(crate) async fn rpc(url: &str, method: &str, params: Value) -> Result<Value, Failure> {
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let answer = post(url, &message, &[("mcp-protocol-version", "2025-11-25")]).await?;
    Ok(serde_json::from_str::<Value>(&answer.text().await?)?["result"].take())
}

/// Sends a JSON-RPC request of the newer protocol version: everything is in the request.
pub(crate) async fn modern(url: &str, method: &str, mut params: Value) -> Result<(u16, Value), Failure> {
    let name = params["name"].as_str().or(params["uri"].as_str());
    let name = name.unwrap_or_default().to_owned();
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    });
    let message = json!({"jsonrpc": "2.0", "id": "a", "method": method, "params": params});
    let mut headers = vec![("mcp-protocol-version", "2026-07-28"), ("mcp-method", method)];
    if !name.is_empty() {
        headers.push(("mcp-name", &name));
    }
    let answer = post(url, &message, &headers).await?;
    Ok((
        answer.status().as_u16(),
        serde_json::from_str(&answer.text().await?)?,
    ))
}

/// Returns a client for one test.
pub(crate) fn http() -> reqwest::Client {
    // The client requires a provider although nothing is encrypted here; another test may have installed it.
    #[cfg(feature = "tls")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// Gets a resource.
pub(crate) async fn get(url: String) -> Result<reqwest::Response, reqwest::Error> {
    http().get(url).send().await
}

/// Posts a JSON-RPC message.
pub(crate) async fn post(
    url: &str,
    message: &Value,
    headers: &[(&str, &str)],
) -> Result<reqwest::Response, reqwest::Error> {
    let request = http()
        .post(url)
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value));
    request.body(message.to_string()).send().await
}
