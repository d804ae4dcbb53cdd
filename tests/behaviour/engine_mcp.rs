//! Tests of the official engine's checklist for MCP. `tests/engine.md` names the tests.

use naftiko::http::Method;
use naftiko::serve::Running;
use serde_json::{Value, json};

use super::engine_rest::start;
use super::upstream::Upstream;

const NEWER: &str = "2026-07-28";

fn uri(server: &Running) -> String {
    format!("http://{}/mcp", server.address("rows-mcp").unwrap())
}

/// Posts a message with these headers, and returns status and response.
async fn post(server: &Running, headers: &[(&str, &str)], message: &str) -> (u16, Value) {
    let request = super::http()
        .post(uri(server))
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value));
    let response = request.body(message.to_owned()).send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

/// Sends a message of the newer protocol.
fn message(method: &str, mut params: Value) -> String {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": NEWER,
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    });
    json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string()
}

async fn newer(server: &Running, method: &str, params: Value, name: Option<&str>) -> (u16, Value) {
    let mut headers = vec![("mcp-protocol-version", NEWER), ("mcp-method", method)];
    headers.extend(name.map(|name| ("mcp-name", name)));
    post(server, &headers, &message(method, params)).await
}

async fn called(server: &Running, params: Value) -> Value {
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let (_, answer) = post(
        server,
        &[("mcp-protocol-version", "2025-11-25")],
        &message.to_string(),
    )
    .await;
    answer
}

#[tokio::test]
async fn stream_and_session_requests_are_rejected() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    for (method, session) in [
        (Method::GET, None),
        (Method::DELETE, None),
        (Method::DELETE, Some("s-1")),
    ] {
        let request = super::http()
            .request(method.clone(), uri(&server))
            .header("accept", "text/event-stream");
        let request = session
            .into_iter()
            .fold(request, |request, id| request.header("mcp-session-id", id));
        assert_eq!(request.send().await.unwrap().status(), 405, "{method}");
    }
}

#[tokio::test]
async fn newer_protocol_headers_must_match_the_message() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let (status, answer) = newer(&server, "no/such", json!({}), None).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (404, &json!(-32601)),
        "{answer}"
    );

    let list = message("tools/list", json!({}));
    let (status, answer) = post(&server, &[("mcp-protocol-version", NEWER)], &list).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (400, &json!(-32020)),
        "{answer}"
    );
    assert!(
        answer["error"]["message"]
            .as_str()
            .unwrap()
            .to_lowercase()
            .contains("mcp-method"),
        "{answer}"
    );

    let call = json!({"name": "flagship", "arguments": {}});
    let (status, answer) = newer(&server, "tools/call", call.clone(), Some("get-ship")).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (400, &json!(-32020)),
        "{answer}"
    );
    let (status, answer) = newer(&server, "tools/call", call, Some("=?base64?ZmxhZ3NoaXA=?=")).await;
    assert_eq!(
        (status, &answer["result"]["isError"]),
        (200, &json!(false)),
        "{answer}"
    );
    assert_eq!(upstream.count(), 1);
}

#[tokio::test]
async fn discovery_needs_no_session() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let headers = [("mcp-protocol-version", NEWER), ("mcp-method", "server/discover")];
    let request = super::http()
        .post(uri(&server))
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value));
    let response = request
        .body(message("server/discover", json!({})))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers().get("mcp-session-id"), None);
    let answer: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    let result = &answer["result"];
    let versions = result["supportedVersions"].as_array().unwrap();
    assert!(versions.contains(&json!(NEWER)), "{versions:?}");
    // The resources are results that were cut.
    assert_eq!(result["capabilities"], json!({"resources": {}, "tools": {}}));
    assert_eq!(
        result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"],
        "rows-mcp"
    );
}

#[tokio::test]
async fn tools_list_has_names_and_required_inputs() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}).to_string();
    let (_, answer) = post(&server, &[("mcp-protocol-version", "2025-11-25")], &list).await;
    let tools = &answer["result"]["tools"];
    assert_eq!(tools[0]["title"], "The flagship");
    let schema = &tools[1]["inputSchema"];
    assert_eq!(schema["required"], json!(["imo"]));
    assert_eq!(
        schema["properties"]["lang"],
        json!({"type": "string", "description": "Language"})
    );
}

#[tokio::test]
async fn unknown_tool_is_a_protocol_error() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    for params in [json!({"name": "no-such"}), json!({"arguments": {}}), Value::Null] {
        let answer = called(&server, params.clone()).await;
        assert_eq!(answer["error"]["code"], -32602, "{params}: {answer}");
    }
    assert_eq!(upstream.count(), 0);
}

#[tokio::test]
async fn tool_with_constants_needs_no_arguments() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let answer = called(&server, json!({"name": "flagship"})).await;
    assert_eq!(answer["result"]["isError"], false, "{answer}");
    assert_eq!(upstream.only().line, "GET /rows/ships/9074729");
}

#[tokio::test]
async fn empty_response_is_a_success() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let answer = called(&server, json!({"name": "move-ship", "arguments": {"imo": "1"}})).await;
    assert_eq!(answer["result"]["isError"], false, "{answer}");
    let text = "The call succeeded. The API returned no content. Do not retry.";
    assert_eq!(
        answer["result"]["content"],
        json!([{"type": "text", "text": text}])
    );
    assert_eq!(answer["result"].get("structuredContent"), None);
}
