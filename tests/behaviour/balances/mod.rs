//! Tests of decimal digits, null and values of the wrong type, with live servers: the client, REST and MCP of `balances.yaml`.

mod bank;
mod digits;
mod fit;
mod nulls;
mod random;

use naftiko::serve::Running;
use naftiko::value::Tolerance;
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::TestRunner;

use self::bank::Bank;
use super::ledger;

/// The capability over the bank.
fn capability(bank: &Bank, tolerance: Tolerance) -> ledger::Capability {
    ledger::Capability::builder()
        .bank(|api| api.base_uri(bank.uri()).tolerance(tolerance))
        .build()
        .unwrap()
}

/// The adapters on their ports, and who calls them.
struct Adapters {
    running: Running,
    http: reqwest::Client,
}

async fn start(bank: &Bank, tolerance: Tolerance) -> Adapters {
    let loopback = "127.0.0.1:0".parse().unwrap();
    let running = capability(bank, tolerance)
        .server()
        .address("balances-api", loopback)
        .address("balances-mcp", loopback)
        .start()
        .await
        .unwrap();
    Adapters {
        running,
        http: super::http(),
    }
}

impl Adapters {
    /// Sends a request to the REST adapter; the status and the body as text.
    async fn rest(&self, method: &str, path: &str, body: Option<String>) -> (u16, String) {
        let uri = format!("http://{}{path}", self.running.address("balances-api").unwrap());
        let request = self.http.request(method.parse().unwrap(), uri);
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(body),
            None => request,
        };
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Calls a tool; the response as text, so that its digits are seen.
    async fn tool(&self, name: &str, arguments: &str) -> String {
        let uri = format!("http://{}/mcp", self.running.address("balances-mcp").unwrap());
        let body = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"{name}","arguments":{arguments}}}}}"#
        );
        let request = self
            .http
            .post(uri)
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", "2025-06-18")
            .body(body);
        request.send().await.unwrap().text().await.unwrap()
    }

    async fn stop(self) {
        self.running.shutdown().await;
    }
}

/// Samples of a strategy, the same in each run.
fn samples<T>(strategy: impl Strategy<Value = T>, count: usize) -> Vec<T> {
    let mut runner = TestRunner::deterministic();
    let sample = |_| strategy.new_tree(&mut runner).unwrap().current();
    (0..count).map(sample).collect()
}
