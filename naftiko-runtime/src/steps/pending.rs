//! Steps that are running.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use tracing::Instrument as _;

use super::{NamedOutput, StepBody, StepError, StepErrorKind, StepOutput};
use crate::client::Error;

/// The future of a step. Dropping it cancels the step.
#[must_use = "futures do nothing unless they are awaited"]
pub struct PendingStep<'a, T = StepOutput> {
    step: &'static str,
    completed: &'static [&'static str],
    result: StepFuture<'a, T>,
}

pub(super) type StepFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StepErrorKind>> + Send + 'a>>;

/// Starts a step whose output later steps and mappings read.
pub fn run<'a, B: StepBody>(
    step: &'static str,
    call: impl Future<Output = Result<B, Error>> + Send + 'a,
) -> PendingStep<'a> {
    let result = async move {
        let json = call.await?.into_json().await?;
        Ok(StepOutput::new(step, json))
    };
    PendingStep::new("call", step, Box::pin(result))
}

/// Starts the step whose result is that of the operation.
pub fn last<'a, T: 'a>(
    step: &'static str,
    call: impl Future<Output = Result<T, Error>> + Send + 'a,
) -> PendingStep<'a, T> {
    PendingStep::new("call", step, Box::pin(async move { Ok(call.await?) }))
}

impl<'a, T: 'a> PendingStep<'a, T> {
    /// Creates a step of a type: `call` or `script`. Its future is boxed already, as it is large, and wrapped only where it is recorded or logged.
    pub(super) fn new(kind: &'static str, step: &'static str, result: StepFuture<'a, T>) -> Self {
        #[cfg(any(feature = "rest", feature = "mcp"))]
        let result = crate::context::in_part(
            move || format!("step.{kind} {step}"),
            result,
            move |ended, _| ended.count_step(kind),
        );
        let span = tracing::debug_span!("step", kind, step);
        let result = if span.is_disabled() {
            result
        } else {
            Box::pin(result.instrument(span))
        };
        Self {
            step,
            completed: &[],
            result,
        }
    }

    /// Names the steps that wrote before this one, for its error.
    pub fn after(self, completed: &'static [&'static str]) -> Self {
        Self { completed, ..self }
    }
}

impl PendingStep<'_> {
    /// Reads the named outputs of the called operation.
    pub fn named(self, outputs: &'static [NamedOutput]) -> Self {
        let result = self.result;
        Self {
            result: Box::pin(async move { Ok(result.await?.named(outputs).map_err(Error::from)?) }),
            ..self
        }
    }
}

impl<T> Future for PendingStep<'_, T> {
    type Output = Result<T, StepError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (step, completed) = (self.step, self.completed);
        let result = self.result.as_mut().poll(context);
        result.map_err(|kind| StepError::new(step, completed, kind))
    }
}

impl<T> fmt::Debug for PendingStep<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingStep")
            .field("step", &self.step)
            .finish_non_exhaustive()
    }
}

/// A step that runs beside others.
enum Joined<'a> {
    Running(PendingStep<'a>),
    Done(StepOutput),
    Failed(Option<StepError>),
}

impl Joined<'_> {
    fn poll(&mut self, context: &mut Context<'_>) {
        if let Self::Running(step) = self
            && let Poll::Ready(result) = Pin::new(step).poll(context)
        {
            *self = match result {
                Ok(output) => Self::Done(output),
                Err(error) => Self::Failed(Some(error)),
            };
        }
    }

    fn into_output(self) -> StepOutput {
        match self {
            Self::Done(output) => output,
            // All steps are done when their outputs are taken.
            Self::Running(PendingStep { step, .. }) => StepOutput::new(step, None),
            Self::Failed(_) => StepOutput::new("", None),
        }
    }
}

/// Runs steps at once.
///
/// # Errors
/// That of the first step that fails, in the order of the steps and not of their ends. The others are cancelled.
pub async fn join<const N: usize>(steps: [PendingStep<'_>; N]) -> Result<[StepOutput; N], StepError> {
    let mut joined = steps.map(Joined::Running);
    poll_fn(|context| {
        for step in &mut joined {
            step.poll(context);
        }
        first_unfinished(&mut joined)
    })
    .await?;
    Ok(joined.map(Joined::into_output))
}

/// Returns whether every step is done, or the error of the first one that is not.
fn first_unfinished(steps: &mut [Joined<'_>]) -> Poll<Result<(), StepError>> {
    for step in steps {
        match step {
            Joined::Done(_) => {}
            Joined::Running(_) => return Poll::Pending,
            Joined::Failed(error) => return Poll::Ready(error.take().map_or(Ok(()), Err)),
        }
    }
    Poll::Ready(Ok(()))
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::task::Waker;

    use super::*;
    use crate::client::ErrorKind;

    fn failing<'a>(name: &'static str) -> PendingStep<'a> {
        let error = Error::new("post.parcel", false, ErrorKind::Build("closed".to_owned()));
        run(name, ready(Err::<(), _>(error)))
    }

    fn polled<T>(future: impl Future<Output = T>) -> Poll<T> {
        std::pin::pin!(future)
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn first_failing_step_in_order_is_the_error() {
        let result = polled(join([
            run("first", ready(Ok(()))),
            failing("second"),
            failing("third"),
        ]));
        let Poll::Ready(Err(error)) = result else {
            panic!("{result:?}")
        };
        assert_eq!(error.step(), "second");
    }

    #[test]
    fn later_failure_waits_for_the_steps_before_it() {
        let result = polled(join([
            run("first", pending::<Result<(), Error>>()),
            failing("second"),
        ]));
        assert!(result.is_pending());
    }

    #[test]
    fn error_lists_the_writes_before_it() {
        let Poll::Ready(Err(error)) = polled(failing("pay").after(&["order", "reserve"])) else {
            panic!("the step fails");
        };
        assert_eq!(error.to_string(), "step `pay` failed after `order`, `reserve`");
        assert_eq!(error.completed(), ["order", "reserve"]);
    }
}
