//! Text of bodies and files: byte order marks and charsets.
//!
//! UTF-8, UTF-16 and windows-1252 are read here; the feature `charsets` reads all others of the WHATWG's encoding standard.

use std::fmt;
use std::str::Utf8Error;

#[cfg(feature = "client")]
use http::{HeaderMap, header::CONTENT_TYPE};

/// A charset that is not read. Its name is that of a peer, shortened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnknownCharset(pub(crate) String);

/// The longest name of a charset that is shown.
const SHOWN: usize = 40;

/// The characters of windows-1252 from 0x80 to 0x9f, where it is not ISO 8859-1. Unassigned ones are controls.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Returns bytes as UTF-8 text, without the byte order mark that some programs write before it.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Utf8Error> {
    let text = std::str::from_utf8(bytes)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Returns the charset that a content type declares.
pub(crate) fn declared(content_type: &str) -> Option<&str> {
    let mut parameters = content_type.split(';').skip(1);
    parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches(['"', '\'']))
    })
}

/// Returns the charset that the content type in these headers declares.
#[cfg(feature = "client")]
pub(crate) fn of(headers: &HeaderMap) -> Option<&str> {
    declared(headers.get(CONTENT_TYPE)?.to_str().ok()?)
}

/// Decodes bytes that are not UTF-8; `None` for those to be read as UTF-8. A byte order mark takes precedence over the declared charset.
///
/// # Errors
/// When the charset is unknown, or needs the feature `charsets`.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> Result<Option<String>, UnknownCharset> {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => return Ok(None),
        [0xff, 0xfe, rest @ ..] => return Ok(Some(utf16(rest, u16::from_le_bytes))),
        [0xfe, 0xff, rest @ ..] => return Ok(Some(utf16(rest, u16::from_be_bytes))),
        _ => {}
    }
    let Some(name) = declared.filter(|name| !name.is_empty()) else {
        return Ok(None);
    };
    match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" => Ok(None),
        "windows-1252" | "cp1252" | "iso-8859-1" | "iso8859-1" | "latin1" | "us-ascii" | "ascii" => {
            Ok(Some(bytes.iter().copied().map(windows_1252).collect()))
        }
        "utf-16be" => Ok(Some(utf16(bytes, u16::from_be_bytes))),
        // Without a mark, the first character tells the order of bytes: in every format it is ASCII.
        "utf-16" if bytes.first() == Some(&0) => decode(bytes, Some("utf-16be")),
        "utf-16" | "utf-16le" => Ok(Some(utf16(bytes, u16::from_le_bytes))),
        _ => other(bytes, name).map(Some),
    }
}

/// Decodes UTF-16. What is not a character is U+FFFD.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (units, rest) = bytes.as_chunks();
    let characters = char::decode_utf16(units.iter().copied().map(unit));
    let cut = (!rest.is_empty()).then_some(char::REPLACEMENT_CHARACTER);
    let characters = characters.map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER));
    characters.chain(cut).collect()
}

fn windows_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).map(usize::from);
    let special = special.and_then(|place| WINDOWS_1252.get(place));
    special.copied().unwrap_or(char::from(byte))
}

#[cfg(feature = "charsets")]
fn other(bytes: &[u8], name: &str) -> Result<String, UnknownCharset> {
    let encoding = encoding_rs::Encoding::for_label(name.as_bytes()).ok_or_else(|| unknown(name))?;
    Ok(encoding.decode_without_bom_handling(bytes).0.into_owned())
}

#[cfg(not(feature = "charsets"))]
fn other(_: &[u8], name: &str) -> Result<String, UnknownCharset> {
    Err(unknown(name))
}

fn unknown(name: &str) -> UnknownCharset {
    UnknownCharset(name.chars().take(SHOWN).collect())
}

/// Quotes the name without control characters.
impl fmt::Display for UnknownCharset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the charset `{}`", self.0.escape_debug())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_type_declares_a_charset() {
        for (content_type, expected) in [
            ("application/json", None),
            ("application/json;charset=UTF-8", Some("UTF-8")),
            ("text/csv; header=present; Charset = \"latin1\" ", Some("latin1")),
            ("text/plain; charset", None),
            ("text/plain; charset=", Some("")),
            ("text/plain; xcharset=a", None),
        ] {
            assert_eq!(declared(content_type), expected, "{content_type}");
        }
    }

    #[test]
    fn text_is_decoded_by_its_mark_and_then_by_its_charset() {
        let text = |text: &str| Ok(Some(text.to_owned()));
        for (bytes, charset, expected) in [
            (&b"\xc3\xa9"[..], None, Ok(None)),
            (b"\xc3\xa9", Some("UTF-8"), Ok(None)),
            (b"\xc3\xa9", Some(""), Ok(None)),
            (b"\xe9\x80\x81~", Some("ISO-8859-1"), text("é€\u{81}~")),
            (b"\xff\xfe\xe9\x00\x3d\xd8\x00\xde", None, text("é😀")),
            (
                b"\xfe\xff\x00\xe9\xd8\x3d\xde\x00\x00",
                Some("utf-8"),
                text("é😀\u{fffd}"),
            ),
            (b"\xef\xbb\xbf\xc3\xa9", Some("latin1"), Ok(None)),
            (b"\x00[\x00\xe9", Some("utf-16"), text("[é")),
            (b"[\x00\xe9\x00", Some("UTF-16"), text("[é")),
            (b"\x00\xd8", Some("utf-16le"), text("\u{fffd}")),
            (b"a", Some("x-none"), Err(UnknownCharset("x-none".to_owned()))),
            (b"", None, Ok(None)),
        ] {
            assert_eq!(decode(bytes, charset), expected, "{bytes:?} {charset:?}");
        }
        let long = decode(b"", Some(&"\nx".repeat(50))).map_err(|error| error.to_string().len());
        assert_eq!(long, Err("the charset ``".len() + 3 * SHOWN / 2));
    }

    #[cfg(feature = "charsets")]
    #[test]
    fn other_charsets_are_those_of_the_standard() {
        for (bytes, charset, expected) in [
            (&b"\x93\xfa\x96\x7b"[..], "Shift_JIS", "日本"),
            (b"\xa4", "iso-8859-15", "€"),
            (b"\xc4\xe3", "gbk", "你"),
        ] {
            assert_eq!(
                decode(bytes, Some(charset)),
                Ok(Some(expected.to_owned())),
                "{charset}"
            );
        }
    }
}
