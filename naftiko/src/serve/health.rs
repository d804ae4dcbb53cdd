//! Telling an orchestrator how the program is, at an address of its own: an adapter's paths are its spec's.

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use http::header::{ALLOW, CACHE_CONTROL};
use http::{HeaderValue, Method, StatusCode};
use tokio::sync::watch;

use super::connection::Phase;
use crate::document;

/// `GET /health/live` is 200 as long as the program runs, `GET /health/ready` until it is told to stop, and
/// 503 from then on.
pub(super) fn router(phase: watch::Receiver<Phase>) -> Router {
    Router::new().fallback(move |request: Request| std::future::ready(answer(&request, *phase.borrow())))
}

fn answer(request: &Request, phase: Phase) -> Response {
    let fine = match request.uri().path() {
        "/health/live" => true,
        "/health/ready" => phase == Phase::Serving,
        _ => {
            return document::response(
                StatusCode::NOT_FOUND,
                "Not found",
                "There is nothing at this path.",
            );
        }
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = document::response(
            StatusCode::METHOD_NOT_ALLOWED,
            "Method not allowed",
            "Only GET is served here.",
        );
        response
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let mut response = if fine {
        Response::new("ok\n".into())
    } else {
        document::response(
            StatusCode::SERVICE_UNAVAILABLE,
            "Stopping",
            "The program is stopping.",
        )
    };
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
