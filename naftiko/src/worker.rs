//! Which of the program's threads with a runtime of its own this is.
//!
//! Connections belong to the runtime that made them. Where a program has several, a request that goes over a
//! connection of another one wakes that one's thread, and is woken by it: each keeps its own instead.

use std::cell::Cell;

thread_local! {
    static LANE: Cell<usize> = const { Cell::new(0) };
}

/// Numbers this thread; 0 is any thread that has no number.
#[cfg(any(feature = "rest", feature = "mcp"))]
pub(crate) fn enter(number: usize) {
    LANE.set(number);
}

pub(crate) fn current() -> usize {
    LANE.get()
}
