//! The OpenAPI document and its page; every file comes from this server.

use std::borrow::Cow;

use axum::extract::NestedPath;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Method, StatusCode};
use serde_json::{Map, Value, json};

use super::{Reply, Request, Routes};

/// The files of the page below `/docs/`, all of them text.
const FILES: [(&str, &str, &str); 6] = [
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
];

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

const PAGE: &str = include_str!("page.html");

/// Allows scripts, styles and calls of this server only.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// Serves an `OpenAPI` document at `/openapi.json`, and at `/docs` a page that shows it and sends requests. In a
    /// router that is nested below a path, `servers` of the document has that path.
    ///
    /// Routes of the same paths that are added later replace these.
    #[must_use]
    pub fn document(self, openapi: &'static str) -> Self {
        let document =
            self.route(
                Method::GET,
                "/openapi.json",
                move |_, request: Request| async move {
                    Ok(asset("application/json", mounted(openapi, &request)))
                },
            );
        FILES
            .into_iter()
            .chain([("/docs", "text/html; charset=utf-8", PAGE)])
            .fold(document, |routes, (path, content_type, text)| {
                routes.route(Method::GET, path, move |_, _| async move {
                    Ok(asset(content_type, Cow::Borrowed(text)))
                })
            })
    }
}

/// Returns a file of the page. The files are the same for every API and contain nothing about it.
pub(crate) fn page_file(path: &str) -> Option<Response> {
    let page = [("/docs", "text/html; charset=utf-8", PAGE)];
    let file = FILES.into_iter().chain(page).find(|(file, _, _)| *file == path);
    file.map(|(_, content_type, text)| asset(content_type, Cow::Borrowed(text)).into_response())
}

fn asset(content_type: &'static str, text: Cow<'static, str>) -> Reply {
    let body = match text {
        Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
        Cow::Owned(text) => Bytes::from(text),
    };
    Reply::new(StatusCode::OK)
        .with_body(content_type, body)
        .header(CACHE_CONTROL, HeaderValue::from_static("no-cache"))
        .header(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY))
        .header(REFERRER_POLICY, HeaderValue::from_static("no-referrer"))
        .header(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"))
}

/// Returns the document, with the path of a nested router as its server.
fn mounted(openapi: &'static str, request: &Request) -> Cow<'static, str> {
    // The value of a placeholder in the outer path is unknown here.
    let nested = request.extensions().get::<NestedPath>();
    let Some(nested) = nested.map(NestedPath::as_str).filter(|path| !path.contains('{')) else {
        return Cow::Borrowed(openapi);
    };
    let Ok(Value::Object(document)) = serde_json::from_str::<Value>(openapi) else {
        return Cow::Borrowed(openapi);
    };
    let servers = json!([{"url": nested}]);
    let mut placed = Map::with_capacity(document.len() + 1);
    for (key, value) in document {
        let is_info = key == "info";
        placed.insert(key, value);
        if is_info {
            placed.insert("servers".to_owned(), servers.clone());
        }
    }
    Cow::Owned(Value::Object(placed).to_string())
}
