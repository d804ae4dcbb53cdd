//! Small types.

use super::Spanned;
use super::context::Context;
use super::fields::Fields;
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
    use super::bytes;

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
