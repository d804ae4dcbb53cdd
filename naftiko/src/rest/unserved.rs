//! Responses to requests without a handler.

use axum::response::{IntoResponse as _, Response};
use http::header::ALLOW;
use http::{HeaderValue, Method, StatusCode};

use super::{Problem, Reply};

pub(super) fn not_acceptable(media_type: &str) -> Problem {
    Problem::with_status(
        StatusCode::NOT_ACCEPTABLE,
        format!("The Accept header excludes {media_type}, the only type available."),
    )
}

pub(super) fn other_method(method: &Method, allowed: Vec<Method>) -> Response {
    let allow = allow(allowed);
    if method == Method::OPTIONS {
        return Reply::new(StatusCode::NO_CONTENT)
            .header(ALLOW, allow)
            .into_response();
    }
    let detail = format!("Method {method} is not allowed for this path.");
    Problem::with_status(StatusCode::METHOD_NOT_ALLOWED, detail)
        .header(ALLOW, allow)
        .into_response()
}

fn allow(mut methods: Vec<Method>) -> HeaderValue {
    if methods.contains(&Method::GET) && !methods.contains(&Method::HEAD) {
        methods.push(Method::HEAD);
    }
    if !methods.contains(&Method::OPTIONS) {
        methods.push(Method::OPTIONS);
    }
    let names: Vec<_> = methods.iter().map(Method::as_str).collect();
    // Methods are tokens, which are valid in a header.
    HeaderValue::from_str(&names.join(", ")).unwrap_or_else(|_| HeaderValue::from_static("OPTIONS"))
}

pub(super) fn not_found() -> Problem {
    Problem::with_status(StatusCode::NOT_FOUND, "No route matches this path.")
}
