//! The imitated APIs refuse what the real ones refuse.

mod imds;
mod m3ter;
mod meti;

use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Sends the request and reads the answer's JSON.
async fn answer(request: RequestBuilder) -> Result<(StatusCode, Value), Box<dyn std::error::Error>> {
    let response = request.send().await?;
    let status = response.status();
    Ok((status, serde_json::from_slice(&response.bytes().await?)?))
}

fn json_body(request: RequestBuilder, body: &Value) -> RequestBuilder {
    request
        .header("content-type", "application/json")
        .body(body.to_string())
}
