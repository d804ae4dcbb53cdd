//! Media types.

use super::context::Context;
use super::fields::Fields;
use crate::diagnostic::{Diagnostic, codes};
use crate::spec::Text;

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

#[cfg(test)]
mod tests {
    use super::is_media_type;

    #[test]
    fn is_media_type_requires_type_and_subtype() {
        for right in ["application/pdf", "image/svg+xml", "text/csv; charset=utf-8"] {
            assert!(is_media_type(right), "{right}");
        }
        for wrong in ["", "pdf", "image/", "/png", "a/b/c", "a b/c", "text/csv; \n"] {
            assert!(!is_media_type(wrong), "{wrong}");
        }
    }
}
