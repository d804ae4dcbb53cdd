//! The way to a place in a JSON document, for messages.

use std::fmt::Write as _;

use serde_json::Value;

/// The way from a document's root to a node of it: `$.lines[1].id`.
pub(super) fn way(root: &Value, node: &Value) -> String {
    let mut path = String::from("$");
    find(root, node, &mut path);
    path
}

/// Appends the way from `node` to `wanted`, told by identity; false (and nothing appended) when it is not
/// below.
fn find(node: &Value, wanted: &Value, path: &mut String) -> bool {
    if std::ptr::eq(node, wanted) {
        return true;
    }
    let end = path.len();
    match node {
        Value::Object(members) => {
            for (name, member) in members {
                push_key(path, name);
                if find(member, wanted, path) {
                    return true;
                }
                path.truncate(end);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                push_index(path, index);
                if find(item, wanted, path) {
                    return true;
                }
                path.truncate(end);
            }
        }
        _ => {}
    }
    false
}

/// Appends the step to a member.
pub(super) fn push_key(path: &mut String, name: &str) {
    let plain = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if plain {
        path.push('.');
        path.push_str(name);
    } else {
        // Writing to a string cannot fail.
        let _ = write!(path, "[{name:?}]");
    }
}

/// Appends an index from the end: `[-1]` is the last item.
pub(super) fn push_from_end(path: &mut String, place: usize) {
    // Writing to a string does not fail.
    let _ = write!(path, "[-{place}]");
}

/// Appends the step to an item.
pub(super) fn push_index(path: &mut String, index: usize) {
    let _ = write!(path, "[{index}]");
}

/// What a value is, for messages.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
