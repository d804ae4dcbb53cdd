//! Calls through a REST adapter.

use std::net::SocketAddr;

use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use super::Answer;
use crate::samples::RestRequest;

/// Sends a request to the adapter.
pub(super) async fn call(http: &reqwest::Client, address: SocketAddr, request: &RestRequest) -> Answer {
    let url = format!("http://{address}{}", request.path);
    let prepared = match &request.body {
        Some(body) => http
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_string()),
        None => http.get(url),
    };
    let response = prepared.send().await?;
    let status = response.status();
    let body: Value = serde_json::from_slice(&response.bytes().await?)?;
    Ok((status.as_str().to_owned(), status.is_success(), body))
}
