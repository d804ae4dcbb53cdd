//! Texts of the formats other than JSON, from a value.

use std::fmt::Write as _;

use serde_json::Value;

/// Returns a value as the text of a format, with its media type; `None` for a format that is not written here.
pub(super) fn text(format: &str, value: &Value) -> Option<(&'static str, String)> {
    Some(match format {
        "Xml" => ("application/xml", xml(value)),
        "Csv" => ("text/csv", table(value, ",")),
        "Tsv" => ("text/tab-separated-values", table(value, "\t")),
        "Psv" => ("text/plain", table(value, "|")),
        // JSON is YAML.
        "Yaml" => ("application/yaml", value.to_string()),
        _ => return None,
    })
}

fn xml(value: &Value) -> String {
    let mut text = String::new();
    element(&mut text, "response", value);
    text
}

/// Writes an element, or one for each item of a list.
fn element(text: &mut String, name: &str, value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| element(text, name, item)),
        Value::Null => {}
        value => {
            // Writing to a string cannot fail.
            let _ = write!(text, "<{name}>");
            content(text, value);
            let _ = write!(text, "</{name}>");
        }
    }
}

fn content(text: &mut String, value: &Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if name.is_empty() {
                    content(text, value);
                } else {
                    element(text, name, value);
                }
            }
        }
        Value::String(value) => {
            for character in value.chars() {
                match character {
                    '<' => text.push_str("&lt;"),
                    '>' => text.push_str("&gt;"),
                    '&' => text.push_str("&amp;"),
                    character => text.push(character),
                }
            }
        }
        value => text.push_str(&value.to_string()),
    }
}

/// Returns a table with the members of the first row as its columns.
fn table(value: &Value, separator: &str) -> String {
    let rows = match value {
        Value::Array(rows) => rows.as_slice(),
        value => std::slice::from_ref(value),
    };
    let columns = rows.first().and_then(Value::as_object);
    let columns: Vec<&str> = columns
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect();
    let mut lines = vec![columns.join(separator)];
    for row in rows {
        let cells = columns.iter().map(|name| cell(row.get(name), separator));
        lines.push(cells.collect::<Vec<_>>().join(separator));
    }
    lines.join("\n") + "\n"
}

fn cell(value: Option<&Value>, separator: &str) -> String {
    let text = match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    };
    if text.contains(['"', '\n', '\r']) || text.contains(separator) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}
