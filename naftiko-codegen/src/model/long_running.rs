//! Long-running operations of consumed APIs.

use super::{Capability, Exposed, Operation, Output, Target, Tool};

/// The members of a tool's result that say that its operation is still running, as the runtime has them, each with its type and description.
pub(crate) const RUNNING: [(&str, &str, &str); 3] = [
    (
        "running",
        "boolean",
        "the operation is running; other members are absent",
    ),
    ("operation", "string", "for `get_operation_result`"),
    ("retry_after_seconds", "integer", "time until then"),
];

/// The tool that returns the result of an operation that still ran, as the runtime has it.
pub(crate) const RESULT_TOOL: &str = "get_operation_result";

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

impl Capability {
    /// Returns the long-running operation whose result a tool returns: it calls that one alone.
    pub(crate) fn long_running_of_tool(&self, tool: &Tool) -> Option<&Operation> {
        self.long_running_of(&tool.operation)
    }

    /// Returns the long-running operation whose result an operation of an adapter passes on.
    fn long_running_of(&self, exposed: &Exposed) -> Option<&Operation> {
        let Target::Call(call) = &exposed.target else {
            return None;
        };
        let (_, operation) = self.called(call)?;
        let is_streamed = matches!(exposed.output, Output::Binary(_));
        (operation.long_running.is_some() && !is_streamed).then_some(operation)
    }
}
