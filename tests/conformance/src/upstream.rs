//! Fake upstream of the fixtures.

use std::io;

use axum::extract::Path;
use axum::http::{StatusCode, Uri};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

/// Serves the upstream on loopback, and returns its base URI.
pub(crate) async fn serve() -> io::Result<String> {
    let router = Router::new()
        .route("/data/{id}", get(data))
        .route(
            "/text",
            get(async || "This is a simple text response for testing."),
        )
        .route("/failure", get(async || StatusCode::INTERNAL_SERVER_ERROR))
        .route("/sum", get(sum));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(base)
}

async fn data(Path(id): Path<String>) -> Json<Value> {
    Json(json!({"id": id, "templateTest": true, "data": format!("Data for ID: {id}")}))
}

async fn sum(uri: Uri) -> Json<Value> {
    let pairs = uri.query().unwrap_or_default().split('&');
    let numbers = pairs.filter_map(|pair| pair.split_once('=')?.1.parse::<f64>().ok());
    Json(json!({ "sum": numbers.sum::<f64>() }))
}
