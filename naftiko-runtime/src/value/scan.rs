//! Positions in JSON text: ends of strings, numbers and values.
//!
//! Some functions check the grammar of RFC 8259; others take checked text and
//! only find the end.

use std::ops::Range;

/// The bytes of a word with this one in each place.
const fn repeated(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Marks the bytes that end plain text of a string: quotes, backslashes and control characters. The high bit of the
/// first such byte is set, and no bit below it; bits above it may be wrong.
#[inline]
fn specials(word: u64) -> u64 {
    // Only a quote and control characters are at most 0x20 once this bit is flipped.
    let quotes_and_controls = (word ^ repeated(0x02)).wrapping_sub(repeated(0x21));
    let backslashes = (word ^ repeated(b'\\')).wrapping_sub(repeated(1));
    (quotes_and_controls | backslashes) & !word & repeated(0x80)
}

/// Returns the position of the first special byte of a word; 8 without one.
#[inline]
fn first_special(word: [u8; 8]) -> usize {
    (specials(u64::from_le_bytes(word)).trailing_zeros() / 8) as usize
}

/// A quote, a short string, and what follows it.
const NEAR: usize = 11;

/// Returns the position after `ending`, if it follows at most eight plain bytes after an opening quote at `from`. The
/// end of the text is left to others.
#[inline]
pub(super) fn near_quoted_end<const N: usize>(bytes: &[u8], from: usize, ending: [u8; N]) -> Option<usize> {
    let near: &[u8; NEAR] = bytes.get(from..)?.first_chunk()?;
    let (b'"', inside) = near.split_first()? else {
        return None;
    };
    let length = first_special(*inside.first_chunk()?);
    let is_ending = inside.get(length..)?.starts_with(&ending);
    is_ending.then_some(from + 1 + length + N)
}

/// Returns the position of the next byte that ends plain text of a string: a quote, a backslash or a control
/// character; the length of the text when there is none.
///
/// It reads eight bytes at a time.
pub(super) fn plain_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let length = first_special(*word);
        at += length;
        if length < word.len() {
            return at;
        }
    }
    while let Some(byte) = bytes.get(at)
        && !matches!(byte, b'"' | b'\\' | 0..0x20)
    {
        at += 1;
    }
    at
}

/// Returns a byte; zero, which is part of no token, after the end.
#[inline]
pub(super) fn byte_at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
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
#[expect(
    clippy::inline_always,
    reason = "a call for each number costs as much as its check"
)]
#[inline(always)]
pub(super) fn number_end(bytes: &[u8], from: usize) -> Result<usize, usize> {
    if let b'1'..=b'9' = byte_at(bytes, from) {
        return fraction_end(bytes, digits_end(bytes, from + 1));
    }
    other_number_end(bytes, from)
}

/// Returns the end of a number that is negative or starts with zero.
fn other_number_end(bytes: &[u8], from: usize) -> Result<usize, usize> {
    let first = from + usize::from(byte_at(bytes, from) == b'-');
    match byte_at(bytes, first) {
        b'0' => fraction_end(bytes, first + 1),
        b'1'..=b'9' => fraction_end(bytes, digits_end(bytes, first + 1)),
        _ => Err(first),
    }
}

/// Returns the end of a number after its integer part.
#[inline]
fn fraction_end(bytes: &[u8], from: usize) -> Result<usize, usize> {
    let mut end = from;
    if byte_at(bytes, end) == b'.' {
        end = some_digits_end(bytes, from + 1)?;
    }
    if let b'e' | b'E' = byte_at(bytes, end) {
        return exponent_end(bytes, end + 1);
    }
    Ok(end)
}

fn exponent_end(bytes: &[u8], from: usize) -> Result<usize, usize> {
    let signed = matches!(byte_at(bytes, from), b'+' | b'-');
    some_digits_end(bytes, from + usize::from(signed))
}

#[inline]
fn some_digits_end(bytes: &[u8], from: usize) -> Result<usize, usize> {
    let end = digits_end(bytes, from);
    if end == from { Err(from) } else { Ok(end) }
}

#[inline]
fn digits_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while byte_at(bytes, at).is_ascii_digit() {
        at += 1;
    }
    at
}

/// Returns the end of a word that starts at `from`; an error has the first position that differs.
#[inline]
pub(super) fn word_end(bytes: &[u8], from: usize, word: &[u8]) -> Result<usize, usize> {
    let rest = bytes.get(from..).unwrap_or_default();
    if rest.starts_with(word) {
        return Ok(from + word.len());
    }
    let same = rest.iter().zip(word).take_while(|(one, other)| one == other);
    Err(from + same.count())
}

/// Returns the end of the string whose opening quote is at `from`; an error has the invalid position, or that of a
/// half of a surrogate pair.
#[inline]
pub(super) fn quoted_end(bytes: &[u8], from: usize) -> Result<usize, usize> {
    // Most strings are short.
    match near_quoted_end(bytes, from, *b"\"") {
        Some(end) => Ok(end),
        None => long_quoted_end(bytes, from),
    }
}

fn long_quoted_end(bytes: &[u8], from: usize) -> Result<usize, usize> {
    let mut at = from + 1;
    loop {
        at = plain_end(bytes, at);
        match byte_at(bytes, at) {
            b'"' => return Ok(at + 1),
            b'\\' => at = escape_end(bytes, at)?,
            _ => return Err(at),
        }
    }
}

/// Returns the end of a string that may have halves of surrogate pairs. RFC 8259 allows them, though no text holds one.
#[cold]
pub(super) fn quoted_end_with_halves(bytes: &[u8], from: usize) -> Result<usize, usize> {
    let mut at = from + 1;
    loop {
        at = plain_end(bytes, at);
        at = match byte_at(bytes, at) {
            b'"' => return Ok(at + 1),
            b'\\' => escape_end(bytes, at).or_else(|place| half_end(bytes, at).ok_or(place))?,
            _ => return Err(at),
        }
    }
}

/// Returns the end of the half of a surrogate pair at `from`, if it is one.
fn half_end(bytes: &[u8], from: usize) -> Option<usize> {
    let is_surrogate = matches!(code_unit(bytes, from), Ok(0xd800..0xe000));
    (is_surrogate && escape_end(bytes, from).is_err()).then_some(from + 6)
}

/// Returns the first half of a surrogate pair in the rest of a checked string, from `from` on.
pub(super) fn next_half(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let mut at = plain_end(bytes, from);
    while byte_at(bytes, at) == b'\\' {
        match escape_end(bytes, at) {
            Ok(end) => at = plain_end(bytes, end),
            Err(_) => return Some(at..half_end(bytes, at)?),
        }
    }
    None
}

/// Returns the end of the escape that starts at `from`; an error has the invalid position. A half of a pair of surrogates is invalid.
fn escape_end(bytes: &[u8], from: usize) -> Result<usize, usize> {
    match byte_at(bytes, from + 1) {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(from + 2),
        b'u' => match code_unit(bytes, from)? {
            0xd800..0xdc00 => match code_unit(bytes, from + 6)? {
                0xdc00..0xe000 => Ok(from + 12),
                _ => Err(from + 12),
            },
            0xdc00..0xe000 => Err(from + 6),
            _ => Ok(from + 6),
        },
        _ => Err(from),
    }
}

/// Returns the code unit of `\uXXXX`; an error has its position.
fn code_unit(bytes: &[u8], from: usize) -> Result<u32, usize> {
    let escape = bytes.get(from..).and_then(<[u8]>::first_chunk::<6>);
    let Some([b'\\', b'u', digits @ ..]) = escape else {
        return Err(from);
    };
    let unit = digits.iter().try_fold(0, |unit, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(unit << 4 | digit)
    });
    unit.ok_or(from)
}

/// Returns the end of the value that starts at `from`, in checked text.
pub(super) fn value_end(bytes: &[u8], from: usize) -> usize {
    match bytes.get(from) {
        Some(b'"') => string_end(bytes, from),
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

/// Returns the end of the string whose opening quote is at `from`, in checked text.
#[inline]
pub(super) fn string_end(bytes: &[u8], from: usize) -> usize {
    // Most strings are short.
    match near_quoted_end(bytes, from, *b"\"") {
        Some(end) => end,
        None => long_string_end(bytes, from),
    }
}

fn long_string_end(bytes: &[u8], from: usize) -> usize {
    let mut at = plain_end(bytes, from + 1);
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
        // Most bytes outside of strings are digits and separators, which are less than brackets.
        match byte {
            b'"' => at = string_end(bytes, at - 1),
            byte if *byte < b'[' => {}
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
