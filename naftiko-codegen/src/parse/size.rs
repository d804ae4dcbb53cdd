//! Sizes in bytes, with binary units.

use super::context::Context;
use super::fields::Fields;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Spanned;

/// Reads `maxBinarySize` as a number of bytes: `10MiB`, or the number itself.
pub(super) fn size(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<u64>> {
    let text = fields.text(cx, "maxBinarySize")?;
    let bytes = bytes(&text.value);
    if bytes.is_none() {
        let message = format!("invalid size `{text}`");
        let diagnostic = Diagnostic::new(codes::WRONG_VALUE, text.span, message);
        fields.report(
            cx,
            diagnostic.help("write a number and a unit: `512KiB`, `10MiB`, `1GiB`"),
        );
    }
    bytes.map(|bytes| Spanned::new(bytes, text.span))
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss
)]
fn bytes(text: &str) -> Option<u64> {
    const UNITS: [(&str, u64); 4] = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("B", 1)];
    let (number, unit) = UNITS
        .iter()
        .find_map(|(name, unit)| Some((text.strip_suffix(name)?, *unit)))
        .unwrap_or((text, 1));
    let plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: f64 = plain.then(|| number.parse().ok())??;
    // The bound is below 2^53, up to which floats represent integers exactly.
    (number < 1e15).then_some((number * unit as f64) as u64)
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn bytes_accepts_binary_units() {
        assert_eq!(bytes("10MiB"), Some(10 << 20));
        assert_eq!(bytes("1.5KiB"), Some(1536));
        assert_eq!(bytes("7B"), Some(7));
        assert_eq!(bytes("4096"), Some(4096));
        for wrong in ["", "MiB", "10MB", "-1B", "1e3B", "99999999999999999GiB"] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }
}
