//! The route of an OpenAPI document, and of the page that shows it.

use std::borrow::Cow;

use axum::extract::NestedPath;
use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode};
use serde_json::{Map, Value, json};

use super::{Reply, Request, Routes};
use crate::api_page;

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
        api_page::FILES
            .into_iter()
            .fold(document, |routes, (path, content_type, text)| {
                routes.route(Method::GET, path, move |_, _| async move {
                    Ok(asset(content_type, Cow::Borrowed(text)))
                })
            })
    }
}

fn asset(content_type: &'static str, text: Cow<'static, str>) -> Reply {
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
