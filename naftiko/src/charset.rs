//! Text of bodies and files: byte order marks.

use std::str::Utf8Error;

/// Returns bytes as UTF-8 text, without the byte order mark that some programs write before it.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Utf8Error> {
    let text = std::str::from_utf8(bytes)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}
