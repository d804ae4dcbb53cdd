//! The futures of calls.

use super::Call;
use super::execute::{RawResponse, execute};
use crate::client::{Body, Error, Response, Streaming};
use crate::format::Conversion;
use crate::input::ParameterIn;
use crate::value::{DecodeError, Json, Tolerance};
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The future of [`Call::send`](crate::client::Call::send). Dropping it cancels the call.
#[must_use = "futures do nothing unless they are awaited"]
pub struct PendingCall<'a, T> {
    conversion: Option<Conversion>,
    tolerance: Tolerance,
    response: Pin<Box<dyn Future<Output = Result<RawResponse, Error>> + Send + 'a>>,
    renamed: Renamed<'a>,
    decoded: PhantomData<fn() -> T>,
}

/// The inputs of the caller by the names of the API.
type Renamed<'a> = &'a [(&'a str, ParameterIn<'a>)];

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
            renamed: &[],
            decoded: PhantomData,
        }
    }

    /// Names invalid inputs as the caller's, in place of the names of the API, as [`Error::in_inputs`] does.
    pub fn in_inputs(self, renamed: &'a [(&'a str, ParameterIn<'a>)]) -> Self {
        Self { renamed, ..self }
    }

    /// Returns a call that fails with this error.
    pub fn from_error(error: Error) -> Self {
        Self::new(None, Tolerance::Strict, std::future::ready(Err(error)))
    }
}

impl<'a, T: 'a> PendingCall<'a, T> {
    /// Returns the future of the response's body as JSON, as [`Response::json`] returns it.
    ///
    /// # Errors
    /// Those of the call, and when the response [is empty](Response::is_empty), or its body is not JSON or not in the operation's format.
    #[expect(
        clippy::manual_async_fn,
        reason = "with `Send` in the type, no caller has to prove it"
    )]
    pub fn json(self) -> impl Future<Output = Result<Json, Error>> + Send + 'a {
        async move {
            let response = self.await?.converted().await?;
            if response.is_empty() {
                return Err(DecodeError::empty_body().into());
            }
            Ok(response.json()?)
        }
    }
}

impl<T> Future for PendingCall<'_, T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (conversion, tolerance, renamed) = (self.conversion, self.tolerance, self.renamed);
        let response = self.response.as_mut().poll(context).map_ok(|response| {
            Response::new(response.status, response.headers, response.body)
                .converted_by(conversion)
                .tolerating(tolerance)
        });
        response.map_err(|error| error.in_inputs(renamed))
    }
}

impl<T> fmt::Debug for PendingCall<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingCall").finish_non_exhaustive()
    }
}

/// The future of [`Call::stream`](crate::client::Call::stream). Dropping it cancels the call.
#[must_use = "futures do nothing unless they are awaited"]
pub struct PendingStream<'a> {
    response: Pin<Box<dyn Future<Output = Result<Streaming, Error>> + Send + 'a>>,
    renamed: Renamed<'a>,
}

impl<'a> PendingStream<'a> {
    pub(super) fn new(call: Call<'a>) -> Self {
        let response = async move {
            let response = execute(&call, true).await?;
            let body = response.stream.unwrap_or_else(|| Body::from(response.body));
            let parts = (response.status, response.headers, body);
            let settings = &call.settings;
            Streaming::new(
                call.operation,
                parts,
                settings.read_timeout,
                settings.response_limit,
            )
        };
        Self {
            response: Box::pin(response),
            renamed: &[],
        }
    }

    /// Returns a call that fails with this error.
    pub fn from_error(error: Error) -> Self {
        Self {
            response: Box::pin(std::future::ready(Err(error))),
            renamed: &[],
        }
    }

    /// Names invalid inputs as the caller's, in place of the names of the API, as [`Error::in_inputs`] does.
    pub fn in_inputs(self, renamed: &'a [(&'a str, ParameterIn<'a>)]) -> Self {
        Self { renamed, ..self }
    }
}

impl Future for PendingStream<'_> {
    type Output = Result<Streaming, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = self.response.as_mut().poll(context);
        response.map_err(|error| error.in_inputs(self.renamed))
    }
}

impl fmt::Debug for PendingStream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingStream").finish_non_exhaustive()
    }
}
