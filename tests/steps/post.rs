//! A fake post with parcels and depots, and a capability over it.

use std::net::SocketAddr;

use naftiko::client::{Config, FakeResponse, FakeTransport};
use naftiko::http::Request;
use naftiko::serve::Running;
use naftiko::value::Json;
use serde_json::{Value, json};

use crate::journeys::{Capability, mcp};

pub(crate) fn post() -> FakeTransport {
    FakeTransport::new(|request| match request.uri().path() {
        "/parcels/a" => FakeResponse::json(
            200,
            &json!({"id": "a", "state": "moving", "next": 7, "place": {"code": "n"}}),
        ),
        "/parcels/odd" => FakeResponse::json(200, &json!({"next": "admin/x?y"})),
        "/parcels/up" => FakeResponse::json(200, &json!({"next": "../admin?x"})),
        path if path.starts_with("/parcels/") => FakeResponse::json(200, &json!({"state": "there"})),
        "/tracks/a" => FakeResponse::json(200, &json!({"id": "t-7", "more": true})),
        "/labels/a" => {
            let label = FakeResponse::body(200, naftiko::Bytes::from("<label><next>8</next></label>"));
            label.header("content-type", "application/xml")
        }
        "/depots" => FakeResponse::json(200, &json!([{"city": "Ulm", "code": "n"}])),
        _ => FakeResponse::json(200, &json!({"moved": true})),
    })
}

pub(crate) fn capability(change: impl FnOnce(Config) -> Config) -> Capability {
    Capability::builder().post(change).build().unwrap()
}

pub(crate) fn over(post: &FakeTransport) -> Capability {
    let post = post.clone();
    capability(|config| config.transport(post))
}

/// Calls a tool, and returns its structure and the requests.
pub(crate) async fn call(tool: &str, arguments: Value) -> (Value, Vec<String>) {
    let post = post();
    let result = mcp::server(over(&post)).call(tool, arguments).await;
    assert!(!result.is_error(), "{tool}: {}", result.text());
    let structure = result.structured().map_or(Value::Null, Json::to_value);
    (structure, lines(&post))
}

/// Returns the requests as lines, each with its body.
fn lines(post: &FakeTransport) -> Vec<String> {
    let requests = post.requests();
    let line = |request: &Request<naftiko::Bytes>| {
        let body = String::from_utf8_lossy(request.body());
        let line = format!("{} {} {body}", request.method(), request.uri().path());
        line.trim_end().to_owned()
    };
    requests.iter().map(line).collect()
}

/// Serves every adapter.
pub(crate) async fn served() -> Running {
    let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = ["journeys-rest", "journeys-mcp", "control"]
        .into_iter()
        .fold(over(&post()).server(), |server, name| {
            server.address(name, loopback)
        });
    server.start().await.unwrap()
}
