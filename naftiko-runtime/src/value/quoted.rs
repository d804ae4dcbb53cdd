//! Content of JSON strings: quotes, backslashes and control characters escaped (RFC 8259, section 7).

use super::scan::plain_end;

/// The number of bytes whose escapes are found at a time.
const BLOCK: usize = 64;

/// The number of bytes that are escaped before they are appended.
const CHUNK: usize = 4 * BLOCK;

/// The largest escaped chunk without control characters.
const ESCAPED: usize = 2 * CHUNK;

/// Room for an escaped chunk, and for the bytes that are written beyond its end.
type Room = [u8; ESCAPED + 16];

/// Appends text as the content of a string.
pub(super) fn append(text: &[u8], out: &mut Vec<u8>) {
    let plain = plain_end(text, 0);
    let (start, rest) = text.split_at_checked(plain).unwrap_or((text, &[]));
    out.extend_from_slice(start);
    // Names and most other strings have nothing to escape.
    if rest.len() < BLOCK {
        append_pieces(rest, out);
    } else {
        append_specials(rest, out);
    }
}

fn append_specials(text: &[u8], out: &mut Vec<u8>) {
    let mut room = [0; _];
    for chunk in text.chunks(CHUNK) {
        match escaped(chunk, &mut room) {
            Some(escaped) => out.extend_from_slice(escaped),
            None => append_pieces(chunk, out),
        }
    }
}

/// Appends text as its plain pieces and the escapes between them.
fn append_pieces(text: &[u8], out: &mut Vec<u8>) {
    let mut start = 0;
    loop {
        let end = plain_end(text, start);
        out.extend_from_slice(text.get(start..end).unwrap_or_default());
        let Some(byte) = text.get(end) else { return };
        append_escape(*byte, out);
        start = end + 1;
    }
}

fn append_escape(byte: u8, out: &mut Vec<u8>) {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or(b'0');
    let letter = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            let escape = [b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)];
            return out.extend_from_slice(&escape);
        }
    };
    out.extend_from_slice(&[b'\\', letter]);
}

/// Returns a chunk with a quote every few bytes, as JSON has that becomes a string: pieces that short cost more to find
/// and to copy one by one. `None` if it has control characters.
fn escaped<'r>(chunk: &[u8], room: &'r mut Room) -> Option<&'r [u8]> {
    let (blocks, rest) = chunk.as_chunks();
    let mut end = 0;
    for block in blocks {
        end = put_block(block, room, end)?;
    }
    if !rest.is_empty() {
        let mut last = [b' '; BLOCK];
        last.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
        end = put_block(&last, room, end)?.saturating_sub(BLOCK - rest.len());
    }
    room.get(..end)
}

/// Writes an escaped block from `end` on, and returns the new end; `None` if it has control characters.
#[inline]
fn put_block(block: &[u8; BLOCK], room: &mut Room, end: usize) -> Option<usize> {
    let controls = block.iter().fold(0, |found, byte| found | u8::from(*byte < 0x20));
    if controls != 0 {
        return None;
    }
    let marks = block.map(|byte| u8::from(byte == b'"') | u8::from(byte == b'\\'));
    let words = block.as_chunks().0.iter().map(|word| u64::from_le_bytes(*word));
    let marks = marks.as_chunks().0.iter().map(|marks| u64::from_le_bytes(*marks));
    let end = words
        .zip(marks)
        .fold(end, |end, (word, marks)| put_escaped(word, marks, room, end));
    Some(end)
}

/// Writes eight bytes from `end` on, with a backslash before each byte whose lowest bit is set in `marks`, and returns
/// the new end.
#[inline]
fn put_escaped(word: u64, marks: u64, room: &mut Room, end: usize) -> usize {
    let (mut marks, mut end) = (marks, end);
    if let Some([place @ .., _]) = place(room, end) {
        *place = word.to_le_bytes();
    }
    while marks != 0 {
        let bits = marks.trailing_zeros();
        if let Some([backslash, rest @ ..]) = place(room, end + (bits / 8) as usize) {
            *backslash = b'\\';
            // The rest of the word is written again, one byte further.
            *rest = (word >> bits).to_le_bytes();
        }
        end += 1;
        marks &= marks - 1;
    }
    end + 8
}

/// Returns the nine bytes from a position on.
#[inline]
fn place(room: &mut Room, at: usize) -> Option<&mut [u8; 9]> {
    // The remainder is the same number; it shows the compiler that the bytes exist.
    room.get_mut(at % ESCAPED..).and_then(<[u8]>::first_chunk_mut)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    fn escaped(text: &str) -> String {
        let mut out = vec![b'"'];
        super::append(text.as_bytes(), &mut out);
        out.push(b'"');
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn bytes_are_escaped_at_every_position() {
        for byte in 0..=0x7f_u8 {
            for before in (0..=150).chain(250..=260) {
                let byte = char::from(byte);
                let text = format!("{}{byte}\u{7f}x€😀{byte}{byte}", "é\"".repeat(before));
                assert_eq!(escaped(&text), Value::from(text).to_string());
            }
        }
    }

    proptest! {
        #[test]
        fn text_is_escaped_as_serde_json_does(
            text in "([ -~]{0,80}|[\"\\\\]{1,80}|[\u{0}-\u{2ff}\u{2028}\u{1f600}]{0,40}){0,4}",
        ) {
            prop_assert_eq!(escaped(&text), Value::from(text).to_string());
        }
    }
}
