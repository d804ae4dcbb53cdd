//! A call on its way.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::client::exchange::Answer;
use crate::client::{Error, Response};
use crate::format::Conversion;
use crate::value::Tolerance;

/// A call on its way: the future that [`Call::send`](super::Call::send) gives. Dropping it cancels the call.
#[must_use = "futures do nothing unless they are awaited"]
pub struct Sending<'a, T> {
    conversion: Option<Conversion>,
    tolerance: Tolerance,
    answer: Pin<Box<dyn Future<Output = Result<Answer, Error>> + Send + 'a>>,
    decoded: PhantomData<fn() -> T>,
}

impl<'a, T> Sending<'a, T> {
    pub(super) fn new(
        conversion: Option<Conversion>,
        tolerance: Tolerance,
        answer: impl Future<Output = Result<Answer, Error>> + Send + 'a,
    ) -> Self {
        Self {
            conversion,
            tolerance,
            answer: Box::pin(answer),
            decoded: PhantomData,
        }
    }

    /// A call that ends at once, with an error.
    pub fn failed(error: Error) -> Self {
        Self::new(None, Tolerance::Strict, std::future::ready(Err(error)))
    }
}

impl<T> Future for Sending<'_, T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (conversion, tolerance) = (self.conversion, self.tolerance);
        self.answer.as_mut().poll(context).map_ok(|answer| {
            Response::new(answer.status, answer.headers, answer.body)
                .converted_by(conversion)
                .tolerating(tolerance)
        })
    }
}

impl<T> fmt::Debug for Sending<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
