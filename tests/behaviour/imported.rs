//! An imported spec over loopback: `meters.yaml`, with REST and MCP over a fake API.

use naftiko::client::{FakeResponse, FakeTransport};
use naftiko::http::Method;
use naftiko::serve::Running;
use serde_json::{Value, json};

use super::meters;

/// Returns an API of one meter.
fn api() -> FakeTransport {
    FakeTransport::new(|request| match (request.method(), request.uri().path()) {
        (&Method::POST, "/oauth/token") => {
            FakeResponse::json(200, &json!({"access_token": "t", "expires_in": 60}))
        }
        (&Method::POST, "/v1/accounts/a1/meters") => {
            FakeResponse::json(201, &json!({"id": "m1", "name": "Calls"}))
        }
        (&Method::GET, "/v1/accounts/a1/meters") => FakeResponse::json(
            200,
            &json!({"data": [{"id": "m1", "name": "Calls", "state": "open"}]}),
        ),
        (&Method::DELETE, "/v1/accounts/a1/meters/m1") => FakeResponse::status(204),
        _ => FakeResponse::status(404),
    })
}

async fn start(api: &FakeTransport) -> Running {
    let capability = meters::Capability::builder()
        .variable("METERS_CLIENT_ID", "id")
        .variable("METERS_CLIENT_SECRET", "secret")
        .variable("METERS_2_API_KEY", "key")
        .meters(|config| config.transport(api.clone()))
        .build()
        .unwrap();
    let loopback = "127.0.0.1:0".parse().unwrap();
    let server = capability.server().address("meters-rest", loopback);
    server.address("meters-mcp", loopback).start().await.unwrap()
}

/// Returns the target and the body of the last request that the API has received.
fn last(api: &FakeTransport) -> (String, String) {
    let request = api.requests().pop().unwrap();
    let body = String::from_utf8_lossy(request.body()).into_owned();
    (request.uri().to_string(), body)
}

#[tokio::test]
async fn imported_operations_are_called_by_rest_and_mcp() {
    let api = api();
    let running = start(&api).await;
    let rest = format!("http://{}", running.address("meters-rest").unwrap());
    let client = super::http();
    let list = client.get(format!(
        "{rest}/accounts/a1/meters?product=p1&product=p2&state=open&$top=5"
    ));
    let listed: Value = list.send().await.unwrap().json().await.unwrap();
    assert_eq!(listed["data"][0]["id"], "m1");
    let (target, _) = last(&api);
    for pair in [
        "product=p1",
        "product=p2",
        "state=open",
        "top=5",
        "api-version=2026-01-01",
    ] {
        assert!(target.contains(pair), "{target}");
    }
    let create = client
        .post(format!("{rest}/accounts/a1/meters"))
        .json(&json!({"name": "Calls"}));
    assert_eq!(create.send().await.unwrap().status().as_u16(), 201);
    assert_eq!(last(&api).1, r#"{"name":"Calls"}"#);
    let remove = client.delete(format!("{rest}/accounts/a1/meters/m1"));
    assert_eq!(remove.send().await.unwrap().status().as_u16(), 204);

    let mcp = format!("http://{}/mcp", running.address("meters-mcp").unwrap());
    let call = |name: &str, arguments: Value| {
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}});
        let request = client.post(mcp.as_str()).json(&message);
        let request = request.header("accept", "application/json, text/event-stream");
        request.header("mcp-protocol-version", "2025-06-18").send()
    };
    let response = call("list-meters", json!({"accountId": "a1", "top": 5}))
        .await
        .unwrap();
    let text = response.text().await.unwrap();
    assert!(
        text.contains("m1") && !text.contains(r#""isError":true"#),
        "{text}"
    );
    assert!(last(&api).0.contains("top=5"), "{}", last(&api).0);
    running.shutdown().await;
}
