//! Tests of RFC 9535 paths into responses, by client, REST and MCP.

use axum::Router;
use axum::routing::get;
use naftiko::Value;
use serde_json::json;

use crate::{http, shelves};

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

async fn capability(answer: Value) -> shelves::Capability {
    let upstream = Router::new().route("/shelves", get(move || async move { axum::Json(answer) }));
    let uri = serve(upstream).await;
    shelves::Capability::builder()
        .store(|api| api.base_uri(uri))
        .build()
        .unwrap()
}

fn answer() -> Value {
    json!({"shelves": [
        {"name": "north", "books": [{"title": "Ada", "price": 12}, {"title": "bob", "price": 14}, {"title": "Cy", "price": 3}]},
        {"name": "south", "books": []},
        {"name": "west", "books": [{"title": "Di", "price": 10.5}]},
    ]})
}

async fn asked(path: &str, answer: Value) -> Value {
    let base = serve(shelves::rest::router(capability(answer).await)).await;
    http()
        .get(format!("{base}{path}"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

#[tokio::test]
async fn array_output_has_all_matches_and_scalar_the_first() {
    assert_eq!(
        asked("/books", answer()).await,
        json!({
            "dear": ["Ada", "Di"],
            "ends": ["north", "west"],
            "first": "south",
            "missing": null,
            "shelves": [
                {"name": "west", "cheap": []},
                {"name": "south", "cheap": []},
                {"name": "north", "cheap": [{"title": "Cy"}]},
            ],
        })
    );
    assert_eq!(
        asked("/last-book", answer()).await,
        json!({"title": "Cy", "price": 3})
    );
}

#[tokio::test]
async fn path_without_matches_is_an_empty_list() {
    assert_eq!(
        asked("/books", json!({"shelves": []})).await,
        json!({"dear": [], "ends": [], "first": null, "missing": null, "shelves": []})
    );
}

#[tokio::test]
async fn client_reads_named_outputs_by_paths() {
    let read = capability(answer())
        .await
        .store()
        .read_shelves()
        .await
        .unwrap()
        .value()
        .unwrap();
    assert_eq!(read.first_title, "Ada");
    assert_eq!(read.titles, ["Ada", "bob", "Cy", "Di"].map(Value::from));
    assert_eq!(read.last_shelf, "west");
    let empty = capability(json!({"shelves": []})).await;
    let error = empty
        .store()
        .read_shelves()
        .await
        .unwrap()
        .value()
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("expected a string at `$..title`, got nothing"),
        "{error}"
    );
}

#[tokio::test]
async fn tool_returns_the_value_of_a_path() {
    use naftiko::value::ToJson as _;
    use shelves::mcp::Tools;
    struct Plain(shelves::Capability);
    impl Tools for Plain {
        fn capability(&self) -> &shelves::Capability {
            &self.0
        }
    }
    let titles = Plain(capability(answer()).await).list_titles().await.unwrap();
    assert_eq!(
        titles.to_json(),
        json!(["Ada", "bob", "Cy", "Di"].map(|title| Some(Value::from(title))))
    );
}
