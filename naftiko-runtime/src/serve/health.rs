//! Health endpoint, at an address of its own: the paths of an adapter belong to its spec.

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use http::header::{ALLOW, CACHE_CONTROL};
use http::{HeaderValue, Method, StatusCode};
use tokio::sync::watch;

use super::connection::Phase;
use crate::problem;

/// Returns the router of the health endpoint. `GET /health/live` is 200 while the program runs; `GET /health/ready`
/// is 200 until shutdown starts, then 503.
pub(super) fn router(phase: watch::Receiver<Phase>) -> Router {
    Router::new().fallback(move |request: Request| std::future::ready(answer(&request, *phase.borrow())))
}

fn answer(request: &Request, phase: Phase) -> Response {
    let fine = match request.uri().path() {
        "/health/live" => true,
        "/health/ready" => phase == Phase::Serving,
        _ => {
            return problem::response(StatusCode::NOT_FOUND, "No route matches this path.");
        }
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = problem::response(StatusCode::METHOD_NOT_ALLOWED, "Only GET is allowed.");
        response
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let mut response = if fine {
        Response::new("ok\n".into())
    } else {
        problem::response(StatusCode::SERVICE_UNAVAILABLE, "The server is shutting down.")
    };
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
