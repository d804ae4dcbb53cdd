//! Replies with an OpenAPI document, and with the page that shows it.

use std::borrow::Cow;

use axum::extract::NestedPath;
use bytes::Bytes;
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::{Reply, Request};
use crate::api_page;

/// Returns a file, or the document.
pub(super) fn asset(content_type: &'static str, text: Cow<'static, str>) -> Reply {
    let body = match text {
        Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
        Cow::Owned(text) => Bytes::from(text),
    };
    let reply = Reply::new(StatusCode::OK).with_body(content_type, body);
    let headers = api_page::HEADERS.into_iter();
    headers.fold(reply, |reply, (name, value)| {
        reply.header(name, HeaderValue::from_static(value))
    })
}

/// Returns the document, with the path of a nested router as its server.
pub(super) fn mounted(openapi: &'static str, request: &Request) -> Cow<'static, str> {
    // The value of a placeholder in the outer path is unknown here.
    let nested = request.extensions().get::<NestedPath>();
    let Some(nested) = nested.map(NestedPath::as_str).filter(|path| !path.contains('{')) else {
        return Cow::Borrowed(openapi);
    };
    let Ok(Value::Object(mut document)) = serde_json::from_str::<Value>(openapi) else {
        return Cow::Borrowed(openapi);
    };
    document.insert("servers".to_owned(), json!([{"url": nested}]));
    Cow::Owned(Value::Object(document).to_string())
}
