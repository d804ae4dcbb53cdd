//! Conversions of large bodies, on threads of their own.

use std::future::pending;
use std::panic::resume_unwind;

use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

#[cfg(any(feature = "rest", feature = "mcp"))]
use crate::context::Context;
use crate::format::Conversion;
use crate::value::{Converted, DecodeError};

/// How many large bodies are converted at once: they take processor time and memory, and others wait for less than for a thread.
static CONVERSIONS: Semaphore = Semaphore::const_new(2);

/// Converts a body on another thread. When the caller no longer waits, the conversion goes on to its end, and counts until then.
pub(super) async fn aside(
    conversion: Conversion,
    body: Bytes,
    charset: Option<String>,
) -> Result<Converted, DecodeError> {
    // An error means that the semaphore is closed, which it never is.
    let permit = CONVERSIONS.acquire().await.ok();
    let convert = in_context(move || {
        let _permit = permit;
        conversion.convert(&body, charset.as_deref())
    });
    match spawn_blocking(convert).await {
        Ok(converted) => converted,
        Err(error) => match error.try_into_panic() {
            // A panic is the request's, as on its own thread.
            Ok(panic) => resume_unwind(panic),
            // The program ends, and this future with it.
            Err(_) => pending().await,
        },
    }
}

/// Returns a function that runs in the current context, whose memory it takes.
fn in_context<T>(run: impl FnOnce() -> T) -> impl FnOnce() -> T {
    #[cfg(any(feature = "rest", feature = "mcp"))]
    let context = Context::current();
    move || {
        #[cfg(any(feature = "rest", feature = "mcp"))]
        if let Some(context) = context {
            return context.enter(run);
        }
        run()
    }
}
