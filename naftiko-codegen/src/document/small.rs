//! Small types.

use super::context::Context;
use super::fields::Fields;
use super::{Spanned, Text};
use crate::diagnostic::{Diagnostic, codes};

/// Methods of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    /// Only in the wild dialect, as the next.
    Head,
    Options,
}

impl Method {
    /// As on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
        }
    }
}

/// How a response is to be read.
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
    /// Only in the wild dialect.
    Text,
}

/// `method`, which has to be there.
pub(super) fn method(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<Method>> {
    const METHODS: [(&str, Method); 7] = [
        ("GET", Method::Get),
        ("POST", Method::Post),
        ("PUT", Method::Put),
        ("PATCH", Method::Patch),
        ("DELETE", Method::Delete),
        ("HEAD", Method::Head),
        ("OPTIONS", Method::Options),
    ];
    if fields.node("method").is_none() {
        fields.missing(cx, "method");
    }
    let method = fields.choice(cx, "method", &METHODS)?;
    if matches!(method.value, Method::Head | Method::Options) {
        let message = format!(
            "the method `{}` is not in the format; it is used",
            method.value.as_str()
        );
        cx.note(codes::OTHER_METHOD, method.span, message);
    }
    Some(method)
}

/// `outputRawFormat`.
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
        let message = "this `outputRawFormat` is not in the format's version; it is used";
        cx.note(codes::RAW_FORMAT, format.span, message);
    }
    Some(format)
}

/// A media type, of that key: `type/subtype`, perhaps with parameters.
pub(super) fn media_type(fields: &mut Fields<'_>, cx: &mut Context<'_>, key: &'static str) -> Option<Text> {
    let text = fields.text(cx, key)?;
    checked_media_type(fields, cx, text)
}

/// The same where it stands elsewhere.
pub(super) fn checked_media_type(fields: &Fields<'_>, cx: &mut Context<'_>, text: Text) -> Option<Text> {
    if is_media_type(&text.value) {
        return Some(text);
    }
    let message = format!("`{text}` is no media type");
    let diagnostic = Diagnostic::new(codes::WRONG_VALUE, text.span, message);
    fields.report(
        cx,
        diagnostic.help("for example `application/pdf` or `image/png`"),
    );
    None
}

/// RFC 9110, section 8.3.1; what follows a semicolon is left to whoever reads it.
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

/// `maxBinarySize`, in bytes: `10MiB`, or a number of bytes.
pub(super) fn size(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<u64>> {
    let text = fields.text(cx, "maxBinarySize")?;
    let bytes = bytes(&text.value);
    if bytes.is_none() {
        let message = format!("`{text}` is no size");
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
    // Sizes are far below 2^53, where floats are exact.
    (number < 1e15).then_some((number * unit as f64) as u64)
}

#[cfg(test)]
mod tests {
    use super::{bytes, is_media_type};

    #[test]
    fn media_types_have_two_parts() {
        for right in ["application/pdf", "image/svg+xml", "text/csv; charset=utf-8"] {
            assert!(is_media_type(right), "{right}");
        }
        for wrong in ["", "pdf", "image/", "/png", "a/b/c", "a b/c", "text/csv; \n"] {
            assert!(!is_media_type(wrong), "{wrong}");
        }
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(bytes("10MiB"), Some(10 << 20));
        assert_eq!(bytes("1.5KiB"), Some(1536));
        assert_eq!(bytes("7B"), Some(7));
        assert_eq!(bytes("4096"), Some(4096));
        for wrong in ["", "MiB", "10MB", "-1B", "1e3B", "99999999999999999GiB"] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }
}
