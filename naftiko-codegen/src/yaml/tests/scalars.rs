//! Tests: scalars keep their text, and the core schema is applied on demand.

use serde_json::json;

use super::root;
use crate::yaml::node::Style;
use crate::yaml::{Kind, Node};

fn value(text: &str) -> Node {
    root(&format!("key: {text}\n")).get("key").unwrap().clone()
}

#[test]
fn scalar_text_is_unchanged() {
    for text in [
        "1.0",
        "no",
        "yes",
        "on",
        "012",
        "2026-05-01",
        "0x1F",
        "1e3",
        "12:30",
        "+5",
        ".5",
        "1_000",
        "NaN",
        "é",
    ] {
        assert_eq!(value(text).as_str(), Some(text));
    }
}

#[test]
fn plain_scalar_has_the_type_of_the_core_schema() {
    let cases = [
        ("1.0", json!(1.0)),
        ("-3", json!(-3)),
        ("012", json!(12)),
        ("0x1F", json!(31)),
        ("0o17", json!(15)),
        ("1e3", json!(1000.0)),
        ("true", json!(true)),
        ("False", json!(false)),
        ("no", json!("no")),
        ("on", json!("on")),
        ("2026-05-01", json!("2026-05-01")),
        ("1.2.3", json!("1.2.3")),
        ("12:30", json!("12:30")),
        ("-x", json!("-x")),
        ("e", json!("e")),
        ("99999999999999999999", json!(1e20)),
    ];
    for (text, expected) in cases {
        assert_eq!(value(text).to_json(), expected, "{text}");
    }
}

#[test]
fn quoted_scalar_is_a_string() {
    for text in ["'1.0'", "\"true\"", "'null'", "!!str 12", "''"] {
        let node = value(text);
        assert!(node.to_json().is_string(), "{text}");
        assert!(node.as_bool().is_none() && node.as_number().is_none(), "{text}");
        assert_eq!(node.as_scalar().unwrap().style, Style::Quoted, "{text}");
    }
    assert_eq!(value("|\n  a\n  b\n").as_str(), Some("a\nb\n"));
    assert_eq!(value(">-\n  a\n  b\n").as_str(), Some("a b"));
    assert_eq!(value("\"a\\tb\\u00e9\"").as_str(), Some("a\tbé"));
}

#[test]
fn empty_value_is_null() {
    for text in ["", "~", "null", "Null", "NULL", "# a comment"] {
        assert!(value(text).is_null(), "{text}");
        assert_eq!(value(text).to_json(), json!(null));
    }
}

#[test]
fn keys_are_strings() {
    let node = root("1: a\ntrue: b\nnull: c\n~: d\n'': e\n? f\n: g\n");
    let keys: Vec<_> = node
        .as_mapping()
        .unwrap()
        .iter()
        .map(|(key, _)| key.as_str())
        .collect();
    assert_eq!(keys, ["1", "true", "null", "~", "", "f"]);
}

#[test]
fn aliases_and_merge_keys_copy_values() {
    let node =
        root("base: &b {a: 1, b: 2}\nalias: *b\nmerged: {<<: *b, b: 3, c: 4}\nboth: {<<: [*b, {d: 5}]}\n");
    assert_eq!(node.get("alias").unwrap().to_json(), json!({"a": 1, "b": 2}));
    assert_eq!(
        node.get("merged").unwrap().to_json(),
        json!({"b": 3, "c": 4, "a": 1})
    );
    assert_eq!(
        node.get("both").unwrap().to_json(),
        json!({"a": 1, "b": 2, "d": 5})
    );
    assert_eq!(
        root("x: &t text\n*t : y\n").get("text").and_then(Node::as_str),
        Some("y")
    );
}

#[test]
fn describe_names_the_type_of_a_value() {
    let described: Vec<_> = ["[]", "{}", "a", "1", "true", ""]
        .iter()
        .map(|text| value(text).describe())
        .collect();
    assert_eq!(
        described,
        ["a list", "a map", "a string", "a number", "a boolean", "nothing"]
    );
    assert!(matches!(value("{}").kind, Kind::Mapping(_)));
}
