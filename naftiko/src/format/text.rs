//! Bodies that are text.

use serde_json::Value;

use crate::value::DecodeError;

/// What `read` makes of a body's text (UTF-8, without its byte order mark); null when there is none.
#[allow(dead_code, reason = "for the formats that are text")]
pub(super) fn of(
    body: &[u8],
    format: &'static str,
    read: impl FnOnce(&str) -> Result<Value, DecodeError>,
) -> Result<Value, DecodeError> {
    let text = std::str::from_utf8(body).map_err(|error| {
        let place = error.valid_up_to();
        DecodeError::new("$", format, format!("bytes that are not UTF-8 (byte {place})"))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_ascii().is_empty() {
        return Ok(Value::Null);
    }
    read(text)
}
