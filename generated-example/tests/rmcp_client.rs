//! The tools of the example, called by the client of the official Rust SDK in both eras of the protocol.
#![allow(clippy::unwrap_used, reason = "tests")]

use generated_example::adapters::{Adapters, Ports};
use generated_example::samples::samples;
use generated_example::upstreams::Upstreams;
use generated_example::wiring::Capabilities;
use rmcp::model::{CallToolRequestParams, ProtocolVersion};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;

#[tokio::test]
async fn rmcp_client_calls_every_tool_in_both_eras() {
    // Installed already when another test of this process came first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let upstreams = Upstreams::start().await.unwrap();
    let capabilities = Capabilities::new(&upstreams).unwrap();
    let adapters = Adapters::start(&capabilities, Ports::Free).await.unwrap();
    let newer = ClientLifecycleMode::Discover {
        preferred_versions: vec![ProtocolVersion::V_2026_07_28],
    };
    for era in [ClientLifecycleMode::Initialize, newer] {
        for sample in samples() {
            let tool = &sample.tool;
            let uri = format!("http://{}/mcp", adapters.address(tool.adapter).unwrap());
            let config = StreamableHttpClientTransportConfig::with_uri(uri);
            let transport = StreamableHttpClientTransport::with_client(reqwest::Client::new(), config);
            let client = ().serve_with_lifecycle(transport, era.clone()).await.unwrap();
            let tools = client.list_all_tools().await.unwrap();
            assert!(tools.iter().any(|listed| listed.name == tool.name));
            let arguments = tool.arguments.as_object().cloned().unwrap_or_default();
            let call = CallToolRequestParams::new(tool.name).with_arguments(arguments);
            let result = client.call_tool(call).await.unwrap();
            assert_eq!(result.is_error, Some(false), "{}: {result:?}", tool.name);
            let answer = result.structured_content.unwrap_or_default();
            assert!((sample.answers)(&answer), "{}: {answer}", tool.name);
            client.cancel().await.unwrap();
        }
    }
    adapters.shutdown().await;
}
