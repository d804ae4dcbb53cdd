//! Truncation of results to a size that an agent can read.

use serde_json::{Map, Value, json};

use super::json::JsonText;
use super::{ContentBlock, ToolResult};

/// Members that mark a truncated result. MCP hosts show only the structured content when there is one, so the marks
/// are in it.
const TRUNCATED: &str = "truncated";
const NOTICE: &str = "notice";

/// The size of the marks in bytes.
const MARKS_SIZE: usize = 300;

/// Truncates a result to `limit` bytes: lists and strings end early, and a notice says so.
pub(super) fn truncate(mut result: ToolResult, limit: usize) -> ToolResult {
    if let Some(structured) = &mut result.structured {
        // Nearly all results are far below the limit, which is known without measuring them.
        if at_most(structured) <= limit {
            return result;
        }
        let whole = size(structured);
        if whole > limit {
            cut(structured, limit.saturating_sub(MARKS_SIZE));
            if let Value::Object(object) = structured {
                object.insert(TRUNCATED.to_owned(), json!(true));
                object.insert(NOTICE.to_owned(), json!(notice(whole, limit)));
            }
            // The text is the same JSON.
            result.content = Vec::new();
        }
        return result;
    }
    let whole: usize = result.content.iter().map(block_size).sum();
    if whole <= limit {
        return result;
    }
    let text: String = result.content.iter().filter_map(ContentBlock::as_text).collect();
    let kept = prefix(&text, limit.saturating_sub(MARKS_SIZE));
    let text = format!("{kept}\n[{}]", notice(whole, limit));
    // A truncated image is useless.
    if kept.is_empty() {
        result.is_error = true;
    }
    result.content = vec![ContentBlock::text(text)];
    result
}

fn notice(whole: usize, limit: usize) -> String {
    format!(
        "The result had {whole} bytes; the limit is {limit}. Lists and strings end early. Request less data, if \
         the tool has arguments for that (a filter, a page, a smaller limit)."
    )
}

fn block_size(block: &ContentBlock) -> usize {
    if let Some(text) = block.as_text() {
        return text.len();
    }
    let mut json = JsonText::default();
    block.write(&mut json);
    json.len()
}

/// Returns the largest possible length of a value as compact JSON: each character takes its longest form.
fn at_most(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 5,
        Value::Number(_) => 32,
        Value::String(text) => longest(text),
        Value::Array(items) => 2 + items.iter().map(|item| at_most(item) + 1).sum::<usize>(),
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| longest(name) + at_most(value) + 2;
            2 + members.iter().map(member).sum::<usize>()
        }
    }
}

fn longest(text: &str) -> usize {
    2 + 6 * text.len()
}

/// The length of a value as compact JSON.
fn size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(true) => 4,
        Value::Bool(false) => 5,
        Value::Number(number) => number.to_string().len(),
        Value::String(text) => text_size(text),
        Value::Array(items) => 1 + items.iter().map(|item| size(item) + 1).sum::<usize>().max(1),
        Value::Object(members) => 1 + members.iter().map(member_size).sum::<usize>().max(1),
    }
}

fn text_size(text: &str) -> usize {
    let escaped = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' => 2,
        0..=31 => 6,
        _ => 1,
    };
    2 + text.bytes().map(escaped).sum::<usize>()
}

fn member_size((name, value): (&String, &Value)) -> usize {
    text_size(name) + 1 + size(value) + 1
}

/// Cuts a value to a budget, if it is of a kind that can be cut.
fn cut(value: &mut Value, budget: usize) {
    match value {
        Value::String(text) if text_size(text) > budget => {
            let mut kept = prefix(text, budget.saturating_sub(5)).to_owned();
            kept.push('…');
            *text = kept;
        }
        Value::Array(items) => cut_array(items, budget.saturating_sub(2)),
        Value::Object(members) => cut_object(members, budget.saturating_sub(2)),
        _ => {}
    }
}

/// Keeps the items that fit; the first one is cut if it does not fit.
fn cut_array(items: &mut Vec<Value>, budget: usize) {
    let mut left = budget;
    let fitting = items
        .iter()
        .take_while(|item| {
            let needed = size(item) + 1;
            let fits = needed <= left;
            left = left.saturating_sub(needed);
            fits
        })
        .count();
    items.truncate(fitting.max(1));
    if fitting == 0
        && let Some(first) = items.first_mut()
    {
        cut(first, budget.saturating_sub(1));
    }
}

/// Keeps every member: small ones completely, and the large ones share the rest.
fn cut_object(members: &mut Map<String, Value>, budget: usize) {
    let mut sizes: Vec<(usize, String)> = members
        .iter()
        .map(|member| (member_size(member), member.0.clone()))
        .collect();
    sizes.sort();
    let mut left = budget;
    let mut number = sizes.len();
    for (needed, name) in sizes {
        let share = left / number.max(1);
        number -= 1;
        if needed > share
            && let Some(value) = members.get_mut(&name)
        {
            cut(value, share.saturating_sub(text_size(&name) + 2));
            left = left.saturating_sub(share);
        } else {
            left = left.saturating_sub(needed);
        }
    }
}

/// Returns the longest prefix that takes at most `budget` bytes in JSON.
fn prefix(text: &str, budget: usize) -> &str {
    let mut taken = 0;
    let end = text
        .char_indices()
        .find(|(_, c)| {
            taken += text_size(c.encode_utf8(&mut [0; 4])) - 2;
            taken > budget
        })
        .map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn structured(value: Value, limit: usize) -> (Value, usize) {
        let result = truncate(ToolResult::success(Vec::new()).with_structured(value), limit);
        let structured = result.structured().cloned().unwrap_or_default();
        assert_eq!(result.text(), structured.to_string());
        let size = structured.to_string().len();
        (structured, size)
    }

    #[test]
    fn size_is_that_of_the_json_text() {
        for value in [
            json!({"a": [1, -2.5, null, true, false], "é\"\n\u{1}": {}, "b": []}),
            json!([]),
            json!({}),
            json!("x"),
            json!({"\u{1}": [f64::MIN, f64::MIN_POSITIVE, i64::MIN, u64::MAX, "\u{1}\u{2}"]}),
        ] {
            let length = value.to_string().len();
            assert!(size(&value).abs_diff(length) <= 1, "{value}");
            assert!(at_most(&value) >= length, "{value}");
        }
    }

    #[test]
    fn result_within_the_limit_is_unchanged() {
        let value = json!({"items": [1, 2, 3]});
        assert_eq!(structured(value.clone(), 100).0, value);
    }

    #[test]
    fn large_lists_and_strings_are_cut_and_small_members_stay() {
        let items: Vec<Value> = (0..1000)
            .map(|id| json!({"id": id, "name": "n".repeat(20)}))
            .collect();
        let (value, size) = structured(
            json!({"items": items, "total": 1000, "text": "t".repeat(5000)}),
            4000,
        );
        assert!((2000..=4000).contains(&size), "{size}");
        assert_eq!(
            (&value["total"], &value["truncated"]),
            (&json!(1000), &json!(true))
        );
        assert!(
            value["notice"]
                .as_str()
                .is_some_and(|notice| notice.contains("4000"))
        );
        let kept = value["items"].as_array().map_or(0, Vec::len);
        assert!(kept > 10 && kept < 1000, "{kept}");
        assert_eq!(value["items"][0], json!({"id": 0, "name": "n".repeat(20)}));
        assert!(value["text"].as_str().is_some_and(|text| text.ends_with('…')));
    }

    #[test]
    fn single_large_item_is_cut_inside() {
        let (value, size) = structured(json!({"result": [{"id": 1, "text": "\"".repeat(9000)}]}), 2000);
        assert!(size <= 2000, "{size}");
        assert_eq!(value["result"][0]["id"], 1);
    }

    #[test]
    fn truncated_text_has_a_notice_and_truncated_image_is_an_error() {
        let text = ToolResult::success(vec![ContentBlock::text("é".repeat(1000))]);
        let text = truncate(text, 500);
        let said = text.text();
        assert!(said.len() <= 500 && said.contains("2000 bytes"), "{said}");
        assert!(!text.is_error());
        let image = ToolResult::success(vec![ContentBlock::image("A".repeat(1000), "image/png")]);
        assert!(truncate(image, 500).is_error());
    }
}
