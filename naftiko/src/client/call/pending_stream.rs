//! The future of a call with a streamed response.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::Call;
use super::execute::execute;
use crate::client::body::Body;
use crate::client::error::Error;
use crate::client::response::Streaming;

/// The future of [`Call::stream`](super::Call::stream). Dropping it cancels the call.
#[must_use = "futures do nothing unless they are awaited"]
pub struct PendingStream<'a> {
    response: Pin<Box<dyn Future<Output = Result<Streaming, Error>> + Send + 'a>>,
}

impl<'a> PendingStream<'a> {
    pub(super) fn new(call: Call<'a>) -> Self {
        let response = async move {
            let response = execute(&call, true).await?;
            let body = response.stream.unwrap_or_else(|| Body::from(response.body));
            let parts = (response.status, response.headers, body);
            Streaming::new(call.operation, parts, &call.settings)
        };
        Self {
            response: Box::pin(response),
        }
    }

    /// Returns a call that fails with this error.
    pub fn from_error(error: Error) -> Self {
        Self {
            response: Box::pin(std::future::ready(Err(error))),
        }
    }
}

impl Future for PendingStream<'_> {
    type Output = Result<Streaming, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.response.as_mut().poll(context)
    }
}

impl fmt::Debug for PendingStream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingStream").finish_non_exhaustive()
    }
}
