//! Long-running operations of consumed APIs.

/// Where the result of a long-running operation is when it has succeeded, as the runtime has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FinalState {
    /// The method tells it.
    ByMethod,
    /// At the address in the header `Location`.
    Location,
    /// At the address of the request.
    Resource,
    /// The last status is the result.
    Status,
}

/// A long-running operation, with the names of what is generated for it.
#[derive(Debug)]
pub(crate) struct LongRunningOperation {
    pub(crate) final_state: FinalState,
    /// The method that returns the future of the result.
    pub(crate) completed_method: String,
    /// The method that goes on with an operation that has begun.
    pub(crate) resumed_method: String,
}
