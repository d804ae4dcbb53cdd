//! Bytes as Base64 text.

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, prelude::BASE64_STANDARD};
use bytes::Bytes;

use super::{FromJson, ReadError, Reader, ToJson, Writer};

/// Bytes that are Base64 text in JSON (RFC 4648, section 4 or 5).
///
/// Line breaks and missing padding are read; padded text of section 4 is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Base64(pub Bytes);

/// Reads text with and without padding.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

impl FromJson for Base64 {
    fn read(json: &mut Reader<'_>) -> Result<Self, ReadError> {
        json.written_as_text("Base64 text", |text| {
            let text: String = text
                .chars()
                .filter(|character| !character.is_ascii_whitespace())
                .collect();
            let alphabet = if text.contains(['-', '_']) {
                &alphabet::URL_SAFE
            } else {
                &alphabet::STANDARD
            };
            let bytes = GeneralPurpose::new(alphabet, LENIENT).decode(text).ok()?;
            Some(Self(bytes.into()))
        })
    }
}

impl ToJson for Base64 {
    fn write_json(&self, json: &mut Writer) {
        json.string(&BASE64_STANDARD.encode(&self.0));
    }
}

impl From<Bytes> for Base64 {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}
