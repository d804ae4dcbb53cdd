//! ID of the current worker thread.
//!
//! A connection belongs to the runtime that opened it. A request over a connection of another runtime would wake that
//! runtime's thread and be woken by it, so each worker keeps its own connections.

use std::cell::Cell;

thread_local! {
    static WORKER_ID: Cell<usize> = const { Cell::new(0) };
}

/// Sets the ID of this thread; 0 stands for every thread without one.
#[cfg(any(feature = "rest", feature = "mcp"))]
pub(crate) fn set_id(number: usize) {
    WORKER_ID.set(number);
}

/// Returns the ID of this thread.
pub(crate) fn id() -> usize {
    WORKER_ID.get()
}
