use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn read(text: &str) -> Result<Value, String> {
    let read = to_json(text, &FormatLimits::default());
    read.map(|json| json.to_value())
        .map_err(|error| error.to_string())
}

fn assert_rejected(text: &str, why: &str) {
    match read(text) {
        Err(error) => assert!(error.contains(why), "{error}"),
        Ok(value) => panic!("it was read: {}", value.to_string().len()),
    }
}

#[test]
fn scalar_keeps_its_type() {
    assert_eq!(
        read("name: Alice\nage: 42"),
        Ok(json!({"name": "Alice", "age": 42}))
    );
    assert_eq!(
        read("[1, -2, +3, 1.5, .5, 1e3, 18446744073709551615]"),
        Ok(json!([1, -2, 3, 1.5, 0.5, 1000.0, u64::MAX]))
    );
    assert_eq!(
        read("[true, False, null, ~, '1', \"2\", !!str 3]"),
        Ok(json!([true, false, null, null, "1", "2", "3"]))
    );
    assert_eq!(
        read(
            "[yes, 01234, 0x1F, 1_000, .inf, 2024-01-02, 12:30, -, +, .]"
                .replace("-, +, .", "--, ++, ..")
                .as_str()
        ),
        Ok(json!([
            "yes",
            "01234",
            "0x1F",
            "1_000",
            ".inf",
            "2024-01-02",
            "12:30",
            "--",
            "++",
            ".."
        ]))
    );
}

proptest! {
    #[test]
    fn number_keeps_its_digits(text in "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?") {
        let yaml = format!("a: &x {text}\nb: [*x]\n");
        let json = to_json(&yaml, &FormatLimits::default()).map(|json| json.to_string());
        prop_assert_eq!(json, Ok(format!(r#"{{"a":{text},"b":[{text}]}}"#)));
    }
}

#[test]
fn only_the_first_document_is_read() {
    assert_eq!(read("---\na: 1\n---\nb: 2\n"), Ok(json!({"a": 1})));
    assert_eq!(read("a: 1\n...\n: : :\n"), Ok(json!({"a": 1})));
}

#[test]
fn last_of_duplicate_names_applies() {
    assert_eq!(read("1: a\ntrue: b\n"), Ok(json!({"1": "a", "true": "b"})));
    assert_eq!(read("a: 1\na: 2\n"), Ok(json!({"a": 2})));
    assert_rejected("? [a]\n: b\n", "a list or map as a key");
}

#[test]
fn alias_is_expanded() {
    assert_eq!(
        read("a: &x {k: [1]}\nb: *x\n&n name: *n\n"),
        Ok(json!({"a": {"k": [1]}, "b": {"k": [1]}, "name": "name"}))
    );
    assert_rejected("a: &x [*x]\n", "a recursive alias");
    assert_rejected("a: *y\n", "expected YAML");
}

#[test]
fn huge_or_deep_document_is_rejected() {
    let mut laughs = String::from("a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
    for level in 1..12 {
        let alias = format!("*a{}", level - 1);
        let items = [alias.as_str(); 9].join(", ");
        let _ = writeln!(laughs, "a{level}: &a{level} [{items}]");
    }
    assert_rejected(&laughs, "values");
    // The parser looks ahead here, and reaches its own limit first.
    assert_rejected(&"[".repeat(100_000), "expected YAML");
    assert_rejected(&"- ".repeat(100_000), "levels");
    let long = format!("a: &a {}\nb: [{}]", "x".repeat(1_000_000), "*a, ".repeat(1_000));
    assert_rejected(&long, "bytes of text");
    assert_rejected(&format!("[{}]", "1,".repeat(1_100_000)), "values");
    let mut deep = String::from("a0: &a0 [x]\n");
    for level in 1..80 {
        let _ = writeln!(deep, "a{level}: &a{level} [*a{}]", level - 1);
    }
    assert_rejected(&deep, "levels");
}

#[test]
fn malformed_document_is_rejected() {
    for text in ["[1, 2", "a: b: c", "\"open", "{a", "@x", "a:\n\t- b"] {
        assert_rejected(text, "expected YAML");
    }
}
