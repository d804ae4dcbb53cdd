//! The `curl` commands that the example prints.

use std::fmt::Write as _;
use std::net::SocketAddr;

use serde_json::json;

use crate::samples::{RestRequest, Sample, ToolCall, samples};

/// Returns a command for each operation and adapter; `address` returns the address of an adapter by its namespace.
pub fn guide(address: impl Fn(&str) -> Option<SocketAddr>) -> String {
    let mut text = String::new();
    for Sample {
        capability,
        operation,
        rest,
        tool,
        ..
    } in samples()
    {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# {capability}: {}", operation.name());
        for command in [
            address(rest.adapter).map(|at| rest_command(at, &rest)),
            address(tool.adapter).map(|at| tool_command(at, &tool)),
        ] {
            let _ = writeln!(text, "{}", command.unwrap_or_default());
        }
        text.push('\n');
    }
    text
}

fn rest_command(address: SocketAddr, request: &RestRequest) -> String {
    let url = format!("http://{address}{}", request.path);
    match &request.body {
        Some(body) => format!("curl -s '{url}' -H 'content-type: application/json' -d '{body}'"),
        None => format!("curl -s '{url}'"),
    }
}

fn tool_command(address: SocketAddr, tool: &ToolCall) -> String {
    let params = json!({"name": tool.name, "arguments": tool.arguments});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    format!(
        "curl -s 'http://{address}/mcp' -H 'content-type: application/json' \
         -H 'accept: application/json, text/event-stream' -d '{message}'"
    )
}
