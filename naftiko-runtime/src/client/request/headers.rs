//! Checks of headers and cookies.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, COOKIE, EXPECT, FORWARDED, HOST, PROXY_AUTHORIZATION, TE,
    TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderName, HeaderValue};

use crate::parameter::ParameterIn;
use crate::secret::Redactor;

/// Parses a header name; the error says why it cannot be sent.
///
/// Headers of framing, routing and proxies belong to the HTTP client: setting them could split requests or hide their
/// origin.
pub(crate) fn name(text: &str) -> Result<HeaderName, &'static str> {
    let name = HeaderName::from_bytes(text.as_bytes()).map_err(|_| "is not a valid header name")?;
    if is_reserved(&name) {
        Err("is set by the HTTP client")
    } else {
        Ok(name)
    }
}

fn is_reserved(name: &HeaderName) -> bool {
    static RESERVED: [HeaderName; 10] = [
        CONNECTION,
        CONTENT_LENGTH,
        EXPECT,
        FORWARDED,
        HOST,
        PROXY_AUTHORIZATION,
        TE,
        TRAILER,
        TRANSFER_ENCODING,
        UPGRADE,
    ];
    let text = name.as_str();
    RESERVED.contains(name)
        || matches!(text, "keep-alive" | "proxy-connection")
        || text.starts_with("x-forwarded-")
}

/// Parses a header value; the error says why it cannot be sent.
pub(crate) fn value(text: &str) -> Result<HeaderValue, &'static str> {
    HeaderValue::from_str(text).map_err(|_| "must not contain line breaks or control characters")
}

/// Parses a content type; the error says why it cannot be sent.
pub(crate) fn content_type(text: &str) -> Result<HeaderValue, &'static str> {
    if text.trim().is_empty() {
        return Err("must not be empty");
    }
    value(text)
}

/// Parses a header value that `Debug` does not show.
pub(crate) fn secret(text: &str) -> Result<HeaderValue, &'static str> {
    let mut value = value(text)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Adds the secrets in the value of a header to those that are struck out of errors: without the scheme of
/// `Authorization`, and the password of basic authentication too.
pub(crate) fn add_secrets(value: &HeaderValue, redactor: &mut Redactor) {
    let text = String::from_utf8_lossy(value.as_bytes());
    let (scheme, credentials) = text.split_once(' ').unwrap_or(("", &text));
    redactor.add(&text);
    redactor.add(credentials);
    if scheme == "Basic"
        && let Ok(pair) = BASE64_STANDARD.decode(credentials)
        && let Some((_, password)) = String::from_utf8_lossy(&pair).split_once(':')
    {
        redactor.add(password);
    }
}

/// Parses the value of an argument; `Debug` hides it when the name is a credential's.
pub(crate) fn argument(name: &HeaderName, text: &str) -> Result<HeaderValue, &'static str> {
    if carries_credentials(name) {
        secret(text)
    } else {
        value(text)
    }
}

/// Returns whether a header is meant for credentials.
pub(crate) fn carries_credentials(name: &HeaderName) -> bool {
    *name == AUTHORIZATION || *name == COOKIE
}

/// Returns whether a parameter is meant for credentials.
pub(crate) fn is_of_credentials(place: &ParameterIn<'_>) -> bool {
    match place {
        ParameterIn::Cookie(_) => true,
        ParameterIn::Header(text) => name(text).is_ok_and(|name| carries_credentials(&name)),
        _ => false,
    }
}

/// Appends a cookie to the value of a `Cookie` header; the error says why it cannot be sent.
pub(crate) fn push_cookie(line: &mut String, name: &str, text: &str) -> Result<(), &'static str> {
    let named = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"=;,\"\\".contains(&byte));
    if !named {
        return Err("is not a valid cookie name");
    }
    if !text
        .bytes()
        .all(|byte| matches!(byte, b' '..=b'~') && byte != b';')
    {
        return Err("must be printable ASCII without `;` in a cookie");
    }
    if !line.is_empty() {
        line.push_str("; ");
    }
    line.extend([name, "=", text]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_of_the_http_client_is_rejected() {
        for text in [
            "Host",
            "content-length",
            "Transfer-Encoding",
            "connection",
            "Keep-Alive",
            "X-Forwarded-For",
            "x-forwarded-host",
            "Forwarded",
            "Proxy-Authorization",
            "TE",
            "Upgrade",
        ] {
            assert_eq!(name(text).err(), Some("is set by the HTTP client"), "{text}");
        }
        for text in ["", "a b", "x:y", "a\r\nb", "ü"] {
            assert_eq!(name(text).err(), Some("is not a valid header name"), "{text:?}");
        }
        for text in [
            "Authorization",
            "Metadata",
            "If-Match",
            "X-Api-Key",
            "Content-Type",
        ] {
            assert!(name(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn header_value_with_line_break_is_rejected() {
        for text in ["a\r\nX-Evil: 1", "a\nb", "a\0b", "\u{7f}"] {
            assert!(value(text).is_err(), "{text:?}");
        }
        assert!(value("käse").is_ok());
        assert_eq!(format!("{:?}", secret("canary").ok()), "Some(Sensitive)");
        assert_eq!(
            format!("{:?}", argument(&AUTHORIZATION, "canary").ok()),
            "Some(Sensitive)"
        );
    }

    #[test]
    fn cookie_with_separator_is_rejected() {
        let mut line = String::new();
        assert_eq!(push_cookie(&mut line, "a", "1"), Ok(()));
        assert_eq!(push_cookie(&mut line, "b", "x y"), Ok(()));
        assert!(push_cookie(&mut line, "c", "1; admin=1").is_err());
        assert!(push_cookie(&mut line, "c", "1\r\n").is_err());
        assert!(push_cookie(&mut line, "c=d", "1").is_err());
        assert_eq!(line, "a=1; b=x y");
    }
}
