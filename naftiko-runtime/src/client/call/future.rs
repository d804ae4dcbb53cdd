//! The futures of calls.

use super::Call;
#[cfg(any(feature = "rest", feature = "mcp"))]
use super::exchange::send;
use super::execute::execute;
use crate::client::response::RawResponse;
use crate::client::{Error, Response, Streaming};
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
    response: Deferred<'a, RawResponse>,
    renamed: Renamed<'a>,
    decoded: PhantomData<fn() -> T>,
}

/// The inputs of the caller by the names of the API.
type Renamed<'a> = &'a [(&'a str, ParameterIn<'a>)];

type BoxFuture<'a, R> = Pin<Box<dyn Future<Output = Result<R, Error>> + Send + 'a>>;

/// A call that starts when its future is first polled. Until then, its response can be marked as relayed.
enum Deferred<'a, R> {
    Unsent(Option<Box<Call<'a>>>, fn(Box<Call<'a>>) -> BoxFuture<'a, R>),
    Started(BoxFuture<'a, R>),
}

impl<'a, R: Send + 'a> Deferred<'a, R> {
    fn new(call: Call<'a>, send: fn(Box<Call<'a>>) -> BoxFuture<'a, R>) -> Self {
        Self::Unsent(Some(Box::new(call)), send)
    }

    #[cfg(feature = "rest")]
    fn relayed(&mut self) {
        if let Self::Unsent(Some(call), _) = self {
            call.relayed = true;
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<R, Error>> {
        if let Self::Unsent(call, send) = self
            && let Some(call) = call.take()
        {
            *self = Self::Started(send(call));
        }
        match self {
            Self::Unsent(..) => Poll::Pending,
            Self::Started(response) => response.as_mut().poll(context),
        }
    }
}

impl<'a, T> PendingCall<'a, T> {
    pub(super) fn new(call: Call<'a>) -> Self {
        Self {
            conversion: call.operation.conversion,
            tolerance: call.settings.tolerance,
            response: Deferred::new(call, |call| Box::pin(send(call))),
            renamed: &[],
            decoded: PhantomData,
        }
    }

    /// Names invalid inputs as the caller's, in place of the names of the API, as [`Error::in_inputs`] does.
    pub fn in_inputs(self, renamed: &'a [(&'a str, ParameterIn<'a>)]) -> Self {
        Self { renamed, ..self }
    }

    /// Marks the response as relayed: the request has the caller's `Accept`, `Accept-Encoding` and conditions, and the body stays as the API
    /// encodes it.
    #[cfg(feature = "rest")]
    pub(crate) fn relayed(mut self) -> Self {
        self.response.relayed();
        self
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
        let response = self.response.poll(context).map_ok(|response| {
            Response::new(response.status, response.headers, response.body)
                .converted_by(conversion)
                .at(response.place)
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
    response: Deferred<'a, Streaming>,
    renamed: Renamed<'a>,
}

impl<'a> PendingStream<'a> {
    pub(super) fn new(call: Call<'a>) -> Self {
        Self {
            response: Deferred::new(call, |call| Box::pin(stream(call))),
            renamed: &[],
        }
    }

    /// Names invalid inputs as the caller's, in place of the names of the API, as [`Error::in_inputs`] does.
    pub fn in_inputs(self, renamed: &'a [(&'a str, ParameterIn<'a>)]) -> Self {
        Self { renamed, ..self }
    }

    /// Marks the response as relayed, for [`Reply::stream`](crate::rest::Reply::stream): the request has the caller's `Accept`,
    /// `Accept-Encoding` and conditions, and the body stays as the API encodes it.
    #[cfg(feature = "rest")]
    pub fn relayed(mut self) -> Self {
        self.response.relayed();
        self
    }
}

/// Sends a call.
#[cfg(not(any(feature = "rest", feature = "mcp")))]
async fn send(call: Box<Call<'_>>) -> Result<RawResponse, Error> {
    execute(&call).await
}

async fn stream(call: Box<Call<'_>>) -> Result<Streaming, Error> {
    let response = execute(&call).await?;
    let settings = &call.settings;
    Streaming::new(
        call.operation,
        response,
        settings.read_timeout,
        settings.response_limit,
    )
}

impl Future for PendingStream<'_> {
    type Output = Result<Streaming, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = self.response.poll(context);
        response.map_err(|error| error.in_inputs(self.renamed))
    }
}

impl fmt::Debug for PendingStream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingStream").finish_non_exhaustive()
    }
}
