//! Parts of a request that are recorded: steps, and calls of tools.

use std::pin::Pin;

use super::Context;
use crate::telemetry::{Ended, Part};

/// A future of a part. It is boxed once, as the futures of steps are large.
pub(crate) type PartFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Runs a part of the current request, and tells what it was. `ended` gets its record with its result. Without a record, the future only runs.
pub(crate) fn in_part<'a, T: 'a, E: 'a>(
    name: impl FnOnce() -> String,
    future: PartFuture<'a, Result<T, E>>,
    ended: impl FnOnce(Ended, &Result<T, E>) + Send + 'a,
) -> PartFuture<'a, Result<T, E>> {
    let recorded = Context::recording().zip(Context::current());
    let Some((recording, context)) = recorded else {
        return future;
    };
    let part = Part::begin(&recording, name(), "INTERNAL");
    let context = context.with_recording(part.recording().clone());
    Box::pin(async move {
        let output = context.scope(future).await;
        ended(part.end(output.is_err()), &output);
        output
    })
}
