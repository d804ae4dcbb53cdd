//! Access to the API page without credentials: the page asks for them.

use axum::response::Response;
use http::Method;
use http::request::Parts;

use super::Guard;

impl Guard {
    /// Serves the API page (`GET /docs`) without credentials, so that users can enter them there. The page then reads
    /// the API document with them. The guard serves the files of the page itself, so such requests never reach the
    /// router.
    #[cfg(feature = "rest")]
    #[must_use]
    pub fn with_page(mut self) -> Self {
        self.page = true;
        self
    }

    /// Returns the file of the page for a request, if the page is served without credentials.
    pub(super) fn page_file(&self, parts: &Parts) -> Option<Response> {
        let requested = self.page && matches!(parts.method, Method::GET | Method::HEAD);
        requested.then(|| file(parts.uri.path()))?
    }
}

#[cfg(feature = "rest")]
fn file(path: &str) -> Option<Response> {
    crate::rest::page_file(path)
}

#[cfg(not(feature = "rest"))]
fn file(_: &str) -> Option<Response> {
    None
}
