//! Every operation once, in every way there is.

mod mcp;
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

/// The status, whether it says success, and what came with it.
type Answer = Result<(String, bool, Value), Error>;

/// What the calls gave.
#[derive(Debug)]
pub struct Results(Vec<Row>);

impl Results {
    /// Whether every call gave what it should.
    pub fn all_good(&self) -> bool {
        self.0.iter().all(|row| row.good)
    }

    /// A line for each call.
    pub fn table(&self) -> String {
        let rows = self.0.iter().map(Row::cells);
        table::render(&std::iter::once(Row::headings()).chain(rows).collect::<Vec<_>>())
    }
}

/// Calls every operation through the typed client, the REST adapter and the MCP adapter; `address` gives where an adapter
/// listens, by its namespace.
///
/// # Errors
///
/// No HTTP client can be made. A call that fails is a result, not an error.
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

/// Waits for the call and judges what it gave.
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
