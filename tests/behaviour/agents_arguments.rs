//! Arguments of tools as agents write them.

use naftiko::Bytes;
use naftiko::client::{FakeResponse, FakeTransport};
use naftiko::mcp::ToolResult;
use serde_json::{Value, json};

use super::agents::{Capability, mcp};
use super::received;

/// Calls a tool over an upstream API that remembers what it got.
async fn call(tool: &str, arguments: Value) -> (ToolResult, Vec<(String, String)>) {
    let api = FakeTransport::new(|_| FakeResponse::body(200, Bytes::from_static(b"{}")));
    let capability = Capability::builder()
        .fleet(|config| config.transport(api.clone()))
        .build()
        .unwrap();
    let result = mcp::server(capability).call(tool, arguments).await;
    (result, received(&api))
}

#[tokio::test]
async fn text_becomes_the_published_type() {
    let arguments = json!({"stops": "[\"DKCPH\", 7]", "weight": "12.50", "fast": "true"});
    let (result, seen) = call("create-voyage", arguments).await;
    assert!(!result.is_error(), "{}", result.text());
    let expected = r#"{"stops":["DKCPH",7],"weight":12.50,"fast":true}"#;
    assert_eq!(seen, [("/voyages".to_owned(), expected.to_owned())]);
    let (result, seen) = call("get-ship", json!({"imo": "9074729", "page_size": "2"})).await;
    assert!(!result.is_error(), "{}", result.text());
    assert_eq!(seen[0].0, "/ships/9074729?page%5Bsize%5D=2");
}

#[tokio::test]
async fn items_of_another_type_than_published_are_rejected() {
    for (stops, place) in [(json!([null]), "`stops[0]`"), (json!(["a", [1]]), "`stops[1]`")] {
        let (result, seen) = call(
            "create-voyage",
            json!({"stops": stops, "weight": 1, "fast": false}),
        )
        .await;
        assert!(
            result.is_error() && result.text().contains(place),
            "{}",
            result.text()
        );
        assert!(seen.is_empty());
    }
    let (result, _) = call(
        "create-voyage",
        json!({"stops": [], "weight": "heavy", "speed": 1}),
    )
    .await;
    for part in [
        "`weight`: expected a number",
        "`fast`",
        "`speed`: unknown argument",
    ] {
        assert!(result.text().contains(part), "{}", result.text());
    }
}

#[tokio::test]
async fn invalid_value_is_reported_under_the_name_of_the_caller() {
    let (result, seen) = call("get-ship", json!({"imo": ".."})).await;
    assert!(result.is_error() && seen.is_empty());
    let text = result.text();
    assert!(
        text.contains(": `imo`: ") && !text.contains("imo_number"),
        "{text}"
    );
}

#[tokio::test]
async fn argument_has_a_name_that_vendors_accept() {
    let (result, seen) = call("get-ship", json!({"imo": "1", "filter": "a eq 1"})).await;
    assert!(!result.is_error(), "{}", result.text());
    assert_eq!(seen[0].0, "/ships/1?%24filter=a%20eq%201");
    let (result, _) = call("get-ship", json!({"imo": "1", "$filter": "a"})).await;
    assert!(
        result.text().contains("a similar name exists: `filter`"),
        "{}",
        result.text()
    );
}
