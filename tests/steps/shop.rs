//! Fake APIs of a shop, which record requests and count those that overlap.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use crate::orders::Capability;

/// The token of the control adapter.
pub(crate) const CONTROL_TOKEN: &str = "open sesame";

/// The requests so far, and how many were answered at once.
#[derive(Default)]
struct Record {
    lines: Vec<String>,
    bodies: Vec<String>,
    /// The values of `traceparent`.
    parents: Vec<String>,
    open: usize,
    most: usize,
}

/// A running shop, and a capability over it.
pub(crate) struct Shop {
    record: Arc<Mutex<Record>>,
    uri: String,
    pub(crate) capability: Capability,
}

impl Shop {
    pub(crate) async fn start() -> Self {
        let record = Arc::<Mutex<Record>>::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&record));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let capability = Capability::builder()
            .variable("STOCK_URI", &uri)
            .variable("PAY_URI", &uri)
            .variable("SHOP", "Corner")
            .variable("CONTROL_TOKEN", CONTROL_TOKEN)
            .build()
            .unwrap();
        Self {
            record,
            uri,
            capability,
        }
    }

    /// Returns the base URI of its APIs.
    pub(crate) fn uri(&self) -> String {
        self.uri.clone()
    }

    /// Returns the requests in their order.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.record.lock().unwrap().lines.clone()
    }

    /// Returns the JSON bodies of requests that have one.
    pub(crate) fn bodies(&self) -> Vec<Value> {
        let record = self.record.lock().unwrap();
        let bodies = record.bodies.iter().filter(|body| !body.is_empty());
        bodies.map(|body| serde_json::from_str(body).unwrap()).collect()
    }

    /// Returns the spans that requests were part of.
    pub(crate) fn parents(&self) -> Vec<String> {
        self.record.lock().unwrap().parents.clone()
    }

    /// Returns the largest number of requests that were open at once.
    pub(crate) fn most(&self) -> usize {
        self.record.lock().unwrap().most
    }

    /// Sends a request to the REST adapter, and returns the status and the body.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let router = crate::orders::rest::router(self.capability.clone());
        Self::ask_of(router, method, path, body).await
    }

    /// Sends a request to a router.
    pub(crate) async fn ask_of(
        router: Router,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> (u16, Value) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("http://{}{path}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let http = naftiko::client::http_builder()
            .unwrap()
            .no_proxy()
            .build()
            .unwrap();
        let request = http.request(method.parse().unwrap(), uri);
        let request = body
            .into_iter()
            .fold(request, |request, body| request.json(&body));
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// Calls a tool, and returns whether it failed, its text, and its structure.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> (bool, String, Value) {
        let result = crate::orders::mcp::server(self.capability.clone())
            .call(tool, arguments)
            .await;
        let structure = result
            .structured()
            .map_or(Value::Null, naftiko::value::Json::to_value);
        (result.is_error(), result.text(), structure)
    }
}

async fn answer(State(record): State<Arc<Mutex<Record>>>, request: Request<Body>) -> Response {
    let line = format!("{} {}", request.method(), request.uri());
    let parent = request.headers().get("traceparent");
    let parent = parent.map(|value| value.to_str().unwrap().to_owned());
    let body = to_bytes(request.into_body(), usize::MAX).await.unwrap();
    let body = String::from_utf8_lossy(&body).into_owned();
    {
        let mut record = record.lock().unwrap();
        record.lines.push(line.clone());
        record.bodies.push(body.clone());
        record.parents.extend(parent);
        record.open += 1;
        record.most = record.most.max(record.open);
    }
    // A request that could overlap with this one arrives in the meantime.
    if line.starts_with("GET") {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    record.lock().unwrap().open -= 1;
    response(&line, &body)
}

fn response(line: &str, body: &str) -> Response {
    let status = |status: StatusCode, body: Value| (status, axum::Json(body)).into_response();
    let ok = |body: Value| status(StatusCode::OK, body);
    match line {
        "GET /articles/a1" => ok(json!({
            "id": 7, "name": "Lamp", "tags": ["a", "b"], "note": null,
            "depot": {"code": "n"}, "others": ["s", "x", "n", "n"],
        })),
        "GET /articles/lost" => ok(json!({"id": 8, "depot": {"code": "nowhere"}, "others": ["x"]})),
        "GET /articles/unpaid" => ok(json!({"id": "unpaid", "name": "Lamp"})),
        "GET /articles/nameless" => ok(json!({"id": 9})),
        "GET /articles/page" => "<html>".into_response(),
        line if line.starts_with("GET /articles/") => {
            status(StatusCode::NOT_FOUND, json!({"message": "no such article"}))
        }
        "GET /depots" | "GET /depots?near=here" => ok(json!([
            {"depot_code": "s", "city": "Bern", "places": [{"name": "p"}, {}]},
            {"depot_code": "n", "city": "Ulm"},
            {"depot_code": "n", "city": "Linz"},
        ])),
        "POST /reservations" => {
            let body: Value = serde_json::from_str(body).unwrap();
            status(
                StatusCode::CREATED,
                json!({"id": format!("r-{}", body["article"])}),
            )
        }
        line if line.starts_with("DELETE /reservations/") => StatusCode::NO_CONTENT.into_response(),
        "POST /payments" if body.contains("unpaid") => {
            status(StatusCode::INTERNAL_SERVER_ERROR, json!({"message": "closed"}))
        }
        "POST /payments" => status(StatusCode::ACCEPTED, json!({"receipt": "q-1"})),
        "GET /payments" => ok(json!([{"receipt": "q-1"}])),
        "GET /prices" => ([("content-type", "text/csv")], "code,price\na1,12.50\na2,3\n").into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
