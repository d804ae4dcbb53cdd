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

/// Returns the character of `\uXXXX`, or of two of them, and the length of the escape.
fn code_point(escape: &str) -> (char, usize) {
    let unit = |from: usize| {
        let digits = escape.get(from..from + 4)?;
        u32::from_str_radix(digits, 16).ok()
    };
    let first = unit(2).unwrap_or(0xfffd);
    if let Some(character) = char::from_u32(first) {
        return (character, 6);
    }
    let low = unit(8).unwrap_or(0xdc00);
    let code = 0x1_0000 + ((first & 0x3ff) << 10) + (low & 0x3ff);
    (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
}
