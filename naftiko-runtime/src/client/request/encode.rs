//! Encoded paths, whose values stay within their segment, and encoded query strings. A space is `%20`.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};

use crate::client::Piece;

/// Everything but RFC 3986's unreserved characters.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Room for most paths.
const USUAL_PATH: usize = 64;

/// Appends a percent-encoded text.
pub(crate) fn encode(into: &mut String, text: &str) {
    into.extend(utf8_percent_encode(text, STRICT));
}

/// Returns a percent-encoded text.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, STRICT).to_string()
}

/// Returns the encoded path of an operation; it starts with one slash, unless it is empty.
///
/// `append` appends the encoded text of an argument or variable, or returns `None` after it has reported the problem.
pub(crate) fn build(
    pieces: &[Piece],
    mut append: impl FnMut(Piece, &mut String) -> Option<()>,
) -> Option<String> {
    let mut path = String::with_capacity(USUAL_PATH);
    let mut complete = true;
    for piece in pieces {
        let is_first = path.is_empty();
        if is_first {
            path.push('/');
        }
        match piece {
            Piece::Text(text) if is_first => path.push_str(text.trim_start_matches('/')),
            Piece::Text(text) => path.push_str(text),
            piece => complete &= append(*piece, &mut path).is_some(),
        }
    }
    complete.then_some(path)
}

/// Checks that a value is allowed in a path; the error is the reason.
///
/// A dot segment would leave its place, and servers disagree about what one is. Therefore a value is rejected that any of these reads as one:
/// a URL parser, which resolves `%2e%2e` too; a server that cuts parameters off segments (`..;x=1`); one that trims spaces; one that decodes
/// twice; and one that accepts overlong UTF-8 (`%c0%ae`).
pub(crate) fn check(text: &str) -> Result<(), &'static str> {
    check_bytes(text.as_bytes())
}

/// Checks a value that need not be UTF-8, as [`check`] does.
pub(crate) fn check_bytes(value: &[u8]) -> Result<(), &'static str> {
    if value.is_empty() {
        return Err("must not be empty in a path");
    }
    // Most values are alphanumeric, which is always valid.
    if value.iter().all(u8::is_ascii_alphanumeric) {
        return Ok(());
    }
    if is_unsafe(value) {
        return Err("must not contain a backslash or control character in a path");
    }
    let once = decoded(value);
    if is_unsafe(&once) {
        return Err("must not contain an encoded backslash or control character in a path");
    }
    let twice = decoded(&once);
    if [value, &once, &twice].into_iter().any(climbs) {
        return Err("must not have `.` or `..` segments in a path");
    }
    Ok(())
}

/// Returns whether bytes contain a backslash or a control character, which some servers read as a slash or cut off.
fn is_unsafe(bytes: &[u8]) -> bool {
    let is_ascii_unsafe = |byte: &u8| *byte == b'\\' || byte.is_ascii_control();
    bytes.iter().any(is_ascii_unsafe) || String::from_utf8_lossy(bytes).chars().any(char::is_control)
}

/// Returns whether a segment is a dot segment without its parameters and the spaces around it.
fn climbs(path: &[u8]) -> bool {
    path.split(|byte| *byte == b'/').any(|segment| {
        let name = segment.split(|byte| *byte == b';').next().unwrap_or_default();
        matches!(name.trim_ascii(), b"." | b"..")
    })
}

/// Returns the bytes that servers decode from a part of a path. Overlong UTF-8 is the ASCII character that it stands for.
fn decoded(text: &[u8]) -> Vec<u8> {
    let bytes: Vec<u8> = percent_decode(text).collect();
    let mut rest = bytes.as_slice();
    let mut found = Vec::with_capacity(bytes.len());
    while let [first, after @ ..] = rest {
        let (byte, after) = overlong(rest).unwrap_or((*first, after));
        found.push(byte);
        rest = after;
    }
    found
}

/// Returns the ASCII character at the start of bytes if it has more bytes than UTF-8 allows, and the bytes after it.
fn overlong(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let ([high @ (0xC0 | 0xC1), low, after @ ..]
    | [0xE0, high @ (0x80 | 0x81), low, after @ ..]
    | [0xF0, 0x80, high @ (0x80 | 0x81), low, after @ ..]) = bytes
    else {
        return None;
    };
    (low & 0xC0 == 0x80).then_some((((high & 1) << 6) | (low & 0x3F), after))
}

/// An encoded query string.
#[derive(Debug, Default)]
pub(crate) struct Query(String);

impl Query {
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        append(&mut self.0, name, value);
    }

    /// Adds a parameter with the items of a list, unless it is empty. The separator is encoded.
    pub(crate) fn push_list(&mut self, name: &str, items: &[Cow<'_, str>], separator: &str) {
        let Some((first, others)) = items.split_first() else {
            return;
        };
        self.push(name, first);
        for item in others {
            self.0.push_str(separator);
            encode(&mut self.0, item);
        }
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
        build(pieces, |piece, path| {
            let name = match piece {
                Piece::Argument(name) | Piece::Variable(name) | Piece::Text(name) => name,
            };
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            encode(path, value);
            Some(())
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
            ("a;v=1", "a%3Bv%3D1"),
            ("v1..", "v1.."),
            ("a.;b", "a.%3Bb"),
            (";..", "%3B.."),
            (".. .", "..%20."),
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
            "..;",
            "..;x=1",
            "%2e%2e;x=1",
            "%2e%2e%3bx",
            ".%2e;/a",
            ".. ",
            "..%20",
            "%20..",
            "..%3b",
            "..%253b",
            "..%2520",
            "%c0%ae%c0%ae",
            "%e0%80%ae.",
            "%f0%80%80%ae%c0%ae",
            "a%c0%af..%c0%afb",
            "%c1%9c",
            "%25c0%25ae%25c0%25ae",
            ".;.",
        ] {
            assert!(check(value).is_err(), "{value:?}");
        }
    }

    /// A step in which a server reads a path.
    type Step = fn(&[u8]) -> Vec<u8>;

    /// How servers read a path: which decoding they do, and in which order.
    const SERVERS: [&[Step]; 5] = [
        &[percent_decoded],
        &[without_parameters, percent_decoded],
        &[percent_decoded, without_parameters],
        &[
            percent_decoded,
            percent_decoded,
            without_parameters,
            without_spaces,
        ],
        &[percent_decoded, without_overlong, without_spaces],
    ];

    fn percent_decoded(path: &[u8]) -> Vec<u8> {
        percent_decode(path).collect()
    }

    fn without_parameters(path: &[u8]) -> Vec<u8> {
        let segments = path.split(|byte| *byte == b'/');
        let names = segments.map(|segment| segment.split(|byte| *byte == b';').next().unwrap());
        names.collect::<Vec<_>>().join(&b'/')
    }

    fn without_spaces(path: &[u8]) -> Vec<u8> {
        let segments = path.split(|byte| *byte == b'/').map(<[u8]>::trim_ascii);
        segments.collect::<Vec<_>>().join(&b'/')
    }

    fn without_overlong(path: &[u8]) -> Vec<u8> {
        let mut rest = path;
        let mut read = Vec::new();
        while let [first, after @ ..] = rest {
            let (byte, after) = match rest {
                [0xC0, 0xAE, after @ ..] => (b'.', after),
                [0xC0, 0xAF, after @ ..] => (b'/', after),
                _ => (*first, after),
            };
            read.push(byte);
            rest = after;
        }
        read
    }

    fn leaves(path: &[u8]) -> bool {
        let mut segments = path.split(|byte| *byte == b'/');
        segments.any(|segment| matches!(segment, b"." | b".."))
    }

    proptest::proptest! {
        #[test]
        fn no_server_reads_an_allowed_value_as_a_dot_segment(
            parts in proptest::collection::vec(
                proptest::sample::select(vec![
                    ".", "..", "/", ";", "%", "2e", "%2e", "%2F", "%3b", "%20", " ", "25", "%25", "c0", "ae", "%c0%ae", "%c0%af", "x", "=1", "%FF",
                ]),
                0..8,
            ),
        ) {
            let value = parts.concat();
            if check(&value).is_ok() {
                let mut sent = String::new();
                encode(&mut sent, &value);
                // An argument is encoded; a forwarded path is as its caller sent it, whose segments are decoded before the check.
                let forwarded = value.clone();
                let decoded: Vec<u8> = percent_decode(forwarded.as_bytes()).collect();
                let is_forwarded = check_bytes(&decoded).is_ok();
                for path in [Some(sent), is_forwarded.then_some(forwarded)].into_iter().flatten() {
                    for server in SERVERS {
                        let read = server.iter().fold(path.clone().into_bytes(), |path, step| step(&path));
                        proptest::prop_assert!(!leaves(&read), "{path} is read as {}", read.escape_ascii());
                    }
                }
            }
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_are_allowed() {
        for value in [
            &b"%FF"[..],
            b"%c0",
            b"%c0%2e.",
            b"%e0%80.",
            b"\xff\xfe",
            b"%e4%f6%fc",
        ] {
            assert_eq!(check_bytes(value), Ok(()), "{value:?}");
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
