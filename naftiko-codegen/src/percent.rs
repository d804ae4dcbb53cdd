//! Percent encoding of the URIs in a spec.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Decodes a path; one that is not UTF-8 is left as it is written.
pub(crate) fn path(text: &str) -> String {
    percent_decode_str(text)
        .decode_utf8()
        .map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// Encodes a text as one segment of a path (RFC 3986, 3.3).
pub(crate) fn segment(text: &str) -> String {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Decodes a name or value of a query or form (WHATWG URL, section 5.1): `+` is a space, and bytes that are not UTF-8 become U+FFFD.
pub(crate) fn form(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}

/// Returns the names and values of a query or form, as they are written. Empty pairs are left out.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('&')
        .filter(|pair| !pair.trim().is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_forms_are_decoded_by_their_own_rules() {
        for (text, in_path, in_form) in [
            ("a%20b", "a b", "a b"),
            ("a+b", "a+b", "a b"),
            ("a%2Bb", "a+b", "a+b"),
            ("%zz%+1%", "%zz%+1%", "%zz% 1%"),
            ("%C3%A9", "é", "é"),
            ("a%ff", "a%ff", "a\u{fffd}"),
        ] {
            assert_eq!(path(text), in_path, "{text}");
            assert_eq!(form(text), in_form, "{text}");
        }
        let found: Vec<_> = pairs("a=1&&b&c=2=3").collect();
        assert_eq!(found, [("a", "1"), ("b", ""), ("c", "2=3")]);
    }
}
