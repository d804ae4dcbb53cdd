//! The future of a call.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::execute::RawResponse;
use crate::client::error::Error;
use crate::client::response::Response;
use crate::format::Conversion;
use crate::value::Tolerance;

/// The future of [`Call::send`](super::Call::send). Dropping it cancels the call.
#[must_use = "futures do nothing unless they are awaited"]
pub struct PendingCall<'a, T> {
    conversion: Option<Conversion>,
    tolerance: Tolerance,
    response: Pin<Box<dyn Future<Output = Result<RawResponse, Error>> + Send + 'a>>,
    decoded: PhantomData<fn() -> T>,
}

impl<'a, T> PendingCall<'a, T> {
    pub(super) fn new(
        conversion: Option<Conversion>,
        tolerance: Tolerance,
        response: impl Future<Output = Result<RawResponse, Error>> + Send + 'a,
    ) -> Self {
        Self {
            conversion,
            tolerance,
            response: Box::pin(response),
            decoded: PhantomData,
        }
    }

    /// Returns a call that fails with this error.
    pub fn from_error(error: Error) -> Self {
        Self::new(None, Tolerance::Strict, std::future::ready(Err(error)))
    }
}

impl<T> Future for PendingCall<'_, T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (conversion, tolerance) = (self.conversion, self.tolerance);
        self.response.as_mut().poll(context).map_ok(|response| {
            Response::new(response.status, response.headers, response.body)
                .converted_by(conversion)
                .tolerating(tolerance)
        })
    }
}

impl<T> fmt::Debug for PendingCall<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingCall").finish_non_exhaustive()
    }
}
