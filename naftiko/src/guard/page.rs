//! The API page for those who have no credentials yet: they are entered there.

use axum::response::Response;
use http::Method;
use http::request::Parts;

use super::Guard;

impl Guard {
    /// Shows the API page (`GET /docs`) to who has no credentials, so that they can be entered there; the API
    /// document is read with them. Nothing of the router is reached for that: it is the guard that answers, with the
    /// page's own files.
    #[cfg(feature = "rest")]
    #[must_use]
    pub fn with_page(mut self) -> Self {
        self.page = true;
        self
    }

    /// The file of the page that a request asks for, if this shows the page.
    pub(super) fn page_file(&self, parts: &Parts) -> Option<Response> {
        let asked = self.page && matches!(parts.method, Method::GET | Method::HEAD);
        asked.then(|| file(parts.uri.path()))?
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
