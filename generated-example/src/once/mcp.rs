//! Calls through an MCP adapter: JSON-RPC over streamable HTTP.

use std::net::SocketAddr;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};

use super::Answer;
use crate::Error;
use crate::samples::ToolCall;

/// The requested version of the protocol.
const REVISION: &str = "2025-11-25";

/// Initializes a session with the adapter, and calls the tool.
pub(super) async fn call(http: &reqwest::Client, address: SocketAddr, tool: &ToolCall) -> Answer {
    let session = Session {
        http,
        url: format!("http://{address}/mcp"),
    };
    let client = json!({"name": "generated-example", "version": env!("CARGO_PKG_VERSION")});
    let hello = json!({"protocolVersion": REVISION, "capabilities": {}, "clientInfo": client});
    session.request("initialize", hello).await?;
    session
        .post(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))
        .await?;
    let result = session
        .request(
            "tools/call",
            json!({"name": tool.name, "arguments": tool.arguments}),
        )
        .await?;
    let failed = result["isError"] == true;
    let status = if failed { "error" } else { "ok" };
    Ok((
        status.to_owned(),
        !failed,
        result
            .get("structuredContent")
            .unwrap_or(&result["content"])
            .clone(),
    ))
}

/// A session with an adapter.
struct Session<'a> {
    http: &'a reqwest::Client,
    url: String,
}

impl Session<'_> {
    /// Returns the result of a method.
    async fn request(&self, method: &str, params: Value) -> Result<Value, Error> {
        let body = self
            .post(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
            .await?;
        let mut answer: Value = serde_json::from_slice(&body)?;
        match answer.get_mut("result") {
            Some(result) => Ok(result.take()),
            None => Err(format!("`{method}` was refused: {answer}").into()),
        }
    }

    async fn post(&self, message: &Value) -> Result<bytes::Bytes, Error> {
        let request = self.http.post(&self.url).header(CONTENT_TYPE, "application/json");
        let accepted = request.header(ACCEPT, "application/json, text/event-stream");
        let response = accepted
            .header("MCP-Protocol-Version", REVISION)
            .body(message.to_string())
            .send()
            .await?;
        Ok(response.bytes().await?)
    }
}
