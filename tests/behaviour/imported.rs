//! An imported spec over loopback: `meters.yaml`, with REST and MCP over a fake API.

use naftiko::client::{FakeResponse, FakeTransport};
use naftiko::http::Method;
use naftiko::serve::Running;
use serde_json::{Value, json};

use super::meters;
use super::meters::client::meters::ListMetersParams;

/// Returns an API of one meter.
fn api() -> FakeTransport {
    FakeTransport::new(|request| match (request.method(), request.uri().path()) {
        (&Method::POST, "/oauth/token") => {
            FakeResponse::json(200, &json!({"access_token": "t", "expires_in": 60}))
        }
        (&Method::POST, "/v1/accounts/a1/meters") => {
            FakeResponse::json(201, &json!({"id": "m1", "name": "Calls"}))
        }
        (&Method::GET, "/v1/accounts/a1/meters") => {
            let is_second = request
                .uri()
                .query()
                .is_some_and(|query| query.contains("nextToken=t2"));
            let page = if is_second {
                json!({"data": [{"id": "m2", "name": "Bytes", "state": "open"}]})
            } else {
                json!({"data": [{"id": "m1", "name": "Calls", "state": "open"}], "nextToken": "t2"})
            };
            FakeResponse::json(200, &page)
        }
        (&Method::DELETE, "/v1/accounts/a1/meters/m1") => FakeResponse::status(204),
        _ => FakeResponse::status(404),
    })
}

fn capability(api: &FakeTransport) -> meters::Capability {
    meters::Capability::builder()
        .variable("METERS_CLIENT_ID", "id")
        .variable("METERS_CLIENT_SECRET", "secret")
        .variable("METERS_2_API_KEY", "key")
        .meters(|config| config.transport(api.clone()))
        .build()
        .unwrap()
}

async fn start(api: &FakeTransport) -> Running {
    let loopback = "127.0.0.1:0".parse().unwrap();
    let server = capability(api).server().address("meters-rest", loopback);
    server.address("meters-mcp", loopback).start().await.unwrap()
}

/// Sends a request to the MCP adapter, and returns its result.
async fn mcp(running: &Running, method: &str, params: Value) -> Value {
    let uri = format!("http://{}/mcp", running.address("meters-mcp").unwrap());
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let request = super::http().post(uri).json(&message);
    let request = request.header("accept", "application/json, text/event-stream");
    let request = request.header("mcp-protocol-version", "2025-06-18");
    let response: Value = request.send().await.unwrap().json().await.unwrap();
    response["result"].clone()
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

    let params = json!({"name": "list-meters", "arguments": {"accountId": "a1", "top": 5}});
    let result = mcp(&running, "tools/call", params).await;
    assert_eq!(result["isError"], false, "{result}");
    assert_eq!(result["structuredContent"]["data"][0]["id"], "m1", "{result}");
    assert!(last(&api).0.contains("top=5"), "{}", last(&api).0);
    running.shutdown().await;
}

#[tokio::test]
async fn agents_read_pages_by_the_cursor_alone() {
    let api = api();
    let running = start(&api).await;
    let listed = mcp(&running, "tools/list", json!({})).await;
    let mut tools = listed["tools"].as_array().unwrap().iter();
    let tool = tools.find(|tool| tool["name"] == "list-meters").unwrap();
    let arguments = tool["inputSchema"]["properties"].as_object().unwrap();
    assert!(
        arguments.contains_key("cursor") && !arguments.contains_key("nextToken"),
        "{tool}"
    );
    let mut arguments = json!({"accountId": "a1"});
    for (id, is_last) in [("m1", false), ("m2", true)] {
        let params = json!({"name": "list-meters", "arguments": arguments});
        let result = mcp(&running, "tools/call", params).await;
        let page = &result["structuredContent"];
        assert_eq!(page["data"][0]["id"], id, "{result}");
        assert_eq!(page.get("next_cursor").is_none(), is_last, "{result}");
        arguments["cursor"] = page["next_cursor"].clone();
    }
    assert!(last(&api).0.contains("nextToken=t2"), "{}", last(&api).0);
    let params = json!({"name": "list-meters", "arguments": {"accountId": "a1", "nextToken": "t2"}});
    assert_eq!(mcp(&running, "tools/call", params).await["isError"], true);
    running.shutdown().await;
}

#[tokio::test]
async fn client_and_routes_have_the_token_of_the_api() {
    let api = api();
    let running = start(&api).await;
    let rest = format!("http://{}", running.address("meters-rest").unwrap());
    let page = super::http().get(format!("{rest}/accounts/a1/meters?nextToken=t2"));
    let page: Value = page.send().await.unwrap().json().await.unwrap();
    assert_eq!(page["data"][0]["id"], "m2");
    running.shutdown().await;
    let params = ListMetersParams {
        next_token: Some("t2".to_owned()),
        ..ListMetersParams::default()
    };
    let page = capability(&api)
        .meters()
        .list_meters("a1", &params)
        .await
        .unwrap();
    assert_eq!(page.value().unwrap().data.unwrap()[0].id, "m2");
}
