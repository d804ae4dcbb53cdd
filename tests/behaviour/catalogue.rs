//! A generated server whose clients search for its tools.

use naftiko::mcp::Server;
use serde_json::{Value, json};

use super::searched_desk;
use super::upstream::Upstream;

fn server(upstream: &Upstream) -> Server {
    let capability = searched_desk::Capability::builder()
        .variable("PARCEL_TOKEN", "secret-token")
        .variable("PARCEL_REGION", "north/west")
        .parcels(|api| api.base_uri(upstream.uri("/v2")))
        .depots(|api| api.base_uri(upstream.uri("")))
        .build()
        .unwrap();
    searched_desk::mcp::server(capability)
}

async fn called(server: &Server, name: &str, arguments: Value) -> Value {
    let result = server.call(name, arguments).await;
    assert!(!result.is_error(), "{}", result.text());
    result.structured().unwrap().to_value()
}

#[tokio::test]
async fn tool_is_found_by_the_words_of_its_operation_and_called() {
    let upstream = Upstream::start().await;
    let server = server(&upstream);
    let found = called(&server, "search_tools", json!({"query": "show all depots"})).await;
    assert_eq!(found["tools"][0]["name"], "list-depots");
    assert_eq!(found["tools"][0]["toolset"], "depots");
    let query = json!({"query": "book a parcel", "toolset": "parcels"});
    let found = called(&server, "search_tools", query).await;
    assert_eq!(found["tools"][0]["name"], "book-parcel");
    assert_eq!(found["tools"][0]["required"], json!(["to", "weight"]));
    let described = called(&server, "describe_tools", json!({"names": ["get-parcel"]})).await;
    assert_eq!(described["tools"][0]["inputSchema"]["required"], json!(["id"]));
    let nested = json!({"name": "get-parcel", "arguments": {"id": "P1"}});
    let nested = called(&server, "call_read_tool", nested).await;
    assert_eq!(nested, called(&server, "get-parcel", json!({"id": "P1"})).await);
}

#[tokio::test]
async fn pinned_tool_is_listed_beside_the_search() {
    let upstream = Upstream::start().await;
    let address = {
        let router = server(&upstream).router();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { naftiko::axum::serve(listener, router).await });
        address
    };
    let listed = async |path: &str| -> Vec<String> {
        let response = super::http()
            .post(format!("http://{address}{path}"))
            .header("accept", "application/json, text/event-stream")
            .json(&json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}))
            .send()
            .await
            .unwrap();
        let list: Value = response.json().await.unwrap();
        let tools = list["result"]["tools"].as_array().unwrap();
        tools
            .iter()
            .map(|tool| tool["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let search = ["search_tools", "describe_tools", "call_read_tool", "call_tool"];
    assert_eq!(listed("/mcp").await, [search.as_slice(), &["ping"]].concat());
    // The pinned tool is not in this toolset.
    assert_eq!(listed("/mcp/x/depots").await, search);
}
