//! Tests of lists in XML, which may have one element or none: by client, REST and MCP.

use naftiko::Bytes;
use naftiko::client::{FakeResponse, FakeTransport};
use naftiko::value::Json;
use serde_json::{Value, json};

use crate::{fleet, http};

/// Documents, with their vessels as JSON and the names of these.
fn documents() -> [(&'static str, Value, Value); 4] {
    [
        (
            "<fleet><vessel><name>A</name></vessel><vessel><name>B</name></vessel></fleet>",
            json!([{"name": "A"}, {"name": "B"}]),
            json!(["A", "B"]),
        ),
        (
            "<fleet><vessel><name>A</name></vessel></fleet>",
            json!([{"name": "A"}]),
            json!(["A"]),
        ),
        ("<fleet port='home'></fleet>", json!([]), json!([])),
        ("<fleet/>", json!([]), json!([])),
    ]
}

fn capability(document: &'static str) -> fleet::Capability {
    let body = Bytes::from_static(document.as_bytes());
    let api = FakeTransport::new(move |_| FakeResponse::body(200, body.clone()));
    fleet::Capability::builder()
        .registry(|config| config.transport(api))
        .build()
        .unwrap()
}

#[tokio::test]
async fn client_reads_lists() {
    for (document, vessels, names) in documents() {
        let response = capability(document).registry().list_vessels().await.unwrap();
        let read = response.value().unwrap();
        assert_eq!(read.vessels, Json::from(vessels), "{document}");
        let read: Vec<Value> = read.names.iter().map(Json::to_value).collect();
        assert_eq!(json!(read), names, "{document}");
    }
}

#[tokio::test]
async fn rest_adapter_responds_with_lists() {
    for (document, vessels, names) in documents() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = fleet::rest::router(capability(document));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        for (path, expected) in [("/vessels", vessels), ("/names", json!({"names": names}))] {
            let answer = http().get(format!("{base}{path}")).send().await.unwrap();
            assert_eq!(answer.json::<Value>().await.unwrap(), expected, "{document}");
        }
    }
}

#[tokio::test]
async fn tool_returns_lists() {
    for (document, vessels, _) in documents() {
        let result = fleet::mcp::server(capability(document))
            .call("list-vessels", json!({}))
            .await;
        let expected = json!({"result": vessels});
        assert_eq!(
            result.structured().map(Json::to_value),
            Some(expected),
            "{document}"
        );
    }
}
