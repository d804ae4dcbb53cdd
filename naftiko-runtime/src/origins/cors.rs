//! Headers for pages of accepted origins (CORS, in the Fetch standard).

use axum::response::Response;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, VARY,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

/// How many seconds a browser may remember the response of a preflight request.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

const VARY_ORIGIN: HeaderValue = HeaderValue::from_static("Origin");

/// Returns the response to a preflight request, by which a browser asks whether a page may send a request. The guard
/// and the routes decide about the request itself.
pub(super) fn preflight(method: &Method, headers: &HeaderMap) -> Option<Response> {
    if *method != Method::OPTIONS {
        return None;
    }
    let requested = headers.get(ACCESS_CONTROL_REQUEST_METHOD)?;
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    let allowed = response.headers_mut();
    allowed.insert(ACCESS_CONTROL_ALLOW_METHODS, requested.clone());
    // `*` would leave out `Authorization`.
    if let Some(names) = headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        allowed.insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    allowed.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    for name in [ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_REQUEST_HEADERS] {
        allowed.append(VARY, HeaderValue::from(name));
    }
    Some(response)
}

/// Adds the headers by which a page may read a response. What an API sent of them is meant for its own pages.
///
/// Cookies are not allowed: `Access-Control-Allow-Credentials` is missing.
pub(super) fn complete(headers: &mut HeaderMap, origin: Option<HeaderValue>) {
    headers.append(VARY, VARY_ORIGIN);
    let Some(origin) = origin else {
        return;
    };
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("*"));
}
