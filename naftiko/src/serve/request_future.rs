//! The future of one routed request, with its timeout.

use std::any::Any;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::response::Response;
use futures_util::FutureExt as _;
use http::StatusCode;
use tokio::sync::OwnedSemaphorePermit;

use super::clock::Deadline;
use crate::problem;

/// The response of the router, or the panic that it caught.
type CaughtResult = Result<Result<Response, Infallible>, Box<dyn Any + Send>>;

/// A response from the router with a deadline. A panic fails this request alone.
pub(super) struct RequestFuture {
    answer: Pin<Box<dyn Future<Output = CaughtResult> + Send>>,
    deadline: Deadline,
    /// Counts the request against the concurrency limit.
    permit: Option<OwnedSemaphorePermit>,
}

impl RequestFuture {
    pub(super) fn new(
        answer: impl Future<Output = Result<Response, Infallible>> + Send + 'static,
        deadline: Deadline,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        Self {
            answer: Box::pin(AssertUnwindSafe(answer).catch_unwind()),
            deadline,
            permit: Some(permit),
        }
    }
}

impl Future for RequestFuture {
    type Output = Response;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Response> {
        let response = match self.answer.as_mut().poll(context) {
            Poll::Ready(Ok(Ok(response))) => response,
            Poll::Ready(Ok(Err(never))) => match never {},
            Poll::Ready(Err(_)) => problem::response(
                StatusCode::INTERNAL_SERVER_ERROR,
                "The server failed to process the request.",
            ),
            Poll::Pending if self.deadline.poll_unpin(context).is_pending() => return Poll::Pending,
            Poll::Pending => {
                problem::response(StatusCode::GATEWAY_TIMEOUT, "The server did not respond in time.")
            }
        };
        self.permit = None;
        Poll::Ready(response)
    }
}
