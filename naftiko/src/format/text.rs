//! Text bodies.

use crate::charset;
use crate::value::{DecodeError, Json};

/// Returns the result of `read` on the text of a body (UTF-8 without byte order mark); null when it is empty.
#[allow(dead_code, reason = "for the formats that are text")]
pub(super) fn of<T: Into<Json>>(
    body: &[u8],
    format: &'static str,
    read: impl FnOnce(&str) -> Result<T, DecodeError>,
) -> Result<Json, DecodeError> {
    let text = charset::utf8(body).map_err(|error| {
        let place = error.valid_up_to();
        DecodeError::new("$", format, format!("bytes that are not UTF-8 (byte {place})"))
    })?;
    if text.trim_ascii().is_empty() {
        return Ok(Json::NULL);
    }
    read(text).map(T::into)
}
