//! Why a tool call failed, in words for an agent.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::advice::{self, Advice};
use super::{ContentBlock, ProtocolError, ToolResult};
use crate::client::{Error, ErrorKind};
use crate::input::{InputProblem, InvalidInput};
use crate::value::DecodeError;

/// Where the structured error is when it cannot be the structured content.
const ERROR_META: &str = "io.naftiko/error";

/// A failed tool call: what an agent is told about it.
///
/// It becomes a result with `isError`: the message as text, and an object with `message`, `retryable` and,
/// where they apply, `status`, `retry_after_seconds` and `errors`.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolError(Box<Inner>);

#[derive(Clone, Debug, PartialEq)]
struct Inner {
    message: String,
    status: Option<u16>,
    retryable: bool,
    retry_after: Option<Duration>,
    problems: Vec<InputProblem>,
    protocol: Option<ProtocolError>,
}

impl ToolError {
    /// An error that calling again does not help. The message should say what failed and what to do next.
    pub fn new(message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(Inner {
            message,
            status: None,
            retryable: false,
            retry_after: None,
            problems: Vec::new(),
            protocol: None,
        }))
    }

    /// An error of the protocol in place of a result: for what clients handle without asking their model, such
    /// as a capability that they have not declared.
    pub fn protocol(error: ProtocolError) -> Self {
        let mut tool_error = Self::new(error.message());
        tool_error.0.protocol = Some(error);
        tool_error
    }

    /// The tool has no call behind it: the spec does not say which, or names one that does not exist.
    pub fn unresolved(message: impl Into<String>) -> Self {
        let message = message.into();
        Self::new(format!(
            "This tool is not implemented: {message}. Do not call it again."
        ))
    }

    /// Says that the same call may succeed later.
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.0.retryable = true;
        self
    }

    /// Says that the same call may succeed after some time.
    #[must_use]
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.0.retry_after = Some(delay);
        self.retryable()
    }

    /// What the agent reads.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The status the API answered with, if that is the failure.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// The error of the protocol that it is.
    pub(super) fn as_protocol(&self) -> Option<&ProtocolError> {
        self.0.protocol.as_ref()
    }

    /// The result that tells it. A tool with an output schema has no structured content here: widespread
    /// clients hold it against the schema even then, and hide the error behind one of their own. Its object
    /// goes to `_meta`.
    pub(super) fn into_result(self, has_output_schema: bool) -> ToolResult {
        let object = self.object();
        let result = ToolResult::error(vec![ContentBlock::text(self.0.message)]);
        if has_output_schema {
            result.with_meta(ERROR_META, object)
        } else {
            result.with_structured(object)
        }
    }

    /// The protocol error that tells it, where there are no results that are errors.
    pub(super) fn into_protocol(self) -> ProtocolError {
        if let Some(error) = self.0.protocol {
            return error;
        }
        let object = self.object();
        if self.0.problems.is_empty() {
            ProtocolError::internal_error(self.0.message).with_data(object)
        } else {
            ProtocolError::invalid_params(self.0.message).with_data(object)
        }
    }

    fn object(&self) -> Value {
        let Inner {
            message,
            status,
            retryable,
            retry_after,
            problems,
            protocol: _,
        } = &*self.0;
        let mut object = Map::new();
        if let Some(status) = status {
            object.insert("status".to_owned(), json!(status));
        }
        object.insert("message".to_owned(), json!(message));
        object.insert("retryable".to_owned(), json!(retryable));
        if let Some(delay) = retry_after {
            object.insert("retry_after_seconds".to_owned(), json!(delay.as_secs()));
        }
        if !problems.is_empty() {
            let errors = problems
                .iter()
                .map(|problem| json!({"input": problem.name(), "problem": problem.message()}));
            object.insert("errors".to_owned(), errors.collect());
        }
        Value::Object(object)
    }
}

impl From<InvalidInput> for ToolError {
    fn from(invalid: InvalidInput) -> Self {
        let mut error = Self::new(format!(
            "Invalid arguments: {invalid}. Nothing was sent: correct them and call again."
        ));
        error.0.problems = invalid.problems().to_vec();
        error
    }
}

impl From<DecodeError> for ToolError {
    fn from(error: DecodeError) -> Self {
        tracing::warn!(%error, "the API's answer is not as described");
        Self::new(advice::not_as_described(&error))
    }
}

/// What failed, what the API said about it, and what to do next. What the caller cannot act on is logged
/// instead.
impl From<Error> for ToolError {
    fn from(error: Error) -> Self {
        if let ErrorKind::InvalidInput(invalid) = error.kind() {
            return invalid.clone().in_arguments().into();
        }
        if error.status().is_some() {
            tracing::debug!(%error, "the call failed");
        } else {
            tracing::warn!(%error, "the call failed");
        }
        let Advice { message, retry_after } = advice::of(&error);
        let mut tool_error = Self::new(message);
        tool_error.0.status = error.status().map(|status| status.as_u16());
        tool_error.0.retryable = error.is_retryable();
        tool_error.0.retry_after = retry_after;
        tool_error
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for ToolError {}
