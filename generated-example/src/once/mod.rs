//! Calls of every operation, through the client, REST and MCP.

mod mcp;
pub mod pages;
mod rest;
mod row;
mod typed;

use std::net::SocketAddr;
use std::time::Instant;

use serde_json::Value;

use crate::Error;
use crate::samples::{Sample, samples};
use crate::table;
use crate::wiring::Capabilities;
use row::{Row, Way};

/// The status, whether it is a success, and the content of the response.
type Answer = Result<(String, bool, Value), Error>;

/// The results of the calls.
#[derive(Debug)]
pub struct Results(Vec<Row>);

impl Results {
    /// Returns whether every call had the expected result.
    pub fn all_good(&self) -> bool {
        self.0.iter().all(|row| row.good)
    }

    /// Returns a table with a line for each call.
    pub fn table(&self) -> String {
        let rows = self.0.iter().map(Row::cells);
        table::render(&std::iter::once(Row::headings()).chain(rows).collect::<Vec<_>>())
    }
}

/// Calls every operation through the typed client, the REST adapter and the MCP adapter. `address` returns the
/// address of an adapter by its namespace.
///
/// # Errors
///
/// When the HTTP client cannot be built. A failed call is a result, not an error.
pub async fn run(
    capabilities: &Capabilities,
    address: impl Fn(&str) -> Option<SocketAddr>,
) -> Result<Results, reqwest::Error> {
    let http = crate::http::client()?;
    let served = |namespace: &str| address(namespace).ok_or_else(|| format!("`{namespace}` is not served"));
    let mut rows = Vec::new();
    for sample in samples() {
        let Sample {
            operation,
            rest,
            tool,
            ..
        } = &sample;
        let client = typed::call(capabilities, *operation);
        rows.push(timed(&sample, Way::Client, client).await);
        let rest = async { rest::call(&http, served(rest.adapter)?, rest).await };
        rows.push(timed(&sample, Way::Rest, rest).await);
        let mcp = async { mcp::call(&http, served(tool.adapter)?, tool).await };
        rows.push(timed(&sample, Way::Mcp, mcp).await);
    }
    Ok(Results(rows))
}

/// Waits for a call and checks its result.
async fn timed(sample: &Sample, way: Way, call: impl Future<Output = Answer>) -> Row {
    let started = Instant::now();
    let answer = call.await;
    let took = started.elapsed();
    let (status, good, summary) = match answer {
        Ok((status, success, answer)) => (
            status,
            success && (sample.answers)(&answer),
            table::summary(&answer),
        ),
        Err(error) => ("-".to_owned(), false, error.to_string()),
    };
    Row {
        capability: sample.capability,
        operation: sample.operation.name(),
        way,
        status,
        summary,
        took,
        good,
    }
}
