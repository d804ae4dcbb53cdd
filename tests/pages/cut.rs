//! Pages beyond the limit of a result, read by the client of the official Rust SDK: nothing is lost, and nothing comes twice.

use std::collections::BTreeSet;

use naftiko::serve::Running;
use rmcp::model::{
    CallToolRequestParams, CallToolResult, ProtocolVersion, ReadResourceRequestParams, ResourceContents,
};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _, RoleClient, RunningService};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use serde_json::{Value, json};

use super::ledger::Ledger;
use super::{KEY, capability, http};

/// The limit of a result in bytes.
const LIMIT: usize = 100_000;

type Client = RunningService<RoleClient, ()>;

async fn replica(ledger: &Ledger) -> Running {
    let loopback = "127.0.0.1:0".parse().unwrap();
    let server = capability(ledger, KEY).server();
    let server = server.address("lists-mcp", loopback);
    server.address("lists-rest", loopback).start().await.unwrap()
}

async fn client(server: &Running, era: ClientLifecycleMode) -> Client {
    let uri = format!("http://{}/mcp", server.address("lists-mcp").unwrap());
    let config = StreamableHttpClientTransportConfig::with_uri(uri);
    let transport = StreamableHttpClientTransport::with_client(http(), config);
    ().serve_with_lifecycle(transport, era).await.unwrap()
}

fn newer() -> ClientLifecycleMode {
    ClientLifecycleMode::Discover {
        preferred_versions: vec![ProtocolVersion::V_2026_07_28],
    }
}

async fn call(client: &Client, tool: &'static str, arguments: &Value) -> CallToolResult {
    let arguments = arguments.as_object().cloned().unwrap();
    let call = CallToolRequestParams::new(tool).with_arguments(arguments);
    let result = client.call_tool(call).await.unwrap();
    assert_eq!(result.is_error, Some(false), "{result:?}");
    result
}

/// Reads the JSON of the resource that a result links to.
async fn linked(client: &Client, result: &CallToolResult) -> Value {
    let link = result
        .content
        .iter()
        .find_map(|block| block.as_resource_link())
        .unwrap();
    let read = client
        .read_resource(ReadResourceRequestParams::new(&link.uri))
        .await
        .unwrap();
    match read.contents.as_slice() {
        [ResourceContents::TextResourceContents { text, .. }] => serde_json::from_str(text).unwrap(),
        other => panic!("{other:?}"),
    }
}

/// The results of a walk over a list: their structures.
async fn walk(clients: &[Client], tool: &'static str, arguments: &Value) -> Vec<Value> {
    let (mut results, mut arguments) = (Vec::new(), arguments.clone());
    loop {
        let client = &clients[results.len() % clients.len()];
        let result = call(client, tool, &arguments).await.structured_content.unwrap();
        assert!(result.to_string().len() <= LIMIT);
        let next = result.get("next_cursor").cloned();
        results.push(result);
        match next {
            Some(next) => arguments["cursor"] = next,
            None => return results,
        }
        assert!(results.len() < 200);
    }
}

/// Asserts that the lists at a path have each id once, in order.
fn assert_complete(results: &[Value], list: &str, total: usize) {
    let ids = results
        .iter()
        .flat_map(|result| result.pointer(list).unwrap().as_array().unwrap());
    let ids: Vec<u64> = ids.map(|item| item["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, (0..total as u64).collect::<Vec<_>>(), "{list}");
}

#[tokio::test]
async fn cut_pages_of_ten_thousand_items_are_walked_without_a_loss() {
    let ledger = Ledger::start().await;
    let replicas = [replica(&ledger).await, replica(&ledger).await];
    let arguments = json!({"total": 10_000, "size": 2500, "text": 100});
    for era in [ClientLifecycleMode::Initialize, newer()] {
        let clients = [
            client(&replicas[0], era.clone()).await,
            client(&replicas[1], era).await,
        ];
        let results = walk(&clients, "list-events", &arguments).await;
        assert_complete(&results, "/data/events", 10_000);
        // Each page takes four results.
        assert_eq!(results.len(), 16);
        let notice = results[0]["notice"].as_str().unwrap();
        assert!(
            notice.contains("`next_cursor` goes on with the first item that is left out"),
            "{notice}"
        );
        assert!(results[3].get("truncated").is_none());
        // Outputs of the spec have the list elsewhere.
        let results = walk(&clients, "list-days", &arguments).await;
        assert_complete(&results, "/log/days", 10_000);
        // Members that a call leaves out make the pages smaller.
        let mut few = arguments.clone();
        few["fields"] = json!(["data.events.id"]);
        let results = walk(&clients, "list-events", &few).await;
        assert_complete(&results, "/data/events", 10_000);
        assert_eq!(results.len(), 4);
    }
    // A page is asked for again for each result that is made of it.
    let pages: BTreeSet<String> = ledger.asked().into_iter().collect();
    assert_eq!(pages.len(), 4, "{pages:?}");
}

#[tokio::test]
async fn items_beyond_the_limit_come_one_by_one_and_are_whole_in_the_link() {
    let ledger = Ledger::start().await;
    let replica = replica(&ledger).await;
    let clients = [client(&replica, newer()).await];
    let arguments = json!({"total": 5, "size": 3, "text": 150_000});
    let results = walk(&clients, "list-events", &arguments).await;
    assert_complete(&results, "/data/events", 5);
    assert_eq!(results.len(), 5);
    let mut rest = arguments.clone();
    rest["cursor"] = results[0]["next_cursor"].clone();
    let result = call(&clients[0], "list-events", &rest).await;
    let whole = linked(&clients[0], &result).await;
    let events = whole["data"]["events"].as_array().unwrap();
    // Those of the page that the cursor leads to: the second and the third.
    let texts: Vec<usize> = events
        .iter()
        .map(|event| event["text"].as_str().unwrap().len())
        .collect();
    assert_eq!(
        (events[0]["id"].as_u64(), texts),
        (Some(1), vec![150_000, 150_000])
    );
    assert!(whole["next_cursor"].is_string());
}

#[tokio::test]
async fn list_besides_that_of_the_page_is_whole_in_the_link() {
    let ledger = Ledger::start().await;
    let replica = replica(&ledger).await;
    let clients = [client(&replica, newer()).await];
    let arguments = json!({"total": 200, "size": 100, "text": 900, "others": 30_000});
    let results = walk(&clients, "list-events", &arguments).await;
    assert_complete(&results, "/data/events", 200);
    let result = call(&clients[0], "list-events", &arguments).await;
    let structure = result.structured_content.as_ref().unwrap();
    assert!(structure["others"].as_array().unwrap().len() < 30_000);
    let whole = linked(&clients[0], &result).await;
    let lengths =
        ["/others", "/data/events"].map(|list| whole.pointer(list).unwrap().as_array().unwrap().len());
    assert_eq!(lengths, [30_000, 100]);
    // A page of which the list is whole goes on with the next one.
    let arguments = json!({"total": 20, "size": 10, "text": 10, "others": 60_000});
    let result = call(&clients[0], "list-events", &arguments)
        .await
        .structured_content
        .unwrap();
    assert_eq!(result["data"]["events"].as_array().unwrap().len(), 10);
    let notice = result["notice"].as_str().unwrap();
    assert!(
        notice.contains("Request less data") && notice.contains("naftiko://result/"),
        "{notice}"
    );
    assert_complete(
        &walk(&clients, "list-events", &arguments).await,
        "/data/events",
        20,
    );
}
