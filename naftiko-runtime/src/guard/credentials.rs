//! Extraction of credentials from a request, and their comparison.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderName, HeaderValue, Uri};
use subtle::ConstantTimeEq as _;

use crate::percent;
use crate::secret::Secret;

/// Compares in constant time. An empty secret equals nothing.
pub(super) fn constant_time_eq(sent: &[u8], secret: &Secret) -> bool {
    let secret = secret.reveal().as_bytes();
    !secret.is_empty() && bool::from(sent.ct_eq(secret))
}

/// Removes `Authorization` from a request. Returns the credentials if it was sent once, with this scheme.
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

/// Returns user and password of basic authentication.
pub(super) fn basic(credentials: &str) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

/// Removes a header from a request. Returns its value if it was sent once.
pub(super) fn take_header(request: &mut Parts, name: &HeaderName) -> Option<Vec<u8>> {
    let once = request.headers.get_all(name).iter().count() == 1;
    let value = request.headers.remove(name)?;
    once.then(|| value.as_bytes().to_vec())
}

/// Removes a parameter from the query of a request. Returns its decoded value if it was sent once.
pub(super) fn take_query(request: &mut Parts, name: &str) -> Option<String> {
    let query = request.uri.query()?;
    let is_it = |pair: &&str| percent::pairs(pair).any(|(known, _)| known.as_deref() == Some(name));
    let (taken, kept): (Vec<&str>, Vec<&str>) = query.split('&').partition(is_it);
    let value = match taken.as_slice() {
        [pair] => percent::pairs(pair).find_map(|(_, value)| Some(value?.into_owned())),
        _ => None,
    };
    if !taken.is_empty() {
        let kept = kept.join("&");
        replace_query(&mut request.uri, &kept);
    }
    value
}

/// Removes a cookie from a request; other cookies stay. Returns its value if it was sent once.
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
    // The pieces come from valid header values.
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

fn replace_query(uri: &mut Uri, query: &str) {
    let target = if query.is_empty() {
        uri.path().to_owned()
    } else {
        format!("{}?{query}", uri.path())
    };
    let mut parts = std::mem::take(uri).into_parts();
    // The pieces come from a valid target.
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
    fn query_credential_is_removed_and_other_parameters_stay() {
        let mut parts = request("/a?x=1&api%5Fkey=s%2Be+t&y=2", &[]);
        assert_eq!(take_query(&mut parts, "api_key").as_deref(), Some("s+e t"));
        assert_eq!(parts.uri.to_string(), "/a?x=1&y=2");
        let mut parts = request("/a?key=1&key=1", &[]);
        assert_eq!(take_query(&mut parts, "key"), None);
        assert_eq!(parts.uri.to_string(), "/a");
        let mut parts = request("/a?x=%zz", &[]);
        assert_eq!(take_query(&mut parts, "key"), None);
        assert_eq!(parts.uri.to_string(), "/a?x=%zz");
        let mut parts = request("/a?key=%FF&x=1", &[]);
        assert_eq!(
            take_query(&mut parts, "key"),
            None,
            "a value that is not UTF-8 equals no key"
        );
        assert_eq!(parts.uri.to_string(), "/a?x=1");
    }

    #[test]
    fn cookie_credential_is_removed_and_other_cookies_stay() {
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
    fn authorization_sent_twice_is_rejected() {
        let twice = [("authorization", "Bearer a"), ("authorization", "Bearer b")];
        let mut parts = request("/", &twice);
        assert_eq!(take_authorization(&mut parts, "Bearer"), None);
        assert!(parts.headers.is_empty());
        let mut parts = request("/", &[("authorization", "bearer  t")]);
        assert_eq!(take_authorization(&mut parts, "Bearer").as_deref(), Some("t"));
    }

    #[test]
    fn empty_secret_equals_nothing() {
        assert!(!constant_time_eq(b"", &Secret::new("")));
        assert!(constant_time_eq(b"s", &Secret::new("s")));
        assert!(!constant_time_eq(b"s", &Secret::new("ss")));
    }

    #[test]
    fn basic_credentials_split_at_first_colon() {
        assert_eq!(basic("YTpiOmM="), Some(("a".into(), "b:c".into())));
        assert_eq!(basic("YQ=="), None);
        assert_eq!(basic("%"), None);
    }
}
