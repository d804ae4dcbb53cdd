//! Positions in JSON text: ends of strings, numbers and values.
//!
//! Some functions check the grammar of RFC 8259; others take checked text and
//! only find the end.

/// Returns the position of the next byte that ends plain text of a string: a quote, a backslash or a control
/// character; the length of the text when there is none.
///
/// It reads eight bytes at a time.
pub(super) fn plain_end(bytes: &[u8], from: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    /// The high bit of each byte that is less than `limit`; bits above the first one may be wrong.
    const fn below(word: u64, limit: u64) -> u64 {
        word.wrapping_sub(ONES * limit) & !word
    }
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let quotes = below(word ^ (ONES * 0x22), 1);
        let backslashes = below(word ^ (ONES * 0x5c), 1);
        let found = (quotes | backslashes | below(word, 0x20)) & HIGH;
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(byte) = bytes.get(at)
        && !matches!(byte, b'"' | b'\\' | 0..0x20)
    {
        at += 1;
    }
    at
}

/// Returns the first position at or after `from` that is not white space.
pub(super) fn content(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(b' ' | b'\n' | b'\t' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

/// Returns the end of the number that starts at `from`; an error has the invalid position.
pub(super) fn number_end(bytes: &[u8], from: usize) -> Result<usize, usize> {
    let mut at = from;
    if bytes.get(at) == Some(&b'-') {
        at += 1;
    }
    at = match bytes.get(at) {
        Some(b'0') => at + 1,
        Some(b'1'..=b'9') => digits_end(bytes, at),
        _ => return Err(at),
    };
    if bytes.get(at) == Some(&b'.') {
        at = some_digits_end(bytes, at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        at += 1;
        if let Some(b'+' | b'-') = bytes.get(at) {
            at += 1;
        }
        at = some_digits_end(bytes, at)?;
    }
    Ok(at)
}

fn some_digits_end(bytes: &[u8], from: usize) -> Result<usize, usize> {
    let end = digits_end(bytes, from);
    if end == from { Err(from) } else { Ok(end) }
}

fn digits_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(b'0'..=b'9') = bytes.get(at) {
        at += 1;
    }
    at
}

/// Returns the end of the value that starts at `from`, in checked text.
pub(super) fn value_end(bytes: &[u8], from: usize) -> usize {
    match bytes.get(from) {
        Some(b'"') => string_end(bytes, from + 1),
        Some(b'{' | b'[') => container_end(bytes, from),
        _ => {
            let mut at = from;
            while let Some(byte) = bytes.get(at)
                && !matches!(byte, b',' | b']' | b'}' | b' ' | b'\n' | b'\t' | b'\r')
            {
                at += 1;
            }
            at
        }
    }
}

/// Returns the position after the closing quote, in checked text; `from` is after the opening one.
pub(super) fn string_end(bytes: &[u8], from: usize) -> usize {
    let mut at = plain_end(bytes, from);
    while bytes.get(at) == Some(&b'\\') {
        at = plain_end(bytes, at + 2);
    }
    bytes.len().min(at + 1)
}

fn container_end(bytes: &[u8], from: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => at = string_end(bytes, at),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            _ => {}
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain_end_byte_by_byte(bytes: &[u8], from: usize) -> usize {
        let rest = bytes.iter().skip(from);
        let plain = rest.take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20));
        from + plain.count()
    }

    proptest! {
        #[test]
        fn plain_text_ends_where_it_does_byte_by_byte(bytes: Vec<u8>, from in 0_usize..4) {
            let from = from.min(bytes.len());
            prop_assert_eq!(plain_end(&bytes, from), plain_end_byte_by_byte(&bytes, from));
        }

        #[test]
        fn long_plain_text_ends_at_the_byte_put_into_it(
            before in "[ -!#-\\[\\]-~\u{80}-\u{2ff}]{0,40}",
            end in prop::sample::select(vec!['"', '\\', '\n', '\u{1f}', '\0']),
            after in ".{0,20}",
        ) {
            let text = format!("{before}{end}{after}");
            prop_assert_eq!(plain_end(text.as_bytes(), 0), before.len());
        }
    }

    #[test]
    fn numbers_end_where_the_grammar_says() {
        for (text, end) in [
            ("0", Ok(1)),
            ("-0", Ok(2)),
            ("10,", Ok(2)),
            ("1.50e+07]", Ok(8)),
            ("01", Ok(1)),
            ("-", Err(1)),
            ("1.", Err(2)),
            ("1e", Err(2)),
            ("1e+", Err(3)),
            (".5", Err(0)),
            ("", Err(0)),
        ] {
            assert_eq!(number_end(text.as_bytes(), 0), end, "{text}");
        }
    }
}
