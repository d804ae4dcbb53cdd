//! Headers that may be set, checked before they are.

use http::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, COOKIE, EXPECT, FORWARDED, HOST, PROXY_AUTHORIZATION, TE,
    TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderName, HeaderValue};

/// A header's name; the error says why it cannot be sent.
///
/// Framing, routing and the trail of proxies belong to the transport: setting them splits requests, or hides
/// who asks.
pub(super) fn name(text: &str) -> Result<HeaderName, &'static str> {
    let name = HeaderName::from_bytes(text.as_bytes()).map_err(|_| "is not a header name")?;
    if is_reserved(&name) {
        Err("is set by the transport alone")
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

/// A header's value; the error says why it cannot be sent.
pub(super) fn value(text: &str) -> Result<HeaderValue, &'static str> {
    HeaderValue::from_str(text).map_err(|_| "must not hold line breaks or control characters")
}

/// A header's value that `Debug` does not show.
pub(super) fn secret(text: &str) -> Result<HeaderValue, &'static str> {
    let mut value = value(text)?;
    value.set_sensitive(true);
    Ok(value)
}

/// The value of an argument: hidden from `Debug` where the name says that it is a credential.
pub(super) fn argument(name: &HeaderName, text: &str) -> Result<HeaderValue, &'static str> {
    if carries_credentials(name) {
        secret(text)
    } else {
        value(text)
    }
}

/// Whether a header is for credentials by its very name.
pub(super) fn carries_credentials(name: &HeaderName) -> bool {
    *name == AUTHORIZATION || *name == COOKIE
}

/// Appends a cookie to the value of a `Cookie` header; the error says why it cannot be sent.
pub(super) fn push_cookie(line: &mut String, name: &str, text: &str) -> Result<(), &'static str> {
    let named = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"=;,\"\\".contains(&byte));
    if !named {
        return Err("is not a name for a cookie");
    }
    if !text
        .bytes()
        .all(|byte| matches!(byte, b' '..=b'~') && byte != b';')
    {
        return Err("must hold neither semicolons nor anything but printable ASCII in a cookie");
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
    fn the_transports_own_headers_are_refused() {
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
            assert_eq!(name(text).err(), Some("is set by the transport alone"), "{text}");
        }
        for text in ["", "a b", "x:y", "a\r\nb", "ü"] {
            assert_eq!(name(text).err(), Some("is not a header name"), "{text:?}");
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
    fn values_cannot_break_the_line() {
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
    fn cookies_cannot_add_cookies() {
        let mut line = String::new();
        assert_eq!(push_cookie(&mut line, "a", "1"), Ok(()));
        assert_eq!(push_cookie(&mut line, "b", "x y"), Ok(()));
        assert!(push_cookie(&mut line, "c", "1; admin=1").is_err());
        assert!(push_cookie(&mut line, "c", "1\r\n").is_err());
        assert!(push_cookie(&mut line, "c=d", "1").is_err());
        assert_eq!(line, "a=1; b=x y");
    }
}
