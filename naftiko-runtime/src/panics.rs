//! Panics of handlers, which fail one request or call alone.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use futures_util::future::CatchUnwind;

/// The output of a future, or the panic in it.
pub(crate) type Caught<T> = Result<T, Box<dyn Any + Send>>;

/// Runs a future and catches its panic. What it shares with others must stay valid (see `lock`).
pub(crate) fn catch<F: Future>(future: F) -> CatchUnwind<AssertUnwindSafe<F>> {
    AssertUnwindSafe(future).catch_unwind()
}
