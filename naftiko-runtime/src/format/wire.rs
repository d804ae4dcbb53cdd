//! Reader of binary encodings.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::limits::ConversionBudget;
use crate::value::{DecodeError, json_number};

/// A reader of bytes. A length is trusted only if that many bytes follow.
#[derive(Clone, Copy)]
pub(super) struct Wire<'a> {
    format: &'static str,
    rest: &'a [u8],
}

impl<'a> Wire<'a> {
    pub(super) fn new(format: &'static str, bytes: &'a [u8]) -> Self {
        Self { format, rest: bytes }
    }

    /// Returns the error for unexpected content.
    pub(super) fn error(&self, found: &str) -> DecodeError {
        DecodeError::new("$", self.format, found)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Reads the next bytes.
    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let Some((taken, rest)) = self.rest.split_at_checked(length) else {
            return Err(self.error("an incomplete body"));
        };
        self.rest = rest;
        Ok(taken)
    }

    /// Reads a fixed number of bytes.
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let Some((taken, rest)) = self.rest.split_first_chunk() else {
            return Err(self.error("an incomplete body"));
        };
        self.rest = rest;
        Ok(*taken)
    }

    /// Reads a number of seven bits a byte, the lowest first.
    pub(super) fn varint(&mut self) -> Result<u64, DecodeError> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            let bits = u64::from(byte & 0x7f);
            // The tenth byte has one bit only.
            if shift == 63 && bits > 1 {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(self.error("a number of more than 64 bits"))
    }

    /// Reads as many bytes as the number before them.
    pub(super) fn sized(&mut self, length: u64) -> Result<&'a [u8], DecodeError> {
        self.take(usize::try_from(length).unwrap_or(usize::MAX))
    }
}

/// Returns bytes as text.
pub(super) fn text<'a>(format: &'static str, bytes: &'a [u8]) -> Result<&'a str, DecodeError> {
    std::str::from_utf8(bytes).map_err(|_| DecodeError::new("$", format, "text that is not UTF-8"))
}

/// Returns a signed number from an unsigned one: 0, -1, 1, -2, …
pub(super) const fn zigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

/// Returns a double; values that JSON cannot represent become their name.
pub(super) fn double(number: f64) -> Value {
    match number {
        _ if number.is_nan() => Value::from("NaN"),
        f64::INFINITY => Value::from("Infinity"),
        f64::NEG_INFINITY => Value::from("-Infinity"),
        _ => json_number(number),
    }
}

/// Returns a float without the digits that a double would add.
pub(super) fn float(number: f32) -> Value {
    double(number.to_string().parse().unwrap_or(f64::from(number)))
}

/// Returns bytes as base64.
pub(super) fn binary(bytes: &[u8], budget: &mut ConversionBudget<'_>) -> Result<Value, DecodeError> {
    budget.string(BASE64_STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn varint_longer_than_64_bits_is_rejected() {
        let read = |bytes: &[u8]| Wire::new("x", bytes).varint().ok();
        assert_eq!(read(&[0xac, 0x02]), Some(300));
        let most = [[0xff; 9].as_slice(), &[0x01]].concat();
        assert_eq!(read(&most), Some(u64::MAX));
        let more = [[0xff; 9].as_slice(), &[0x02]].concat();
        assert_eq!(read(&more), None);
        assert_eq!(read(&[0x80; 20]), None);
        assert_eq!(read(&[0x80]), None);
    }

    #[test]
    fn zigzag_numbers_alternate_in_sign() {
        assert_eq!([0, 1, 2, 3, u64::MAX].map(zigzag), [0, -1, 1, -2, i64::MIN]);
    }

    #[test]
    fn float_keeps_its_written_digits() {
        assert_eq!(float(0.1), json!(0.1));
        assert_eq!(float(2.0), json!(2));
        assert_eq!(double(f64::NAN), json!("NaN"));
        assert_eq!(float(f32::NEG_INFINITY), json!("-Infinity"));
    }

    #[test]
    fn length_beyond_the_body_is_rejected() {
        assert!(Wire::new("x", &[7]).sized(u64::MAX).is_err());
        assert!(Wire::new("x", &[7]).sized(2).is_err());
        assert_eq!(Wire::new("x", &[7]).sized(1).ok(), Some([7].as_slice()));
    }
}
