//! Finding credentials in a request, and comparing them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderName, HeaderValue, Uri};
use percent_encoding::percent_decode_str;
use subtle::ConstantTimeEq as _;

use crate::secret::Secret;

/// Whether what came is the secret, in a time that does not tell how much of it is right. An empty secret is
/// nobody's.
pub(super) fn equal(came: &[u8], secret: &Secret) -> bool {
    let secret = secret.reveal().as_bytes();
    !secret.is_empty() && bool::from(came.ct_eq(secret))
}

/// Takes `Authorization` out of a request; what follows `scheme` in it, if there is one of that scheme and
/// no other.
pub(super) fn take_authorization(request: &mut Parts, scheme: &str) -> Option<String> {
    let values: Vec<_> = request.headers.get_all(AUTHORIZATION).iter().cloned().collect();
    request.headers.remove(AUTHORIZATION);
    let [value] = values.as_slice() else {
        return None;
    };
    let (named, credentials) = value.to_str().ok()?.split_once(' ')?;
    named
        .eq_ignore_ascii_case(scheme)
        .then(|| credentials.trim().to_owned())
}

/// User and password of basic authentication.
pub(super) fn basic(credentials: &str) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

/// Takes a header out of a request, if it was sent once.
pub(super) fn take_header(request: &mut Parts, name: &HeaderName) -> Option<Vec<u8>> {
    let once = request.headers.get_all(name).iter().count() == 1;
    let value = request.headers.remove(name)?;
    once.then(|| value.as_bytes().to_vec())
}

/// Takes a parameter out of a request's query; its value, decoded, if it was sent once.
pub(super) fn take_query(request: &mut Parts, name: &str) -> Option<String> {
    let query = request.uri.query()?;
    let (taken, kept): (Vec<&str>, Vec<&str>) = query.split('&').partition(|pair| decoded(key(pair)) == name);
    let value = match taken.as_slice() {
        [pair] => Some(decoded(pair.split_once('=').map_or("", |(_, value)| value))),
        _ => None,
    };
    if !taken.is_empty() {
        let kept = kept.join("&");
        replace_query(&mut request.uri, &kept);
    }
    value
}

/// Takes a cookie out of a request; its value, if it was sent once. Other cookies stay.
pub(super) fn take_cookie(request: &mut Parts, name: &str) -> Option<Vec<u8>> {
    let sent: Vec<HeaderValue> = request.headers.get_all(COOKIE).iter().cloned().collect();
    let pairs = sent
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
    let (taken, kept): (Vec<&[u8]>, Vec<&[u8]>) = pairs
        .map(<[u8]>::trim_ascii)
        .filter(|pair| !pair.is_empty())
        .partition(|pair| pair.split(|byte| *byte == b'=').next() == Some(name.as_bytes()));
    if taken.is_empty() {
        return None;
    }
    request.headers.remove(COOKIE);
    // What is left are pieces of values that were fine.
    if let Some(kept) = (!kept.is_empty())
        .then(|| HeaderValue::from_bytes(&kept.join(&b"; "[..])).ok())
        .flatten()
    {
        request.headers.insert(COOKIE, kept);
    }
    match taken.as_slice() {
        [pair] => pair
            .strip_prefix(name.as_bytes())?
            .strip_prefix(b"=")
            .map(<[u8]>::to_vec),
        _ => None,
    }
}

fn key(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(key, _)| key)
}

fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

fn replace_query(uri: &mut Uri, query: &str) {
    let target = if query.is_empty() {
        uri.path().to_owned()
    } else {
        format!("{}?{query}", uri.path())
    };
    let mut parts = std::mem::take(uri).into_parts();
    // Its pieces come from a target that was fine.
    parts.path_and_query = target.parse::<PathAndQuery>().ok();
    *uri = Uri::from_parts(parts).unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(uri: &str, headers: &[(&str, &str)]) -> Parts {
        let builder = headers
            .iter()
            .fold(http::Request::get(uri), |builder, (name, value)| {
                builder.header(*name, *value)
            });
        builder.body(()).unwrap_or_default().into_parts().0
    }

    #[test]
    fn a_parameter_is_taken_out_of_the_query_and_nothing_else() {
        let mut parts = request("/a?x=1&api%5Fkey=s%2Be+t&y=2", &[]);
        assert_eq!(take_query(&mut parts, "api_key").as_deref(), Some("s+e t"));
        assert_eq!(parts.uri.to_string(), "/a?x=1&y=2");
        let mut parts = request("/a?key=1&key=1", &[]);
        assert_eq!(take_query(&mut parts, "key"), None);
        assert_eq!(parts.uri.to_string(), "/a");
        let mut parts = request("/a?x=%zz", &[]);
        assert_eq!(take_query(&mut parts, "key"), None);
        assert_eq!(parts.uri.to_string(), "/a?x=%zz");
    }

    #[test]
    fn a_cookie_is_taken_out_and_no_other() {
        let mut parts = request("/", &[("cookie", "a=1; key=s=3; keys=2"), ("cookie", "b=4")]);
        assert_eq!(take_cookie(&mut parts, "key").as_deref(), Some(&b"s=3"[..]));
        let left: Vec<_> = parts.headers.get_all(COOKIE).iter().collect();
        assert_eq!(left, ["a=1; keys=2; b=4"]);
        for twice in ["key=1; key=1", "key", "key=1;key"] {
            let mut parts = request("/", &[("cookie", twice)]);
            assert_eq!(take_cookie(&mut parts, "key"), None);
            assert!(parts.headers.is_empty(), "{twice}");
        }
        let mut parts = request("/", &[("cookie", "a=key")]);
        assert_eq!(take_cookie(&mut parts, "key"), None);
        assert_eq!(
            parts.headers.get(COOKIE).map(HeaderValue::as_bytes),
            Some(&b"a=key"[..])
        );
    }

    #[test]
    fn a_header_sent_twice_is_no_credential() {
        let twice = [("authorization", "Bearer a"), ("authorization", "Bearer b")];
        let mut parts = request("/", &twice);
        assert_eq!(take_authorization(&mut parts, "Bearer"), None);
        assert!(parts.headers.is_empty());
        let mut parts = request("/", &[("authorization", "bearer  t")]);
        assert_eq!(take_authorization(&mut parts, "Bearer").as_deref(), Some("t"));
    }

    #[test]
    fn the_empty_secret_is_nobodys() {
        assert!(!equal(b"", &Secret::new("")));
        assert!(equal(b"s", &Secret::new("s")));
        assert!(!equal(b"s", &Secret::new("ss")));
    }

    #[test]
    fn basic_credentials_split_at_the_first_colon() {
        assert_eq!(basic("YTpiOmM="), Some(("a".into(), "b:c".into())));
        assert_eq!(basic("YQ=="), None);
        assert_eq!(basic("%"), None);
    }
}
