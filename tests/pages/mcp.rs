//! Cursors of MCP tools: one call is one page, any replica accepts a cursor, and none is of use elsewhere.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use naftiko::mcp::Catalogue;
use naftiko::serve::Running;
use serde_json::{Value, json};

use super::ledger::Ledger;
use super::{KEY, capability, http, lists};

const OTHER_KEY: &str = "fedcba9876543210fedcba9876543210";

/// Calls a tool without a transport; returns its structure, or the text of its error.
async fn call(lists: &lists::Capability, tool: &str, arguments: Value) -> Result<Value, String> {
    let result = lists::mcp::server(lists.clone()).call(tool, arguments).await;
    if result.is_error() {
        return Err(result.text());
    }
    Ok(result.structured().unwrap().to_value())
}

/// Reads the pages of a tool; returns the ids or texts of its list.
async fn read(lists: &lists::Capability, tool: &str, list: &str, arguments: &Value) -> Vec<Value> {
    let (mut all, mut arguments) = (Vec::new(), arguments.clone());
    loop {
        let page = call(lists, tool, arguments.clone()).await.unwrap();
        all.extend(
            page[list]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| match &item["id"] {
                    Value::Null => item.clone(),
                    id => id.clone(),
                }),
        );
        match page.get("next_cursor") {
            Some(next) => arguments["cursor"] = next.clone(),
            None => return all,
        }
        assert!(all.len() < 10, "{all:?}");
    }
}

#[tokio::test]
async fn cursor_of_a_result_gets_the_next_page_until_there_is_none() {
    let ledger = Ledger::start().await;
    let lists = capability(&ledger, KEY);
    let everything: Vec<Value> = (0..7).map(Value::from).collect();
    for (tool, list, arguments) in [
        ("list-entries", "data", json!({"pageSize": 3})),
        ("list-accounts", "value", json!({"owner": "ada"})),
        ("list-records", "result", json!({"box": "a"})),
    ] {
        assert_eq!(read(&lists, tool, list, &arguments).await, everything, "{tool}");
    }
    let notes = read(&lists, "list-notes", "result", &json!({})).await;
    assert_eq!((notes.len(), &notes[6]), (7, &json!("note 6")));
}

#[tokio::test]
async fn inputs_of_the_spec_for_tokens_go_on_working() {
    let ledger = Ledger::start().await;
    let lists = capability(&ledger, KEY);
    let page = call(&lists, "list-entries", json!({"nextToken": "6"}))
        .await
        .unwrap();
    assert_eq!(
        (page["data"].as_array().unwrap().len(), page.get("next_cursor")),
        (1, None)
    );
    // A tool with an input `cursor` of the spec passes it on, and returns no other cursor.
    let page = call(&lists, "list-own", json!({"box": "a", "cursor": "3"}))
        .await
        .unwrap();
    assert_eq!(
        (&page["page"]["next"], page.get("next_cursor")),
        (&json!("6"), None)
    );
    assert_eq!(ledger.asked().last().unwrap(), "GET /records/a?pageToken=3");
    // A tool whose list is mapped away has no pages.
    let error = call(&lists, "count-records", json!({"box": "a", "cursor": "x"}))
        .await
        .unwrap_err();
    assert!(error.contains("cursor"), "{error}");
}

#[tokio::test]
async fn cursor_is_of_no_use_for_another_tool_or_other_arguments() {
    let ledger = Ledger::start().await;
    let lists = capability(&ledger, KEY);
    let page = call(&lists, "list-records", json!({"box": "a"})).await.unwrap();
    let cursor = page["next_cursor"].as_str().unwrap();
    let sent = ledger.asked().len();
    let changed = format!("{}A", &cursor[..cursor.len() - 1]);
    for (tool, arguments) in [
        ("list-records", json!({"box": "b", "cursor": cursor})),
        ("list-entries", json!({"cursor": cursor})),
        ("list-records", json!({"box": "a", "cursor": changed})),
        ("list-records", json!({"box": "a", "cursor": "3"})),
        ("list-records", json!({"box": "a", "cursor": 3})),
    ] {
        let error = call(&lists, tool, arguments.clone()).await.unwrap_err();
        assert!(
            error.starts_with("The cursor is not of this list."),
            "{tool} {arguments}: {error}"
        );
    }
    let other = capability(&ledger, OTHER_KEY);
    let error = call(&other, "list-records", json!({"box": "a", "cursor": cursor})).await;
    assert!(error.is_err());
    // Nothing was sent.
    assert_eq!(ledger.asked().len(), sent);
    // The order of arguments, null and an empty cursor do not matter.
    let same = json!({"cursor": cursor, "box": "a"});
    assert_eq!(
        call(&lists, "list-records", same).await.unwrap()["result"][0]["id"],
        3
    );
    let first = json!({"box": "a", "cursor": null});
    assert_eq!(
        call(&lists, "list-records", first).await.unwrap()["result"][0]["id"],
        0
    );
}

#[tokio::test]
async fn cursor_hides_what_the_api_said() {
    let ledger = Ledger::start().await;
    let page = call(&capability(&ledger, KEY), "list-accounts", json!({}))
        .await
        .unwrap();
    let cursor = page["next_cursor"].as_str().unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("sig"));
}

#[tokio::test]
async fn key_from_before_is_accepted_while_it_is_replaced() {
    let ledger = Ledger::start().await;
    let before = capability(&ledger, KEY);
    let page = call(&before, "list-records", json!({"box": "a"})).await.unwrap();
    let both = capability(&ledger, &format!("{OTHER_KEY},{KEY}"));
    let next = json!({"box": "a", "cursor": page["next_cursor"]});
    let page = call(&both, "list-records", next).await.unwrap();
    let last = json!({"box": "a", "cursor": page["next_cursor"]});
    let page = call(&capability(&ledger, OTHER_KEY), "list-records", last)
        .await
        .unwrap();
    assert_eq!(page["result"][0]["id"], 6);
}

#[tokio::test]
async fn short_key_is_an_error_of_the_builder() {
    let builder = lists::Capability::builder()
        .variable("LISTS_TOKEN", "t")
        .variable("LISTS_SIGNING_KEY", "canary");
    let error = builder.build().unwrap_err().to_string();
    assert!(
        error.contains("`LISTS_SIGNING_KEY` has a key of fewer than 32 characters"),
        "{error}"
    );
    assert!(!error.contains("canary"));
}

/// The protocol's revisions: one that begins with `initialize`, and one that describes itself in each request.
const ERAS: [&str; 2] = ["2025-06-18", "2026-07-28"];

async fn post(server: &Running, era: &str, arguments: &Value) -> Value {
    let uri = format!("http://{}/mcp", server.address("lists-mcp").unwrap());
    let mut params = json!({"name": "list-entries", "arguments": arguments});
    let mut request = http()
        .post(uri)
        .header("accept", "application/json, text/event-stream");
    if era == ERAS[1] {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": era,
            "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        request = request
            .header("mcp-method", "tools/call")
            .header("mcp-name", "list-entries");
    }
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let response = request
        .header("mcp-protocol-version", era)
        .json(&body)
        .send()
        .await
        .unwrap();
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer["result"]["isError"], false, "{era}: {answer}");
    answer["result"]["structuredContent"].clone()
}

#[tokio::test]
async fn cursor_of_one_replica_is_accepted_by_the_other() {
    let ledger = Ledger::start().await;
    let loopback = "127.0.0.1:0".parse().unwrap();
    let mut replicas = Vec::new();
    for _ in 0..2 {
        let server = capability(&ledger, KEY).server();
        let server = server
            .address("lists-mcp", loopback)
            .address("lists-rest", loopback);
        replicas.push(server.start().await.unwrap());
    }
    for era in ERAS {
        let (mut ids, mut arguments, mut turn) = (Vec::new(), json!({}), 0);
        loop {
            let page = post(&replicas[turn % 2], era, &arguments).await;
            turn += 1;
            ids.extend(
                page["data"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|entry| entry["id"].as_i64().unwrap()),
            );
            match page.get("next_cursor") {
                Some(next) => arguments = json!({"cursor": next}),
                None => break,
            }
        }
        assert_eq!((ids, turn), ((0..7).collect::<Vec<_>>(), 3), "{era}");
    }
}

#[tokio::test]
async fn fields_select_members_of_every_page_and_unknown_ones_are_rejected_unsent() {
    let ledger = Ledger::start().await;
    let lists = capability(&ledger, KEY);
    let page = call(
        &lists,
        "list-entries",
        json!({"pageSize": 2, "fields": ["data.id"]}),
    )
    .await
    .unwrap();
    assert_eq!(page["data"], json!([{"id": 0}, {"id": 1}, {"id": 2}]));
    // The cursor stays, and does not depend on what is selected of the page.
    let next = json!({"pageSize": 2, "cursor": page["next_cursor"], "fields": "data.name"});
    let page = call(&lists, "list-entries", next).await.unwrap();
    let entry = &page["data"][0];
    assert!(
        entry["name"].is_string() && page["next_cursor"].is_string(),
        "{page}"
    );
    let sent = ledger.asked().len();
    let error = call(&lists, "list-entries", json!({"fields": ["data.nam"]})).await;
    let error = error.unwrap_err();
    assert!(error.contains("a similar name exists: `name`"), "{error}");
    assert_eq!(ledger.asked().len(), sent);
}

#[tokio::test]
async fn call_through_a_tool_reads_pages_as_a_direct_one() {
    let ledger = Ledger::start().await;
    let lists = capability(&ledger, KEY);
    let server = lists::mcp::server(lists.clone()).catalogue(Catalogue::Search);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}/mcp", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, server.router()).await.unwrap() });
    let direct = call(&lists, "list-records", json!({"box": "a"})).await.unwrap();
    // The cursor of a direct call goes on through the other tool.
    let arguments = json!({"box": "a", "cursor": direct["next_cursor"]});
    let params =
        json!({"name": "call_read_tool", "arguments": {"name": "list-records", "arguments": arguments}});
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let request = http()
        .post(uri)
        .header("accept", "application/json, text/event-stream");
    let request = request.header("mcp-protocol-version", ERAS[0]);
    let answer: Value = request.json(&body).send().await.unwrap().json().await.unwrap();
    let page = &answer["result"]["structuredContent"];
    assert_eq!(page["result"][0]["id"], 3, "{answer}");
    let last = json!({"box": "a", "cursor": page["next_cursor"]});
    assert_eq!(
        call(&lists, "list-records", last).await.unwrap()["result"][0]["id"],
        6
    );
}
