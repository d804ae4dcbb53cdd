//! Text tables, and summaries of responses.

use serde_json::Value;

/// Texts up to this many characters are shown in full.
const WHOLE: usize = 24;
/// The number of characters shown of longer texts.
const BEGINNING: usize = 8;
/// The number of characters shown of a response.
const SUMMARY: usize = 100;

/// Returns the rows, with columns as wide as necessary.
pub(crate) fn render<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let line = |row: &[String; N]| {
        let padded: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

/// Returns a response in one line; of long texts, such as tokens, only the beginning is shown.
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

/// Returns the text, or its beginning if it has more than `most` characters.
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
    fn long_token_is_shortened() {
        let answer = json!({"token": "a".repeat(300), "type": "Bearer", "list": [{"id": "b".repeat(25)}]});
        assert_eq!(
            summary(&answer),
            r#"{"token":"aaaaaaaa…","type":"Bearer","list":[{"id":"bbbbbbbb…"}]}"#
        );
    }

    #[test]
    fn column_is_as_wide_as_its_widest_cell() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned);
        assert_eq!(
            render(&[
                row(["way", "ms", ""]),
                row(["REST", "1.25", "good"]),
                row(["“é”", "", ""])
            ]),
            "way   ms\n\
             REST  1.25  good\n\
             “é”\n"
        );
    }
}
