//! The futures of long-running operations: a call that the API accepts, and the requests for its status until it has a result.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::call::{OwnedCall, ResumeToken, Run};
use super::response::RawResponse;
use super::{Call, Error, ErrorKind, LongRunningError, Response};

/// The outcome of a request: the result, if there is one.
type Outcome = Result<Option<RawResponse>, Error>;

type Pending = Pin<Box<dyn Future<Output = (Box<Run>, Outcome)> + Send>>;

/// A long-running operation, as the future of its result. It owns its arguments and its client.
///
/// The call is sent when the future is first polled. The API accepts it, and names an address for the status in `Azure-AsyncOperation`,
/// `Operation-Location` or `Location`; `PUT` and `PATCH` may have it in the resource (`properties.provisioningState`). The status is requested
/// after the `Retry-After` of the response before, within 0.2 and 120 seconds, or after 1 second, 1.5, 2.25, … up to 30. Each request is a call
/// of its own, with its own timeout and retries. A success without such an address is the result itself.
///
/// Dropping the future stops the requests; the API goes on. To resume the operation, store the [`ResumeToken`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct LongRunning<T> {
    operation: &'static str,
    state: State,
    token: Option<ResumeToken>,
    decoded: PhantomData<fn() -> T>,
}

enum State {
    Ready(Box<Run>),
    Waiting(Pending),
    Ended,
}

impl<T> LongRunning<T> {
    /// Sets the time for the whole operation, 10 minutes by default. It begins with the first request.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        if let State::Ready(run) = &mut self.state {
            run.timeout = timeout;
        }
        self
    }

    /// Goes on with an operation that has begun, perhaps in another process, in place of the call.
    pub fn resuming(mut self, token: ResumeToken) -> Self {
        if let State::Ready(run) = &mut self.state {
            run.resume(&token);
            self.token = Some(token);
        }
        self
    }

    /// Returns by what the operation is resumed; `None` before the API has accepted it, and when it has ended.
    pub fn resume_token(&self) -> Option<&ResumeToken> {
        self.token.as_ref()
    }

    /// Sends the call, or waits and asks for the status once. Returns the result when there is one. Dropping the future loses nothing.
    ///
    /// # Errors
    /// Those of a call, and [`LongRunningError`]. As long as there is a [`resume_token`](Self::resume_token), the operation can go on.
    pub fn advance(&mut self) -> impl Future<Output = Result<Option<Response<T>>, Error>> + Send + '_ {
        std::future::poll_fn(|context| self.poll_step(context))
    }

    fn poll_step(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Response<T>>, Error>> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => {
                    let kind = ErrorKind::LongRunning(LongRunningError::Ended);
                    return Poll::Ready(Err(Error::new(self.operation, false, kind)));
                }
                State::Ready(mut run) => {
                    self.state = State::Waiting(Box::pin(async move {
                        let has_begun = run.has_begun();
                        let outcome = run.step().await;
                        // A program that retries would begin a second operation.
                        let repeats = has_begun && !run.is_idempotent();
                        let outcome =
                            outcome.map_err(|error| if repeats { error.after_begin() } else { error });
                        (run, outcome)
                    }));
                }
                State::Waiting(mut pending) => {
                    let Poll::Ready((run, outcome)) = pending.as_mut().poll(context) else {
                        self.state = State::Waiting(pending);
                        return Poll::Pending;
                    };
                    let response = |raw| run.response(raw).of_type();
                    let polled = match outcome {
                        Ok(raw) => Ok(raw.map(response)),
                        Err(error) => Err(error),
                    };
                    self.move_on(run, &polled);
                    return Poll::Ready(polled);
                }
            }
        }
    }

    /// Keeps the operation for the next request, unless it has ended or never begun.
    fn move_on(&mut self, run: Box<Run>, polled: &Result<Option<Response<T>>, Error>) {
        let ends = match polled {
            Ok(result) => result.is_some(),
            Err(error) => matches!(
                error.kind(),
                ErrorKind::LongRunning(LongRunningError::Failed(_) | LongRunningError::Token)
            ),
        };
        self.token = run.resume_token().filter(|_| !ends);
        if self.token.is_some() {
            self.state = State::Ready(run);
        }
    }
}

impl<T> Future for LongRunning<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            if let Some(result) = ready!(self.poll_step(context))? {
                return Poll::Ready(Ok(result));
            }
        }
    }
}

/// Shows the operation and whether it has begun, and no address.
impl<T> fmt::Debug for LongRunning<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LongRunning")
            .field("operation", &self.operation)
            .field("has_begun", &self.token.is_some())
            .finish_non_exhaustive()
    }
}

impl Call<'_> {
    /// Returns the call as a long-running operation, whose result is awaited. [`Operation::final_state`](super::Operation::final_state) says where
    /// the result is.
    ///
    /// The arguments are copied, so that the future may outlive them.
    pub fn long_running<T>(self) -> LongRunning<T> {
        let run = Run::new(OwnedCall::new(self));
        LongRunning {
            operation: run.operation(),
            state: State::Ready(Box::new(run)),
            token: None,
            decoded: PhantomData,
        }
    }
}
