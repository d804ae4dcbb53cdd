//! Encoded paths, whose values stay within their segment, and encoded query strings. A space is `%20`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::client::Piece;

/// Everything but RFC 3986's unreserved characters.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Appends a percent-encoded text.
pub(crate) fn encode(into: &mut String, text: &str) {
    into.extend(utf8_percent_encode(text, STRICT));
}

/// Returns the encoded path of an operation; it starts with one slash, unless it is empty.
///
/// `value` returns the text of an argument or variable, or `None` after it has reported the problem.
pub(crate) fn build(pieces: &[Piece], mut value: impl FnMut(Piece) -> Option<String>) -> Option<String> {
    let mut path = String::new();
    let mut complete = true;
    for piece in pieces {
        match piece {
            Piece::Text(text) if path.is_empty() => path.push_str(text.trim_start_matches('/')),
            Piece::Text(text) => path.push_str(text),
            piece => match value(*piece) {
                Some(text) => encode(&mut path, &text),
                None => complete = false,
            },
        }
        if !path.starts_with('/') {
            path.insert(0, '/');
        }
    }
    complete.then_some(path)
}

/// Checks that a value is allowed in a path; the error is the reason.
///
/// A dot segment would leave its place even when encoded, since URL parsers resolve `%2e%2e` too. Servers that decode
/// twice would see one behind an encoded slash, so that is rejected as well.
pub(crate) fn check(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("must not be empty in a path");
    }
    // Most values are alphanumeric, which is always valid.
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(());
    }
    if text.contains('\\') || text.chars().any(char::is_control) {
        return Err("must not contain a backslash or control character in a path");
    }
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    if decoded.chars().any(|c| c.is_control() || c == '\\') {
        return Err("must not contain an encoded backslash or control character in a path");
    }
    let climbs = |text: &str| text.split('/').any(|part| part == "." || part == "..");
    let twice = percent_decode_str(&decoded).decode_utf8_lossy();
    if climbs(text) || climbs(&decoded) || climbs(&twice) {
        return Err("must not have `.` or `..` segments in a path");
    }
    Ok(())
}

/// An encoded query string.
#[derive(Debug, Default)]
pub(crate) struct Query(String);

impl Query {
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        append(&mut self.0, name, value);
    }

    /// Returns the query string; `None` when it is empty.
    pub(crate) fn as_str(&self) -> Option<&str> {
        (!self.0.is_empty()).then_some(self.0.as_str())
    }
}

/// Appends an encoded pair to a query string or form.
pub(crate) fn append(to: &mut String, name: &str, value: &str) {
    if !to.is_empty() {
        to.push('&');
    }
    encode(to, name);
    to.push('=');
    encode(to, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(pieces: &[Piece], values: &[(&str, &str)]) -> Option<String> {
        build(pieces, |piece| match piece {
            Piece::Argument(name) | Piece::Variable(name) => values
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned()),
            Piece::Text(text) => Some(text.to_owned()),
        })
    }

    #[test]
    fn value_is_encoded_as_one_segment() {
        let pieces = [Piece::Text("/items/"), Piece::Argument("id"), Piece::Text("/sub")];
        for (value, encoded) in [
            ("plain-1.0_~", "plain-1.0_~"),
            ("a/b", "a%2Fb"),
            ("a?b#c", "a%3Fb%23c"),
            ("50%", "50%25"),
            ("a b+c", "a%20b%2Bc"),
            ("@:;=&", "%40%3A%3B%3D%26"),
            ("ü", "%C3%BC"),
            ("{{env.SECRET}}", "%7B%7Benv.SECRET%7D%7D"),
            ("...", "..."),
        ] {
            assert_eq!(check(value), Ok(()), "{value}");
            assert_eq!(
                path(&pieces, &[("id", value)]),
                Some(format!("/items/{encoded}/sub"))
            );
        }
    }

    #[test]
    fn value_that_leaves_its_segment_is_rejected() {
        for value in [
            "",
            ".",
            "..",
            "%2e",
            "%2E%2e",
            ".%2e",
            "a\\b",
            "..\\x",
            "%5c",
            "a\nb",
            "a\tb",
            "\u{7f}",
            "\0",
            "%0a",
            "../admin",
            "a/../b",
            "..%2fadmin",
            "%2e%2e%2fadmin",
            "%252e%252e",
            "./x",
            "x/..",
        ] {
            assert!(check(value).is_err(), "{value:?}");
        }
    }

    #[test]
    fn literal_text_is_not_encoded() {
        let pieces = [
            Piece::Text("/items/"),
            Piece::Argument("id"),
            Piece::Text(":enable(all)"),
        ];
        assert_eq!(
            path(&pieces, &[("id", "7")]).as_deref(),
            Some("/items/7:enable(all)")
        );
    }

    #[test]
    fn path_starts_with_one_slash() {
        assert_eq!(path(&[], &[]).as_deref(), Some(""));
        assert_eq!(path(&[Piece::Text("a")], &[]).as_deref(), Some("/a"));
        assert_eq!(path(&[Piece::Text("/")], &[]).as_deref(), Some("/"));
        assert_eq!(path(&[Piece::Text("//a")], &[]).as_deref(), Some("/a"));
        assert_eq!(
            path(&[Piece::Argument("x"), Piece::Text("/a")], &[("x", "v")]).as_deref(),
            Some("/v/a")
        );
        assert_eq!(path(&[Piece::Argument("x")], &[]), None);
    }

    #[test]
    fn names_and_values_are_encoded() {
        let mut query = Query::default();
        assert_eq!(query.as_str(), None);
        query.push("a b", "1&2=3");
        query.push("ids[]", "+%#?/");
        query.push("line", "x\r\ny");
        assert_eq!(
            query.as_str(),
            Some("a%20b=1%262%3D3&ids%5B%5D=%2B%25%23%3F%2F&line=x%0D%0Ay")
        );
    }
}
