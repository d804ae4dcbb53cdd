//! Help texts for values of the wrong type and for missing keys.

use crate::yaml::{Kind, Node};

/// Returns how to write a value of the type `expected`, given the value that was found.
pub(super) fn advice(expected: &str, key: &str, node: &Node) -> String {
    let is_list = matches!(node.kind, Kind::Sequence(_));
    let is_map = matches!(node.kind, Kind::Mapping(_));
    let help = match expected {
        "a map" if is_list => "write the keys without the `- ` or `[` of a list",
        "a map" => "write its keys on separate indented lines, or as `{key: value}`",
        "a list" | "a list of strings" if is_map => "begin each item with `- `",
        "a list" | "a list of strings" => "write `[first, second]`, or a line with `- ` for each item",
        "a string" if is_list || is_map => "put a string that begins with `[` or `{` in quotes",
        "`true` or `false`" => "write `true` or `false`",
        "an integer" => "write it in digits, without a unit",
        "a number" => "write it in digits: `0.5`",
        _ => return format!("write one value: `{key}: value`"),
    };
    help.to_owned()
}

/// Returns the line that adds a missing key to an object, which is named with its article.
pub(super) fn line(what: &str, key: &str) -> String {
    let value = match (what, key) {
        ("an adapter", "type") => "rest",
        ("a tunnel", "type") => "ziti",
        ("a step", "type") => "call",
        ("a body", "type") => "json",
        ("a consumed API", "type") => "http",
        ("an authentication", "type") => "bearer",
        (_, "type") => "string",
        (_, "method") => "GET",
        (_, "in") => "query",
        (_, "role") if what == "a message" => "user",
        (_, "call") => "<namespace>.<operation>",
        (_, "mediaType") => "application/pdf",
        // Collections, and alternatives of several keys.
        (_, "operations" | "skills" | "functions" | "flows" | "keys" | "parameters" | "acquire") => {
            return key.to_owned();
        }
        _ if key.contains('`') => return key.to_owned(),
        _ => "…",
    };
    format!("{key}: {value}")
}
