//! Tools that the list shortens to their budget: what agents read, and what they can still ask for.

use naftiko::axum::{Json, Router, routing};
use naftiko::mcp::{Catalogue, Server};
use serde_json::{Value, json};

use super::{http, wharves};

/// The budget of the spec.
const BUDGET: usize = 1024;

fn ship() -> Value {
    json!({"name": "Ada", "flag": "NO", "master": {"name": "Lovelace", "phone": "7"}, "cargo": [
        {"kind": "tea", "weight": 700, "seal": {"number": "12", "office": {"city": "Oslo", "clerk": "Li"}}},
        {"kind": "tar", "weight": 900, "seal": {"number": 13, "office": {"city": "Bergen", "clerk": 4}}},
    ]})
}

/// Starts an API that returns a ship, and for each loaded one what it got.
async fn server() -> Server {
    let get = async || Json(ship());
    let put = async |Json(load): Json<Value>| Json(json!({"name": "Ada", "cargo": load["pieces"]}));
    let api = Router::new().route("/ships/{imo}", routing::get(get).put(put));
    let address = served(api).await;
    let capability = wharves::Capability::builder()
        .wharves(|api| api.base_uri(format!("http://{address}")))
        .build();
    wharves::mcp::server(capability.unwrap())
}

async fn served(router: Router) -> std::net::SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { naftiko::axum::serve(listener, router).await });
    address
}

/// Returns the result of a method over HTTP.
async fn asked(address: std::net::SocketAddr, method: &str, params: Value) -> Value {
    let request = http()
        .post(format!("http://{address}/mcp"))
        .header("accept", "application/json, text/event-stream")
        .json(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}));
    let response: Value = request.send().await.unwrap().json().await.unwrap();
    response["result"].clone()
}

/// Returns whether a value holds against the keywords of a listed schema.
fn holds(schema: &Value, value: &Value) -> bool {
    let is_type = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        _ => true,
    };
    let members = schema["properties"].as_object().into_iter().flatten();
    let mut members = members.filter_map(|(name, schema)| Some((schema, value.get(name)?)));
    let items = value.as_array().into_iter().flatten();
    is_type && members.all(|(schema, value)| holds(schema, value)) && {
        let schema = &schema["items"];
        items.clone().count() == 0 || schema.is_null() || items.into_iter().all(|item| holds(schema, item))
    }
}

#[tokio::test]
async fn listed_tools_are_within_their_budget_and_cut_at_sentences() {
    let address = served(server().await.router()).await;
    let list = asked(address, "tools/list", json!({})).await;
    let tools = list["tools"].as_array().unwrap();
    for tool in tools {
        assert!(
            tool.to_string().len() <= BUDGET,
            "{} {tool}",
            tool.to_string().len()
        );
    }
    let get = &tools[0];
    let description = get["description"].as_str().unwrap();
    // Neither the brackets nor the list are cut.
    assert_eq!(
        description,
        "Returns a ship with its cargo, e.g. Containers and their seals. Use it before a ship is loaded (it may be full. Then ask the master).\n\n\
         The parts of a ship are:\n\n- its holds. Each has a number.\n- its cargo. Each piece has a seal."
    );
    let imo = &get["inputSchema"]["properties"]["imo"];
    assert_eq!(imo["description"], "The number of the ship.");
    // The result has no members below the pieces of cargo in the list.
    let piece = &get["outputSchema"]["properties"]["cargo"]["items"];
    assert_eq!(piece["properties"]["seal"]["type"], "object", "{get}");
    assert_eq!(piece["properties"]["seal"]["properties"], Value::Null, "{get}");
    // Arguments keep all their members.
    let load = &tools[1]["inputSchema"];
    let pieces = &load["properties"]["pieces"]["items"]["properties"];
    let office = &pieces["seal"]["properties"]["office"]["properties"];
    assert_eq!(office["city"]["type"], "string", "{load}");
    assert_eq!(load["required"], json!(["imo", "pieces"]));
}

#[tokio::test]
async fn fields_are_members_that_the_list_leaves_out() {
    let address = served(server().await.router()).await;
    let list = asked(address, "tools/list", json!({})).await;
    let schema = &list["tools"][0]["outputSchema"];
    let call = async |fields: Value| {
        let arguments = json!({"imo": "7", "fields": fields});
        asked(
            address,
            "tools/call",
            json!({"name": "get-ship", "arguments": arguments}),
        )
        .await
    };
    let result = call(json!(["cargo.seal.office.city"])).await;
    let cities =
        json!({"cargo": [{"seal": {"office": {"city": "Oslo"}}}, {"seal": {"office": {"city": "Bergen"}}}]});
    assert_eq!(result["structuredContent"], cities, "{result}");
    assert!(holds(schema, &result["structuredContent"]));
    let error = call(json!(["cargo.seal.office.town"])).await;
    let text = error["content"][0]["text"].as_str().unwrap();
    assert!(
        error["isError"] == true && text.contains("`city`, `clerk`"),
        "{text}"
    );
}

#[tokio::test]
async fn values_that_the_list_does_not_describe_have_the_types_of_the_document() {
    let address = served(server().await.router()).await;
    let list = asked(address, "tools/list", json!({})).await;
    let call = json!({"name": "get-ship", "arguments": {"imo": "7"}});
    let whole = asked(address, "tools/call", call).await["structuredContent"].clone();
    // A text that spells a number becomes one, and a number becomes a text.
    assert_eq!(whole["cargo"][0]["seal"]["number"], 12, "{whole}");
    assert_eq!(whole["cargo"][1]["seal"]["office"]["clerk"], "4", "{whole}");
    assert!(holds(&list["tools"][0]["outputSchema"], &whole));
    // Deep arguments are checked and sent.
    let load =
        json!({"imo": "7", "pieces": [{"kind": "tea", "seal": {"number": 1, "office": {"city": "Oslo"}}}]});
    let loaded = asked(
        address,
        "tools/call",
        json!({"name": "load-ship", "arguments": load.clone()}),
    )
    .await;
    assert_eq!(loaded["structuredContent"]["cargo"], load["pieces"], "{loaded}");
    let wrong = json!({"imo": "7", "pieces": [{"seal": {"office": {"town": "Oslo"}}}]});
    let error = asked(
        address,
        "tools/call",
        json!({"name": "load-ship", "arguments": wrong}),
    )
    .await;
    let text = error["content"][0]["text"].as_str().unwrap_or_default();
    assert!(
        error["isError"] == true && text.contains("pieces[0].seal.office.town"),
        "{error}"
    );
}

#[tokio::test]
async fn search_describes_tools_as_the_list_does() {
    let server = server().await;
    let address = served(server.clone().router()).await;
    let list = asked(address, "tools/list", json!({})).await;
    let searched = served(server.catalogue(Catalogue::Search).router()).await;
    let call = json!({"name": "describe_tools", "arguments": {"names": ["get-ship"]}});
    let described = asked(searched, "tools/call", call).await;
    assert_eq!(described["structuredContent"]["tools"][0], list["tools"][0]);
    // Words that the list leaves out, and the path, which it never has, find the tool too.
    for query in [
        "ship with its cargo",
        "tower",
        "books of the century",
        "ships imo",
    ] {
        let call = json!({"name": "search_tools", "arguments": {"query": query}});
        let found = asked(searched, "tools/call", call).await;
        let first = &found["structuredContent"]["tools"][0]["name"];
        assert_eq!(first, "get-ship", "{query}: {found}");
    }
}
