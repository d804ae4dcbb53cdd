//! Rows of the result table.

use std::fmt;
use std::time::Duration;

/// A call and its result.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub capability: &'static str,
    pub operation: &'static str,
    pub way: Way,
    pub status: String,
    pub summary: String,
    pub took: Duration,
    pub good: bool,
}

/// How an operation is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The typed client.
    Client,
    /// An HTTP request to the REST adapter.
    Rest,
    /// A tool call to the MCP adapter.
    Mcp,
}

impl fmt::Display for Way {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Client => "client",
            Self::Rest => "REST",
            Self::Mcp => "MCP",
        })
    }
}

impl Row {
    /// Returns the headings of the cells.
    pub(crate) fn headings() -> [String; 7] {
        ["capability", "operation", "way", "status", "ms", "", "answer"].map(str::to_owned)
    }

    pub(crate) fn cells(&self) -> [String; 7] {
        [
            self.capability.to_owned(),
            self.operation.to_owned(),
            self.way.to_string(),
            self.status.clone(),
            format!("{:.1}", self.took.as_secs_f64() * 1000.0),
            if self.good { "good" } else { "BAD" }.to_owned(),
            self.summary.clone(),
        ]
    }
}
