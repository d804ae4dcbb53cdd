//! Inputs with keywords of JSON Schema, which tools publish and check.

use std::net::SocketAddr;

use naftiko::Bytes;
use naftiko::axum::Router;
use naftiko::client::{FakeResponse, FakeTransport};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::parts::{Capability, mcp, rest};
use super::{http, received};

/// Starts the adapters over an upstream API that remembers what it got.
async fn adapters() -> (String, String, FakeTransport) {
    let api = FakeTransport::new(|_| FakeResponse::body(200, Bytes::from_static(b"{}")));
    let capability = Capability::builder()
        .parts(|config| config.transport(api.clone()))
        .build()
        .unwrap();
    let tools = served(mcp::server(capability.clone()).router()).await;
    let routes = served(rest::router(capability)).await;
    (format!("http://{tools}/mcp"), format!("http://{routes}"), api)
}

async fn served(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { naftiko::axum::serve(listener, router).await });
    address
}

/// Returns the result of a method over HTTP.
async fn asked(address: &str, method: &str, params: Value) -> Value {
    let request = http()
        .post(address)
        .header("accept", "application/json, text/event-stream")
        .json(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}));
    let response: Value = request.send().await.unwrap().json().await.unwrap();
    response["result"].clone()
}

#[tokio::test]
async fn tool_publishes_what_the_spec_says_of_its_inputs() {
    let (tools, ..) = adapters().await;
    let list = asked(&tools, "tools/list", json!({})).await;
    let inputs = &list["tools"][0]["inputSchema"]["properties"];
    let expected = json!({
        "size": {"type": "string", "enum": ["s", "m"], "default": "s", "description": "Its size"},
        "count": {"type": "integer", "description": "How often. From 1 to 9."},
        "sizes": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}, "description": "All sizes"},
        "lines": {"type": "array", "description": "What is ordered", "items": {
            "type": "object",
            "properties": {
                "sku": {"type": "string", "description": "The part. Pattern: `^P`."},
                "grade": {"type": "integer", "enum": [1, 2]},
            },
            "required": ["sku"],
        }},
        "to": {"type": "object", "description": "Where it goes", "properties": {
            "city": {"type": "string"},
            "floors": {"type": "array", "items": {"type": "integer"}, "description": "At most 2 items."},
        }, "required": ["city"]},
    });
    assert_eq!(*inputs, expected);
    // The inputs of a flow are those of its tool.
    let inputs = &list["tools"][1]["inputSchema"]["properties"];
    assert_eq!(inputs["size"]["enum"], json!(["s", "m"]), "{inputs}");
}

#[tokio::test]
async fn tool_rejects_values_that_its_schema_excludes_before_a_call() {
    let (tools, _, api) = adapters().await;
    let arguments = json!({
        "size": "l", "sizes": ["a", "c"], "to": {"floors": [1, "first"]},
        "lines": [{"sku": "P1", "grade": 3}, {"grade": 1}, "P2"],
    });
    let result = asked(
        &tools,
        "tools/call",
        json!({"name": "order", "arguments": arguments}),
    )
    .await;
    assert_eq!(result["isError"], true, "{result}");
    let text = result["content"][0]["text"].as_str().unwrap();
    for problem in [
        "`size`: expected one of `s`, `m`",
        "`sizes[1]`: expected one of `a`, `b`",
        "`to.city`: missing required value",
        "`to.floors[1]`: expected an integer, got a string",
        "`lines[0].grade`: expected one of `1`, `2`",
        "`lines[1].sku`: missing required value",
        "`lines[2]`: expected an object, got a string",
    ] {
        assert_eq!(text.matches(problem).count(), 1, "{problem}: {text}");
    }
    assert!(received(&api).is_empty());
    let arguments = json!({
        "size": "s", "count": 10, "sizes": ["a", "b"], "to": {"city": "Oslo", "floors": "[2]"},
        "lines": [{"sku": "P1", "grade": "2"}],
    });
    let result = asked(
        &tools,
        "tools/call",
        json!({"name": "order", "arguments": arguments}),
    )
    .await;
    assert_ne!(result["isError"], true, "{result}");
    // The API decides about ranges, and gets members by its names.
    let body = r#"{"lines":[{"sku":"P1","$grade":2}],"to":{"city":"Oslo","floors":[2]}}"#;
    let target = "/orders?size=s&count=10&sizes=a&sizes=b";
    assert_eq!(received(&api), [(target.to_owned(), body.to_owned())]);
    let arguments = json!({"size": "l", "lines": [], "to": {}});
    let called = json!({"name": "order-urgent", "arguments": arguments});
    let result = asked(&tools, "tools/call", called).await;
    assert_eq!(result["isError"], true, "{result}");
}

#[tokio::test]
async fn route_publishes_what_the_spec_says_of_its_inputs() {
    let (_, routes, api) = adapters().await;
    let document: Value = serde_json::from_str(rest::OPENAPI).unwrap();
    let operation = &document["paths"]["/orders"]["post"];
    let size = json!({"type": "string", "enum": ["s", "m"], "pattern": "^[sm]$"});
    assert_eq!(operation["parameters"][0]["schema"], size);
    let count = json!({"type": "integer", "format": "int64", "minimum": 1, "maximum": 9});
    assert_eq!(operation["parameters"][1]["schema"], count);
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(
        body["properties"]["lines"]["items"],
        json!({"type": "string", "minLength": 3})
    );
    // The API decides about values.
    let request = http()
        .post(format!("{routes}/orders?size=l"))
        .json(&json!({"lines": ["P"], "to": {}}));
    assert_eq!(request.send().await.unwrap().status(), 200);
    assert_eq!(received(&api).len(), 1);
}
