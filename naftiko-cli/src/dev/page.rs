//! The page of an OpenAPI document with the errors of a change that is not served.

use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderValue};
use http_body_util::{BodyExt as _, Collected, Full};

use super::problem::Problem;
use super::proxy::ProxyBody;

/// The path of the page.
const PATH: &str = "/docs";

/// Returns whether a response is the page.
pub(super) fn is_page(path: &str, response: &Response<ProxyBody>) -> bool {
    let headers = response.headers();
    let media_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_html = media_type.is_some_and(|media_type| media_type.starts_with(b"text/html"));
    path == PATH && is_html && !headers.contains_key(CONTENT_ENCODING)
}

/// Shows the problem on the page.
pub(super) async fn with_problem(
    response: Response<ProxyBody>,
    problem: Arc<Problem>,
) -> Response<ProxyBody> {
    let (mut head, body) = response.into_parts();
    // A page that is broken off stays empty: the program that sends it has ended.
    let page = body.collect().await;
    let page = page.map(Collected::to_bytes).unwrap_or_default();
    let page = changed(&String::from_utf8_lossy(&page), &problem.text);
    head.headers.remove(CONTENT_LENGTH);
    head.headers.remove(ETAG);
    head.headers
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let body = Full::new(Bytes::from(page)).map_err(|never| match never {});
    Response::from_parts(head, body.boxed_unsync())
}

/// Returns the page with a text at its top.
fn changed(page: &str, text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    page.replacen("<body>", &format!("<body>\n<pre role=\"alert\">{text}</pre>"), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_specs_is_no_markup() {
        assert_eq!(
            changed("<body>\n<main>", "unknown key `<script>` & more"),
            "<body>\n<pre role=\"alert\">unknown key `&lt;script>` &amp; more</pre>\n<main>"
        );
    }
}
