//! What to do about a value of the wrong kind.

use crate::yaml::{Kind, Node};

/// How what is `expected` is written, seen from what stands there.
pub(super) fn advice(expected: &str, node: &Node) -> &'static str {
    let is_list = matches!(node.kind, Kind::Sequence(_));
    let is_map = matches!(node.kind, Kind::Mapping(_));
    match expected {
        "a map" if is_list => "write the keys without the `- ` or `[` of a list",
        "a map" => "write its keys on lines of their own, indented, or as `{key: value}`",
        "a list" | "a list of texts" if is_map => "begin each item with `- `",
        "a list" | "a list of texts" => "write `[first, second]`, or a line with `- ` for each item",
        "a text" if is_list || is_map => "put a text that begins with `[` or `{` in quotes",
        "`true` or `false`" => "write `true` or `false`",
        "an integer" => "write it in digits, without a unit",
        "a number" => "write it in digits: `0.5`",
        _ => "write one value",
    }
}
