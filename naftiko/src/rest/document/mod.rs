//! The API document and the page that shows it: everything comes from this server, nothing from elsewhere.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Method, StatusCode};

use super::{Reply, Routes};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Scripts, styles and calls of this very server, and no more.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// Serves an `OpenAPI` document at `/openapi.json`, and a page at `/docs` that shows it and makes calls.
    ///
    /// Routes of the same paths that are added later replace these.
    #[must_use]
    pub fn document(self, openapi: &'static str) -> Self {
        self.asset("/openapi.json", "application/json", openapi)
            .asset("/docs", "text/html; charset=utf-8", PAGE)
            .asset("/docs/page.css", "text/css; charset=utf-8", STYLE)
            .asset("/docs/page.js", "text/javascript; charset=utf-8", SCRIPT)
    }

    fn asset(self, path: &str, content_type: &'static str, text: &'static str) -> Self {
        self.route(Method::GET, path, move |_, _| async move {
            Ok(Reply::new(StatusCode::OK)
                .with_body(content_type, Bytes::from_static(text.as_bytes()))
                .header(CACHE_CONTROL, HeaderValue::from_static("no-cache"))
                .header(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY))
                .header(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        })
    }
}
