//! The result of a long-running operation that a caller waits for, and by what the operation goes on later.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::lock::lock;

/// The long-running operation whose result the caller of the current request waits for. The call of the operation waits for it within a time,
/// and leaves the token of an operation that still runs.
#[derive(Clone, Debug)]
pub(crate) struct AskedOperation(Arc<OperationInner>);

struct OperationInner {
    operation: &'static str,
    wait: Duration,
    /// The token of an operation that has begun, in place of the call.
    begun: Mutex<Option<String>>,
    running: Mutex<Option<RunningOperation>>,
}

/// An operation that has no result yet.
#[derive(Clone)]
pub(crate) struct RunningOperation {
    /// The lines of the token by which it is resumed.
    pub(crate) token: String,
    /// The time until the API should be asked again.
    pub(crate) delay: Duration,
}

impl AskedOperation {
    /// Creates the operation that a request asks for: with a token, one that has begun.
    pub(crate) fn new(operation: &'static str, wait: Duration, begun: Option<String>) -> Self {
        Self(Arc::new(OperationInner {
            operation,
            wait,
            begun: Mutex::new(begun),
            running: Mutex::default(),
        }))
    }

    /// Returns whether it is a call of an operation.
    pub(crate) fn is_of(&self, operation: &str) -> bool {
        self.0.operation == operation
    }

    /// Returns the time within which the result is waited for.
    pub(crate) fn wait(&self) -> Duration {
        self.0.wait
    }

    /// Takes the token of the operation that has begun, which is for one call.
    pub(crate) fn take_begun(&self) -> Option<String> {
        lock(&self.0.begun).take()
    }

    /// Sets by what the operation goes on.
    pub(crate) fn set_running(&self, running: RunningOperation) {
        *lock(&self.0.running) = Some(running);
    }

    /// Takes by what the operation goes on; `None` after its end.
    pub(crate) fn take_running(&self) -> Option<RunningOperation> {
        lock(&self.0.running).take()
    }
}

/// Shows the operation, and no address.
impl std::fmt::Debug for OperationInner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AskedOperation")
            .field("operation", &self.operation)
            .finish_non_exhaustive()
    }
}
