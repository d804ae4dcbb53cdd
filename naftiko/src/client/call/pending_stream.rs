//! A call whose answer is streamed, on its way.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::client::body::Body;
use crate::client::execute::exchange;
use crate::client::{Call, Error, Streaming};

/// A call on its way whose answer is read piece by piece: the future that
/// [`Call::stream`](super::Call::stream) gives. Dropping it cancels the call.
#[must_use = "futures do nothing unless they are awaited"]
pub struct Opening<'a> {
    answer: Pin<Box<dyn Future<Output = Result<Streaming, Error>> + Send + 'a>>,
}

impl<'a> Opening<'a> {
    pub(super) fn new(call: Call<'a>) -> Self {
        let answer = async move {
            let answer = exchange(&call, true).await?;
            let body = answer.rest.unwrap_or_else(|| Body::from(answer.body));
            let parts = (answer.status, answer.headers, body);
            Streaming::new(call.operation, parts, &call.settings)
        };
        Self {
            answer: Box::pin(answer),
        }
    }

    /// A call that ends at once, with an error.
    pub fn failed(error: Error) -> Self {
        Self {
            answer: Box::pin(std::future::ready(Err(error))),
        }
    }
}

impl Future for Opening<'_> {
    type Output = Result<Streaming, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.answer.as_mut().poll(context)
    }
}

impl fmt::Debug for Opening<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").finish_non_exhaustive()
    }
}
