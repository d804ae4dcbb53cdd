use naftiko::mcp::ToolError;
use naftiko::serve::Adapter;
use naftiko::value::Optional;
use serde_json::{Value, json};

use super::parcel_desk::mcp::{BookParcelInput, GetParcelInput, Tools};
use super::parcel_desk::{Capability, mcp, types};
use super::{capability, upstream::Upstream};

/// Calls a method over HTTP as an MCP client of the older protocols.
async fn rpc(server: &naftiko::serve::Running, method: &str, params: Value) -> Value {
    let uri = format!("http://{}/mcp", server.address("desk-mcp").unwrap());
    let response = super::http()
        .post(uri)
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2025-11-25")
        .json(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
        .send()
        .await
        .unwrap();
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

async fn start(upstream: &Upstream) -> naftiko::serve::Running {
    let loopback = "127.0.0.1:0".parse().unwrap();
    capability(upstream)
        .server()
        .address("desk-api", loopback)
        .address("desk-mcp", loopback)
        .start()
        .await
        .unwrap()
}

#[tokio::test]
async fn tools_list_matches_the_spec() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let list = rpc(&server, "tools/list", json!({})).await;
    let tools = list["result"]["tools"].as_array().unwrap();
    let names: Vec<_> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["get-parcel", "list-depots", "book-parcel", "ping"]);
    assert_eq!(tools[0]["inputSchema"]["required"], json!(["id"]));
    assert_eq!(tools[0]["annotations"]["readOnlyHint"], true);
    insta::assert_snapshot!(
        "parcel_desk__tools_list",
        serde_json::to_string_pretty(&list["result"]["tools"]).unwrap()
    );
}

#[tokio::test]
async fn tool_returns_the_mapped_response() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let answer = rpc(
        &server,
        "tools/call",
        json!({"name": "get-parcel", "arguments": {"id": "P1"}}),
    )
    .await;
    assert_eq!(
        answer["result"]["structuredContent"],
        json!({"state": "moving", "weights": [1.5, 2]}),
        "{answer}"
    );
    assert_eq!(answer["result"]["isError"], false);
    assert_eq!(upstream.only().line, "GET /v2/parcels/P1");
    let answer = rpc(
        &server,
        "tools/call",
        json!({"name": "list-depots", "arguments": {}}),
    )
    .await;
    assert_eq!(
        answer["result"]["structuredContent"],
        json!({"result": [{"id": "D1", "city": "Ulm"}, {"id": "D2", "city": null}]})
    );
}

#[tokio::test]
async fn invalid_arguments_are_an_error_result_and_not_sent() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let arguments = json!({"to": "Ada", "wieght": 2});
    let answer = rpc(
        &server,
        "tools/call",
        json!({"name": "book-parcel", "arguments": arguments}),
    )
    .await;
    assert_eq!(answer["result"]["isError"], true, "{answer}");
    let text = answer["result"]["content"][0]["text"].as_str().unwrap();
    assert!(text.contains("wieght") && text.contains("weight"), "{text}");
    assert_eq!(upstream.count(), 0);
    let unknown = rpc(&server, "tools/call", json!({"name": "nothing", "arguments": {}})).await;
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
}

#[tokio::test]
async fn upstream_error_is_an_error_result() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let answer = rpc(
        &server,
        "tools/call",
        json!({"name": "get-parcel", "arguments": {"id": "missing"}}),
    )
    .await;
    assert_eq!(answer["result"]["isError"], true);
    assert!(answer.to_string().contains("404"), "{answer}");
    assert!(!answer.to_string().contains("secret-token"));
}

#[tokio::test]
async fn mock_tool_returns_its_response() {
    let upstream = Upstream::start().await;
    let answer = mcp::server(capability(&upstream))
        .call("ping", json!({"word": "hey"}))
        .await;
    let shown = answer.text();
    assert!(shown.contains("you said hey"), "{shown}");
    assert_eq!(upstream.count(), 0);
}

/// The tools of the spec, with one overridden tool.
struct Mine(Capability);

impl Tools for Mine {
    fn capability(&self) -> &Capability {
        &self.0
    }

    async fn get_parcel(&self, input: GetParcelInput) -> Result<types::GetParcelResult, ToolError> {
        Ok(types::GetParcelResult {
            state: Some(format!("mine: {}", input.id)),
            weights: None,
        })
    }
}

#[tokio::test]
async fn overridden_tool_is_used_by_the_server() {
    let upstream = Upstream::start().await;
    let capability = capability(&upstream);
    let loopback = "127.0.0.1:0".parse().unwrap();
    let mine = Adapter::mcp("desk-mcp", "127.0.0.1", 0, mcp::server(Mine(capability.clone())));
    let server = capability
        .server()
        .adapter(mine)
        .address("desk-api", loopback)
        .start()
        .await
        .unwrap();
    let answer = rpc(
        &server,
        "tools/call",
        json!({"name": "get-parcel", "arguments": {"id": "P1"}}),
    )
    .await;
    assert_eq!(
        answer["result"]["structuredContent"],
        json!({"state": "mine: P1", "weights": null}),
        "{answer}"
    );
    assert_eq!(upstream.count(), 0, "the declared call is not made");
    let answer = rpc(
        &server,
        "tools/call",
        json!({"name": "list-depots", "arguments": {}}),
    )
    .await;
    assert_eq!(
        answer["result"]["isError"], false,
        "the others still do what the spec says: {answer}"
    );
}

#[tokio::test]
async fn tool_is_called_without_a_server() {
    let upstream = Upstream::start().await;
    let input = BookParcelInput {
        to: "Ada".to_owned(),
        weight: 2.into(),
        note: None,
        flag: Optional::Absent,
    };
    let answer = capability(&upstream).book_parcel(input).await.unwrap();
    assert_eq!(answer.at().key("data").index(0).key("a").integer(), Ok(2));
}
