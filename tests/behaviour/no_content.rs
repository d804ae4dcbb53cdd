//! Tests of successes without content where the spec has outputs: by client, REST and MCP.

use naftiko::Bytes;
use naftiko::client::{Error, ErrorKind, FakeResponse, FakeTransport};
use naftiko::value::Json;
use serde_json::json;

use crate::{http, shelves};

/// Successes without content.
const EMPTY: [(u16, &str); 4] = [(204, ""), (205, ""), (200, ""), (200, "\n")];

fn capability(status: u16, body: &'static str) -> shelves::Capability {
    let api = FakeTransport::new(move |_| FakeResponse::body(status, Bytes::from_static(body.as_bytes())));
    shelves::Capability::builder()
        .store(|config| config.transport(api))
        .build()
        .unwrap()
}

#[tokio::test]
async fn caller_of_the_client_can_match_it() {
    for (status, body) in EMPTY {
        let read = capability(status, body).store().read_shelves().await.unwrap();
        let error = Error::from(read.value().unwrap_err());
        assert!(
            matches!(error.kind(), ErrorKind::Empty),
            "{status} {body:?}: {error}"
        );
    }
}

#[tokio::test]
async fn rest_adapter_responds_with_204() {
    for (status, body) in EMPTY {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = shelves::rest::router(capability(status, body));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        for path in ["/books", "/last-book"] {
            let answer = http().get(format!("{base}{path}")).send().await.unwrap();
            assert_eq!(answer.status(), 204, "{status} {body:?} {path}");
            assert_eq!(answer.headers().get("content-type"), None);
            assert_eq!(answer.bytes().await.unwrap(), "");
        }
    }
}

#[tokio::test]
async fn tool_says_so_with_content_of_its_schema() {
    for (status, body) in EMPTY {
        let result = shelves::mcp::server(capability(status, body))
            .call("list-titles", json!({}))
            .await;
        assert!(!result.is_error(), "{status} {body:?}: {result:?}");
        assert_eq!(
            result.text(),
            "The call succeeded. The API returned no content. Do not retry."
        );
        // Its output is a list that may be null.
        assert_eq!(
            result.structured().map(Json::to_value),
            Some(json!({"result": null}))
        );
    }
}
