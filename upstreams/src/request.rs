//! Parsed requests.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Request};
use serde_json::Value;

/// Returns the credentials of a scheme, from the only `Authorization` header.
pub(crate) fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (only, None) = (all.next()?, all.next()) else {
        return None;
    };
    let (named, credentials) = only.to_str().ok()?.split_once(' ')?;
    named.eq_ignore_ascii_case(scheme).then(|| credentials.trim())
}

/// Returns the bearer token.
pub(crate) fn bearer(request: &Request<Bytes>) -> Option<&str> {
    credentials(request.headers(), "Bearer")
}

/// Returns the body, if it is JSON with that content type.
pub(crate) fn json(request: &Request<Bytes>) -> Option<Value> {
    has_media_type(request, "application/json").then(|| serde_json::from_slice(request.body()).ok())?
}

/// Returns a field of the body, if it is a form with that content type.
pub(crate) fn form_field(request: &Request<Bytes>, name: &str) -> Option<String> {
    if !has_media_type(request, "application/x-www-form-urlencoded") {
        return None;
    }
    let mut pairs = form_urlencoded::parse(request.body());
    pairs
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.into_owned())
}

/// Returns the pairs of the query.
pub(crate) fn query(request: &Request<Bytes>) -> Vec<(String, String)> {
    let query = request.uri().query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Returns a header as text; empty when it is absent.
pub(crate) fn header<'a>(request: &'a Request<Bytes>, name: &str) -> &'a str {
    let value = request.headers().get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

/// Returns whether the body has the media type, with any parameters.
fn has_media_type(request: &Request<Bytes>, expected: &str) -> bool {
    let value = header(request, CONTENT_TYPE.as_str());
    let media_type = value.split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case(expected)
}
