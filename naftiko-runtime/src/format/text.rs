//! Text bodies.

use super::FormatLimits;
use crate::charset;
use crate::value::{DecodeError, Json};

/// Returns the result of `read` on the text of a body; null when it is empty.
#[allow(dead_code, reason = "for the formats that are text")]
pub(super) fn of<T: Into<Json>>(
    body: &[u8],
    charset: Option<&str>,
    (format, limits): (&'static str, &FormatLimits),
    read: impl FnOnce(&str) -> Result<T, DecodeError>,
) -> Result<Json, DecodeError> {
    let decoded = charset::decode(body, charset)?;
    let text = match &decoded {
        Some(text) => text,
        None => charset::utf8(body).map_err(|error| {
            let place = error.valid_up_to();
            DecodeError::new("$", format, format!("bytes that are not UTF-8 (byte {place})"))
        })?,
    };
    limits.check_bytes(text.as_bytes())?;
    if text.trim_ascii().is_empty() {
        return Ok(Json::NULL);
    }
    read(text).map(T::into)
}
