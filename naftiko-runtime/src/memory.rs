//! Memory of the current request.

use std::cell::Cell;
use std::sync::Arc;

use crate::quota::Taken;

/// Memory for many small values is taken in steps of this size.
const STEP: usize = 64 * 1024;

thread_local! {
    /// What values need that is not taken yet.
    static NEEDED: Cell<usize> = const { Cell::new(0) };
}

/// There is no memory left.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no memory is left")]
pub(crate) struct OutOfMemory;

/// An extension of a response: so many bytes of its body are the server's, in memory once for all responses.
#[cfg(any(feature = "rest", feature = "mcp"))]
#[derive(Clone, Copy, Debug)]
pub(crate) struct SharedBytes(pub(crate) usize);

/// Returns the memory of the current request; `None` outside of a server.
pub(crate) fn of_request() -> Option<Arc<Taken>> {
    #[cfg(any(feature = "rest", feature = "mcp"))]
    return crate::context::Context::memory();
    #[cfg(not(any(feature = "rest", feature = "mcp")))]
    None
}

/// Takes memory for the next item of a list. The first one makes the list allocate four.
pub(crate) fn take_item<T>(is_first: bool) -> Result<(), OutOfMemory> {
    take(size_of::<T>() * if is_first { 4 } else { 1 })
}

/// Takes memory for a value that is made of a text, until the request ends. Values may be many times as large as their text: `[{},{}]` has an
/// object every three bytes.
pub(crate) fn take(bytes: usize) -> Result<(), OutOfMemory> {
    let needed = NEEDED.get().saturating_add(bytes);
    if needed < STEP {
        NEEDED.set(needed);
        return Ok(());
    }
    NEEDED.set(0);
    if of_request().is_none_or(|memory| memory.grow(needed)) {
        Ok(())
    } else {
        Err(OutOfMemory)
    }
}
