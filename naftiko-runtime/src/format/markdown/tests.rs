use serde_json::{Value, json};

use super::*;

fn read(text: &str, prefix: Option<&str>) -> Result<Value, String> {
    let read = to_json(text, prefix, &FormatLimits::default());
    read.map(|json| json.to_value())
        .map_err(|error| error.to_string())
}

fn assert_rejected(text: &str, why: &str) {
    let error = read(text, None).err().unwrap_or_default();
    assert!(error.contains(why), "{why}: {error}");
}

const NOTES: &str = "---\nversion: 2\ntags: [a, b]\n---\n
Before.

# Release *2*

This release introduces
[new](https://x.test) **features**.

| Name | Price |
|------|------:|
| Rope `20` | 9 |
| Cord |

## API changes

- one
- two

  more

```rust
fn dropped() {}
```

Setext
------

    dropped too

> quoted
";

#[test]
fn document_is_read_as_its_parts() {
    assert_eq!(
        read(NOTES, None),
        Ok(json!({
            "frontMatter": {"version": 2, "tags": ["a", "b"]},
            "tables": [[{"Name": "Rope 20", "Price": "9"}, {"Name": "Cord", "Price": ""}]],
            "sections": [
                {"heading": "Release 2", "level": 1, "content": "This release introduces new features."},
                {"heading": "API changes", "level": 2, "content": "one\ntwo\nmore"},
                {"heading": "Setext", "level": 2, "content": "quoted"}
            ]
        }))
    );
}

#[test]
fn prefix_limits_the_sections() {
    let notes = read(NOTES, Some("API")).unwrap_or_default();
    assert_eq!(
        notes["sections"],
        json!([{"heading": "API changes", "level": 2, "content": "one\ntwo\nmore"}])
    );
    assert_eq!(notes["tables"][0][0]["Price"], "9");
}

#[test]
fn front_matter_is_read_only_at_the_start() {
    let empty = json!({"frontMatter": {}, "tables": [], "sections": []});
    for text in ["text\n---\na: 1\n---\n", "---\na: 1\n", "---\n---\n", "text"] {
        let front = read(text, None).map(|document| document["frontMatter"].clone());
        assert_eq!(front, Ok(json!({})), "{text}");
    }
    assert_eq!(read("text", None), Ok(empty));
    assert_eq!(
        read("---\r\na: 1\r\n---\r\n# H\r\n", None),
        Ok(
            json!({"frontMatter": {"a": 1}, "tables": [], "sections": [{"heading": "H", "level": 1, "content": ""}]})
        )
    );
    assert_rejected("---\n[1\n---\n", "expected YAML");
}

#[test]
fn table_row_has_the_names_of_the_header() {
    let markdown = read("|a|b|\n|-|-|\n|1|2|\n|3|4|5|\n", None).unwrap_or_default();
    assert_eq!(
        markdown["tables"],
        json!([[{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]])
    );
}

#[test]
fn huge_document_is_rejected() {
    let columns = format!("{}\n{}\n", "|a".repeat(5_000), "|-".repeat(5_000));
    assert_rejected(&columns, "columns");
    let long = format!("|{}|\n|-|\n{}", "n".repeat(1_000_000), "|1|\n".repeat(1_000));
    assert_rejected(&long, "bytes of text");
    assert_rejected(&"# a\n".repeat(400_000), "values");
    assert_rejected(&format!("---\n{}\n---\n", "- ".repeat(1_000)), "levels");
}

#[test]
fn deep_nesting_does_not_overflow() {
    for part in [
        ">", "- ", "[", "*a ", "![", "`", "<", "**a", "|", "&", "\\", "[a](", "<a ",
    ] {
        let _ = read(&part.repeat(50_000), None);
    }
}
