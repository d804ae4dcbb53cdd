//! Answers to requests that no handler gets.

use axum::response::{IntoResponse as _, Response};
use http::header::ALLOW;
use http::{HeaderValue, Method, StatusCode};

use super::{Problem, Reply};

pub(super) fn not_acceptable(media_type: &str) -> Problem {
    Problem::new(
        StatusCode::NOT_ACCEPTABLE,
        "Not acceptable",
        format!("Answers are of type {media_type}, which the request does not accept."),
    )
}

pub(super) fn other_method(method: &Method, allowed: Vec<Method>) -> Response {
    let allow = allow(allowed);
    if method == Method::OPTIONS {
        return Reply::new(StatusCode::NO_CONTENT)
            .header(ALLOW, allow)
            .into_response();
    }
    let detail = format!("{method} is not served here.");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed", detail)
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
    // Methods are tokens, which any header can hold.
    HeaderValue::from_str(&names.join(", ")).unwrap_or_else(|_| HeaderValue::from_static("OPTIONS"))
}

pub(super) fn not_found() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "Not found",
        "There is nothing at this path.",
    )
}
