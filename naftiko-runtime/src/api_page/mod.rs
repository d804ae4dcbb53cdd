//! The page of an API document: files that are the same for every API and contain nothing about it.
//!
//! Routes serve the page beside its document. A guard serves it to callers without credentials, who enter them there.

use axum::body::Body;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue};

/// The files of the page: path, content type, text.
pub(crate) const FILES: [(&str, &str, &str); 8] = [
    ("/docs", "text/html; charset=utf-8", include_str!("page.html")),
    (
        "/docs/page.css",
        "text/css; charset=utf-8",
        include_str!("page.css"),
    ),
    ("/docs/page.js", JAVASCRIPT, include_str!("page.js")),
    ("/docs/credentials.js", JAVASCRIPT, include_str!("credentials.js")),
    ("/docs/dom.js", JAVASCRIPT, include_str!("dom.js")),
    ("/docs/form.js", JAVASCRIPT, include_str!("form.js")),
    ("/docs/answer.js", JAVASCRIPT, include_str!("answer.js")),
    ("/docs/schema.js", JAVASCRIPT, include_str!("schema.js")),
];

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// Allows scripts, styles and calls of this server only.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The headers of the files and of the document.
pub(crate) const HEADERS: [(HeaderName, &str); 4] = [
    (CACHE_CONTROL, "no-cache"),
    (CONTENT_SECURITY_POLICY, POLICY),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// Returns the file of the page at a path.
pub(crate) fn file(path: &str) -> Option<Response> {
    let (_, content_type, text) = FILES.into_iter().find(|(file, _, _)| *file == path)?;
    let mut response = Response::new(Body::from(text));
    let headers = HEADERS.into_iter().chain([(CONTENT_TYPE, content_type)]);
    headers.for_each(|(name, value)| {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    });
    Some(response)
}
