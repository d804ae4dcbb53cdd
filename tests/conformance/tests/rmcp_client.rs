//! Tests with the client of the official Rust SDK: both generations of the protocol, over HTTP and stdio.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use rmcp::model::{
    CallToolRequestParams, GetPromptRequestParams, ProtocolVersion, ReadResourceRequestParams,
};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _, RoleClient, RunningService};
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::transport::{StreamableHttpClientTransport, TokioChildProcess};
use serde_json::{Value, json};

const SERVER: &str = env!("CARGO_BIN_EXE_naftiko-conformance");

type Client = RunningService<RoleClient, ()>;

fn eras() -> [ClientLifecycleMode; 2] {
    let preferred_versions = vec![ProtocolVersion::V_2026_07_28];
    [
        ClientLifecycleMode::Initialize,
        ClientLifecycleMode::Discover { preferred_versions },
    ]
}

/// A server over HTTP on its own port.
struct Server {
    child: Child,
    uri: String,
}

impl Server {
    fn start(variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(SERVER)
            .env("CONFORMANCE_PORT", "0")
            .envs(variables.iter().copied())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stderr.take().unwrap())
            .read_line(&mut said)
            .unwrap();
        let uri = said
            .split_whitespace()
            .find(|word| word.starts_with("http://"))
            .unwrap()
            .to_owned();
        Self { child, uri }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn use_everything(client: Client) {
    let tools = client.list_all_tools().await.unwrap();
    assert_eq!(tools[2].name, "add_numbers");
    let sum = CallToolRequestParams::new("add_numbers").with_arguments(object(&json!({"a": 1.5, "b": 2})));
    let sum = client.call_tool(sum).await.unwrap();
    assert_eq!(sum.structured_content, Some(json!({"sum": 3.5})));
    let failed = client
        .call_tool(CallToolRequestParams::new("test_error_handling"))
        .await
        .unwrap();
    assert_eq!(failed.is_error, Some(true));
    let steps = client
        .call_tool(CallToolRequestParams::new("test_tool_with_progress"))
        .await
        .unwrap();
    assert_eq!(steps.is_error, Some(false));
    assert!(
        client
            .call_tool(CallToolRequestParams::new("nothing"))
            .await
            .is_err()
    );

    assert_eq!(client.list_all_resources().await.unwrap().len(), 3);
    assert_eq!(client.list_all_resource_templates().await.unwrap().len(), 1);
    let read = client
        .read_resource(ReadResourceRequestParams::new("test://template/7/data"))
        .await
        .unwrap();
    assert!(serde_json::to_string(&read).unwrap().contains("Data for ID: 7"));
    assert!(
        client
            .read_resource(ReadResourceRequestParams::new("test://nothing"))
            .await
            .is_err()
    );

    assert_eq!(client.list_all_prompts().await.unwrap().len(), 4);
    let prompt = GetPromptRequestParams::new("test_prompt_with_arguments")
        .with_arguments(object(&json!({"arg1": "x", "arg2": "y"})));
    let prompt = client.get_prompt(prompt).await.unwrap();
    assert!(
        serde_json::to_string(&prompt)
            .unwrap()
            .contains("arg1='x', arg2='y'")
    );
    client.cancel().await.unwrap();
}

fn object(value: &Value) -> serde_json::Map<String, Value> {
    value.as_object().cloned().unwrap()
}

#[tokio::test]
async fn rmcp_client_over_http() {
    let _ = naftiko::rustls::crypto::ring::default_provider().install_default();
    let server = Server::start(&[]);
    for era in eras() {
        let config = StreamableHttpClientTransportConfig::with_uri(server.uri.as_str());
        let transport = StreamableHttpClientTransport::with_client(reqwest::Client::new(), config);
        use_everything(().serve_with_lifecycle(transport, era).await.unwrap()).await;
    }
}

#[tokio::test]
async fn rmcp_client_over_standard_input_and_output() {
    for era in eras() {
        let mut command = tokio::process::Command::new(SERVER);
        command.arg("stdio");
        let transport = TokioChildProcess::new(command).unwrap();
        use_everything(().serve_with_lifecycle(transport, era).await.unwrap()).await;
    }
}

/// The variable that makes clients search for the tools.
const SEARCH: (&str, &str) = ("CONFORMANCE_MCP_CATALOGUE", "search");

/// Finds a tool, reads its schema and calls it, as an agent does that has never seen its name.
async fn search_and_call(client: Client) {
    let listed = client.list_all_tools().await.unwrap();
    let names: Vec<_> = listed.iter().map(|tool| &*tool.name).collect();
    assert_eq!(
        names,
        ["search_tools", "describe_tools", "call_read_tool", "call_tool"]
    );
    let call = async |name: &'static str, arguments: Value| {
        let request = CallToolRequestParams::new(name).with_arguments(object(&arguments));
        client.call_tool(request).await.unwrap()
    };
    let found = call("search_tools", json!({"query": "add numbers"}))
        .await
        .structured_content
        .unwrap();
    let name = found["tools"][0]["name"].clone();
    assert_eq!(name, "add_numbers");
    let described = call("describe_tools", json!({"names": [name]}))
        .await
        .structured_content
        .unwrap();
    assert_eq!(
        described["tools"][0]["inputSchema"]["required"],
        json!(["a", "b"])
    );
    let nested = call(
        "call_tool",
        json!({"name": name, "arguments": {"a": 1.5, "b": 2}}),
    )
    .await;
    let direct = call("add_numbers", json!({"a": 1.5, "b": 2})).await;
    assert_eq!(nested.structured_content, Some(json!({"sum": 3.5})));
    assert_eq!(
        (nested.structured_content, nested.content),
        (direct.structured_content, direct.content)
    );
    let failed = call("call_tool", json!({"name": "test_error_handling"})).await;
    assert_eq!(failed.is_error, Some(true));
    client.cancel().await.unwrap();
}

#[tokio::test]
async fn rmcp_client_searches_over_http() {
    let _ = naftiko::rustls::crypto::ring::default_provider().install_default();
    let server = Server::start(&[SEARCH]);
    for era in eras() {
        let config = StreamableHttpClientTransportConfig::with_uri(server.uri.as_str());
        let transport = StreamableHttpClientTransport::with_client(reqwest::Client::new(), config);
        search_and_call(().serve_with_lifecycle(transport, era).await.unwrap()).await;
    }
}

#[tokio::test]
async fn rmcp_client_searches_over_standard_input_and_output() {
    for era in eras() {
        let mut command = tokio::process::Command::new(SERVER);
        command.arg("stdio").env(SEARCH.0, SEARCH.1);
        let transport = TokioChildProcess::new(command).unwrap();
        search_and_call(().serve_with_lifecycle(transport, era).await.unwrap()).await;
    }
}
