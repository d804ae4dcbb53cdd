//! What the calls gave, as a table.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

/// Texts up to this many characters are shown whole.
const WHOLE: usize = 24;
/// How many characters are shown of longer ones.
const BEGINNING: usize = 8;
/// How many characters are shown of an answer.
const SUMMARY: usize = 100;

/// One call and how it went.
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

/// The rows under headings, each column as wide as it needs to be.
pub(crate) fn render(rows: &[Row]) -> String {
    let headings = ["capability", "operation", "way", "status", "ms", "", "answer"].map(str::to_owned);
    let cells: Vec<[String; 7]> = std::iter::once(headings).chain(rows.iter().map(cells)).collect();
    let mut widths = [0; 7];
    for row in &cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let line = |row: &[String; 7]| {
        let padded: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    cells.iter().map(line).collect()
}

fn cells(row: &Row) -> [String; 7] {
    [
        row.capability.to_owned(),
        row.operation.to_owned(),
        row.way.to_string(),
        row.status.clone(),
        format!("{:.1}", row.took.as_secs_f64() * 1000.0),
        if row.good { "good" } else { "BAD" }.to_owned(),
        row.summary.clone(),
    ]
}

/// The answer in one short line; long texts, which tokens are, show only how they begin.
pub(crate) fn summary(answer: &Value) -> String {
    clip(&shortened(answer).to_string(), SUMMARY, SUMMARY)
}

fn shortened(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(clip(text, WHOLE, BEGINNING)),
        Value::Array(list) => list.iter().map(shortened).collect(),
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| (name.clone(), shortened(value)))
            .collect(),
        other => other.clone(),
    }
}

/// The text, or its beginning if it has more than `most` characters.
fn clip(text: &str, most: usize, beginning: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(beginning).chain("…".chars()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tokens_are_shortened_and_short_texts_are_not() {
        let answer = json!({"token": "a".repeat(300), "type": "Bearer", "list": [{"id": "b".repeat(25)}]});
        assert_eq!(
            summary(&answer),
            r#"{"token":"aaaaaaaa…","type":"Bearer","list":[{"id":"bbbbbbbb…"}]}"#
        );
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let row = |operation, summary: &str| Row {
            capability: "meti",
            operation,
            way: Way::Rest,
            status: "200".to_owned(),
            summary: summary.to_owned(),
            took: Duration::from_micros(1250),
            good: operation == "a",
        };
        assert_eq!(
            render(&[row("a", "{}"), row("create-token", "")]),
            "capability  operation     way   status  ms         answer\n\
             meti        a             REST  200     1.2  good  {}\n\
             meti        create-token  REST  200     1.2  BAD\n"
        );
    }
}
