use std::fmt::Write as _;

use serde_json::json;

use super::*;

fn read(text: &str) -> Result<Value, String> {
    to_json(text, &Limits::default()).map_err(|error| error.to_string())
}

fn refused(text: &str, why: &str) {
    match read(text) {
        Err(error) => assert!(error.contains(why), "{error}"),
        Ok(value) => panic!("it was read: {}", value.to_string().len()),
    }
}

#[test]
fn scalars_keep_their_types() {
    assert_eq!(
        read("name: Alice\nage: 42"),
        Ok(json!({"name": "Alice", "age": 42}))
    );
    assert_eq!(
        read("[1, -2, +3, 1.5, .5, 1e3, 18446744073709551615]"),
        Ok(json!([1, -2, 3, 1.5, 0.5, 1000, u64::MAX]))
    );
    assert_eq!(
        read("[true, False, null, ~, '1', \"2\", !!str 3]"),
        Ok(json!([true, false, null, null, "1", "2", "3"]))
    );
    assert_eq!(
        read(
            "[yes, 01234, 0x1F, 1_000, .inf, 1e999, 2024-01-02, 12:30, 99999999999999999999, -, +, .]"
                .replace("-, +, .", "--, ++, ..")
                .as_str()
        ),
        Ok(json!([
            "yes",
            "01234",
            "0x1F",
            "1_000",
            ".inf",
            "1e999",
            "2024-01-02",
            "12:30",
            "99999999999999999999",
            "--",
            "++",
            ".."
        ]))
    );
}

#[test]
fn only_the_first_document_counts() {
    assert_eq!(read("---\na: 1\n---\nb: 2\n"), Ok(json!({"a": 1})));
    assert_eq!(read("a: 1\n...\n: : :\n"), Ok(json!({"a": 1})));
}

#[test]
fn names_are_text_and_the_later_of_two_stays() {
    assert_eq!(read("1: a\ntrue: b\n"), Ok(json!({"1": "a", "true": "b"})));
    assert_eq!(read("a: 1\na: 2\n"), Ok(json!({"a": 2})));
    refused("? [a]\n: b\n", "a collection as a name");
}

#[test]
fn aliases_are_what_they_stand_for() {
    assert_eq!(
        read("a: &x {k: [1]}\nb: *x\n&n name: *n\n"),
        Ok(json!({"a": {"k": [1]}, "b": {"k": [1]}, "name": "name"}))
    );
    refused("a: &x [*x]\n", "an alias within");
    refused("a: *y\n", "expected YAML");
}

#[test]
fn bombs_are_refused() {
    let mut laughs = String::from("a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
    for level in 1..12 {
        let alias = format!("*a{}", level - 1);
        let items = [alias.as_str(); 9].join(", ");
        let _ = writeln!(laughs, "a{level}: &a{level} [{items}]");
    }
    refused(&laughs, "values");
    // The parser looks far ahead here, and meets its own limit first.
    refused(&"[".repeat(100_000), "expected YAML");
    refused(&"- ".repeat(100_000), "levels");
    let long = format!("a: &a {}\nb: [{}]", "x".repeat(1_000_000), "*a, ".repeat(1_000));
    refused(&long, "bytes of text");
    refused(&format!("[{}]", "1,".repeat(1_100_000)), "values");
    let mut deep = String::from("a0: &a0 [x]\n");
    for level in 1..80 {
        let _ = writeln!(deep, "a{level}: &a{level} [*a{}]", level - 1);
    }
    refused(&deep, "levels");
}

#[test]
fn what_is_not_yaml_is_refused() {
    for text in ["[1, 2", "a: b: c", "\"open", "{a", "@x", "a:\n\t- b"] {
        refused(text, "expected YAML");
    }
}
