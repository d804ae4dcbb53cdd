//! Small values: methods, raw formats, media types and sizes.

use super::context::Context;
use super::fields::Fields;
use super::{Spanned, Text};
use crate::diagnostic::{Diagnostic, codes};
use crate::method::Method;

/// The format of a response body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum RawFormat {
    Json,
    Xml,
    Avro,
    Protobuf,
    Csv,
    Tsv,
    Psv,
    Yaml,
    Html,
    Markdown,
    Binary,
    /// An extension.
    Text,
}

/// Reads the required key `method`.
pub(super) fn method(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<Method>> {
    if fields.node("method").is_none() {
        fields.missing(cx, "method");
    }
    let method = fields.choice(cx, "method", &Method::ALL.map(|method| (method.as_str(), method)))?;
    if matches!(method.value, Method::Head | Method::Options) {
        let message = format!("the method `{}` is not in the format; it is used", method.value);
        cx.warn_at(codes::OTHER_METHOD, method.span, message);
    }
    Some(method)
}

/// Reads `outputRawFormat`.
pub(super) fn raw_format(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<RawFormat>> {
    const FORMATS: [(&str, RawFormat); 12] = [
        ("json", RawFormat::Json),
        ("xml", RawFormat::Xml),
        ("avro", RawFormat::Avro),
        ("protobuf", RawFormat::Protobuf),
        ("csv", RawFormat::Csv),
        ("tsv", RawFormat::Tsv),
        ("psv", RawFormat::Psv),
        ("yaml", RawFormat::Yaml),
        ("html", RawFormat::Html),
        ("markdown", RawFormat::Markdown),
        ("binary", RawFormat::Binary),
        ("text", RawFormat::Text),
    ];
    let format = fields.choice(cx, "outputRawFormat", &FORMATS)?;
    if format.value == RawFormat::Text || (format.value == RawFormat::Binary && cx.has_lists()) {
        let word = if format.value == RawFormat::Text {
            "text"
        } else {
            "binary"
        };
        let message = format!("`outputRawFormat: {word}` is an extension to the format; it is used");
        cx.warn_once("format", Diagnostic::new(codes::RAW_FORMAT, format.span, message));
    }
    Some(format)
}

/// Reads a media type: `type/subtype`, and parameters if there are any.
pub(super) fn media_type(fields: &mut Fields<'_>, cx: &mut Context<'_>, key: &'static str) -> Option<Text> {
    let text = fields.text(cx, key)?;
    checked_media_type(fields, cx, text)
}

/// Returns a string if it is a media type, and reports it otherwise.
pub(super) fn checked_media_type(fields: &Fields<'_>, cx: &mut Context<'_>, text: Text) -> Option<Text> {
    if is_media_type(&text.value) {
        return Some(text);
    }
    let message = format!("invalid media type `{text}`");
    let diagnostic = Diagnostic::new(codes::WRONG_VALUE, text.span, message);
    fields.report(
        cx,
        diagnostic.help("write a media type such as `application/pdf` or `image/png`"),
    );
    None
}

/// Returns whether a string is a media type (RFC 9110, section 8.3.1). Parameters must be printable ASCII and are not parsed.
fn is_media_type(text: &str) -> bool {
    let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
    let token = |text: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&^_.+-*".contains(&byte);
        !text.is_empty() && text.bytes().all(allowed)
    };
    let printable = parameters.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    essence
        .trim_end()
        .split_once('/')
        .is_some_and(|(kind, subtype)| token(kind) && token(subtype) && printable)
}

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
    use super::{bytes, is_media_type};

    #[test]
    fn is_media_type_requires_type_and_subtype() {
        for right in ["application/pdf", "image/svg+xml", "text/csv; charset=utf-8"] {
            assert!(is_media_type(right), "{right}");
        }
        for wrong in ["", "pdf", "image/", "/png", "a/b/c", "a b/c", "text/csv; \n"] {
            assert!(!is_media_type(wrong), "{wrong}");
        }
    }

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
