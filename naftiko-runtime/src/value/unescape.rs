//! Decoding of escapes in JSON strings.

use super::scan::plain_end;

/// Decodes the escapes of a string's checked text.
pub(super) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    loop {
        let end = plain_end(rest.as_bytes(), 0);
        let (plain, escape) = rest.split_at_checked(end).unwrap_or((rest, ""));
        text.push_str(plain);
        let Some(letter) = escape.as_bytes().get(1) else {
            return text;
        };
        let (character, length) = match letter {
            b'b' => ('\u{8}', 2),
            b'f' => ('\u{c}', 2),
            b'n' => ('\n', 2),
            b'r' => ('\r', 2),
            b't' => ('\t', 2),
            b'u' => code_point(escape),
            // Quotes, slashes and backslashes.
            other => (char::from(*other), 2),
        };
        text.push(character);
        rest = escape.get(length..).unwrap_or_default();
    }
}

/// Returns the character of `\uXXXX`, or of two of them, and the length of the escape. A half of a surrogate pair is U+FFFD.
fn code_point(escape: &str) -> (char, usize) {
    let unit = |from: usize| {
        let digits = escape.get(from..from + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut characters = char::decode_utf16([0, 6].into_iter().map_while(unit));
    let first = characters.next().and_then(Result::ok);
    let character = first.unwrap_or(char::REPLACEMENT_CHARACTER);
    (character, 6 * character.len_utf16())
}
