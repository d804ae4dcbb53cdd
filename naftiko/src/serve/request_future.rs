//! A request that is with the router, and how long it may be.

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
use crate::document;

/// What the router answers, or how it came to nothing.
type Outcome = Result<Result<Response, Infallible>, Box<dyn Any + Send>>;

/// An answer that the router makes: it has until the deadline, and its panics are errors of this request alone.
pub(super) struct Passing {
    answer: Pin<Box<dyn Future<Output = Outcome> + Send>>,
    deadline: Deadline,
    /// For one of the requests that are answered at once.
    permit: Option<OwnedSemaphorePermit>,
}

impl Passing {
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

impl Future for Passing {
    type Output = Response;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Response> {
        let response = match self.answer.as_mut().poll(context) {
            Poll::Ready(Ok(Ok(response))) => response,
            Poll::Ready(Ok(Err(never))) => match never {},
            Poll::Ready(Err(_)) => document::response(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Internal error",
                "The request failed inside of the server.",
            ),
            Poll::Pending if self.deadline.poll_unpin(context).is_pending() => return Poll::Pending,
            Poll::Pending => document::response(
                StatusCode::GATEWAY_TIMEOUT,
                "No answer",
                "The request took too long.",
            ),
        };
        self.permit = None;
        Poll::Ready(response)
    }
}
