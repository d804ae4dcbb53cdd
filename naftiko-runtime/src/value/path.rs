//! Paths to values in JSON text, for messages: `$.lines[1].id`.

use std::fmt::Write as _;

use super::json::Parts;
use super::kind::Kind;
use super::unescape::unescape;

/// Returns the path of the value that starts at `offset`, or of the innermost value around it. The text need not be
/// valid from there.
pub(super) fn to_offset(text: &str, offset: usize) -> String {
    let mut path = String::from("$");
    let start = text.len() - text.trim_start().len();
    let mut rest = text.get(start..).unwrap_or_default();
    let mut base = start;
    while base < offset {
        let object = Kind::of(rest) == Kind::Object;
        let starts = |value: &str| base + (value.as_ptr() as usize - rest.as_ptr() as usize);
        let around = |value: &str| starts(value) <= offset && offset < starts(value) + value.len().max(1);
        let found = Parts::of(rest).enumerate().find(|(_, (_, value))| around(value));
        let Some((index, (name, value))) = found else {
            break;
        };
        if object {
            push_key(&mut path, &unescape(name));
        } else {
            push_index(&mut path, index);
        }
        base = starts(value);
        rest = value;
    }
    path
}

/// Returns the path below another one, without the root: `body.lines[1]` of `$.lines[1]` below `body`.
pub(super) fn below(outer: &str, path: &str) -> String {
    let rest = path.strip_prefix('$').unwrap_or(path);
    if outer.is_empty() {
        return rest.strip_prefix('.').unwrap_or(rest).to_owned();
    }
    format!("{outer}{rest}")
}

/// Appends the step to a member.
pub(crate) fn push_key(path: &mut String, name: &str) {
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
