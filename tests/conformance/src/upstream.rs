//! What the fixtures call.

use std::io;

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

/// Serves it on this machine; gives its base URI.
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

async fn sum(Query(numbers): Query<Vec<(String, f64)>>) -> Json<Value> {
    let sum: f64 = numbers.iter().map(|(_, number)| number).sum();
    Json(json!({ "sum": sum }))
}
