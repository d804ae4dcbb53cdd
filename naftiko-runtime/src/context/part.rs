//! Parts of a request that are recorded: steps, and calls of tools.

use futures_util::future::Either;

use super::Context;
use crate::telemetry::{Ended, Part};

/// Runs a part of the current request, and tells what it was. `ended` gets its record with its result. Without a record, the future only runs.
pub(crate) fn in_part<T, E, F: Future<Output = Result<T, E>>>(
    name: impl FnOnce() -> String,
    future: F,
    ended: impl FnOnce(Ended, &F::Output),
) -> impl Future<Output = F::Output> {
    let recorded = Context::recording().zip(Context::current());
    let Some((recording, context)) = recorded else {
        return Either::Left(future);
    };
    let part = Part::begin(&recording, name(), "INTERNAL");
    let context = context.with_recording(part.recording().clone());
    Either::Right(async move {
        let output = context.scope(future).await;
        ended(part.end(output.is_err()), &output);
        output
    })
}
