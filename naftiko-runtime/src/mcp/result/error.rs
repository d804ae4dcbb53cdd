//! Errors of tools, with texts for agents.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::error_message::ErrorMessage;
use super::{Content, ContentBlock, ToolResult, error_message};
use crate::client::{Error, ErrorKind, OVERLOADED_DELAY};
use crate::input::{InputProblem, InvalidInput};
use crate::mcp::protocol::ProtocolError;
use crate::problem;
use crate::retry_after::whole_seconds;
use crate::steps::{StepError, StepErrorKind};
use crate::value::{DecodeError, Json};

/// The member of `_meta` with the structured error, when it cannot be the structured content.
const ERROR_META: &str = "io.naftiko/error";

/// The error of a tool call, as an agent reads it.
///
/// A success of the API without content is the result of a call, though a tool cannot return it as its output.
///
/// An error becomes a result with `isError`: the message as text, and an object with `message`, `retryable` and, where they
/// apply, `status`, `retry_after_seconds` and `errors`.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolError(Box<ToolErrorInner>);

#[derive(Clone, Debug, PartialEq)]
struct ToolErrorInner {
    message: String,
    status: Option<u16>,
    retryable: bool,
    /// In seconds.
    retry_after: Option<u64>,
    problems: Vec<InputProblem>,
    protocol: Option<ProtocolError>,
    /// Whether the API succeeded without content, which is the result of the call.
    empty: bool,
}

impl ToolError {
    /// Creates an error that a retry does not fix. The message should say what failed, and what to do next.
    pub fn new(message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(ToolErrorInner {
            message,
            status: None,
            retryable: false,
            retry_after: None,
            problems: Vec::new(),
            protocol: None,
            empty: false,
        }))
    }

    /// Creates the outcome of a call that the API accepted, though it returned nothing that the result is made of.
    fn no_content() -> Self {
        let mut outcome = Self::new(error_message::NO_CONTENT);
        outcome.0.empty = true;
        outcome
    }

    /// Returns a protocol error in place of a result, for errors that clients handle without their model, such as a
    /// missing capability.
    pub fn protocol(error: ProtocolError) -> Self {
        let mut tool_error = Self::new(error.message());
        tool_error.0.protocol = Some(error);
        tool_error
    }

    /// Creates the error of a tool without a call target: the spec has none, or an unknown one.
    pub fn unresolved(message: impl Into<String>) -> Self {
        let message = message.into();
        Self::new(format!("This tool is not implemented: {message}. Do not retry."))
    }

    /// Marks the error as one that a retry may fix.
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.0.retryable = true;
        self
    }

    /// Marks the error as one that a retry after this delay may fix.
    #[must_use]
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.0.retry_after = Some(whole_seconds(delay));
        self.retryable()
    }

    /// Returns the message for the agent.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the status of the API, if that is the error.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns whether a retry may succeed.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Returns the protocol error, if it is one.
    pub(crate) fn as_protocol(&self) -> Option<&ProtocolError> {
        self.0.protocol.as_ref()
    }

    /// Returns the result with the error; `least` is the structure of an empty one, for a tool with an output schema. The error of a tool with an output schema has no structured content:
    /// widespread clients validate even errors against the schema, and hide them behind one of their own. Its object
    /// is in `_meta` instead.
    pub(crate) fn into_result(self, least: Option<&Json>) -> ToolResult {
        if self.0.empty {
            let result = ToolResult::success(vec![ContentBlock::text(self.0.message)]);
            return least
                .cloned()
                .into_iter()
                .fold(result, ToolResult::with_structured);
        }
        let object = self.object();
        let result = ToolResult::error(vec![ContentBlock::text(self.0.message)]);
        if least.is_some() {
            result.with_meta(ERROR_META, object)
        } else {
            result.with_structured(object)
        }
    }

    /// Returns the content of a resource, if the API succeeded without any.
    pub(crate) fn content_if_empty(self) -> Result<Content, Self> {
        if self.0.empty {
            Ok(Content::from(""))
        } else {
            Err(self)
        }
    }

    /// Returns a protocol error, for requests whose results cannot be errors.
    pub(crate) fn into_protocol(self) -> ProtocolError {
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
        let ToolErrorInner {
            message,
            status,
            retryable,
            retry_after,
            problems,
            protocol: _,
            empty: _,
        } = &*self.0;
        let mut object = Map::new();
        if let Some(status) = status {
            object.insert("status".to_owned(), json!(status));
        }
        object.insert("message".to_owned(), json!(message));
        object.insert("retryable".to_owned(), json!(retryable));
        if let Some(delay) = retry_after {
            object.insert("retry_after_seconds".to_owned(), json!(delay));
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
        if invalid.is_overloaded() {
            return Self::new(problem::OUT_OF_MEMORY).retry_after(OVERLOADED_DELAY);
        }
        let mut error = Self::new(format!(
            "Invalid arguments: {invalid}. Nothing was sent. Correct them and retry."
        ));
        error.0.problems = invalid.problems().to_vec();
        error
    }
}

impl From<DecodeError> for ToolError {
    fn from(error: DecodeError) -> Self {
        if error.is_out_of_memory() || error.is_empty_body() {
            return Error::from(error).into();
        }
        tracing::warn!(target: "naftiko::mcp", %error, "unexpected upstream response");
        Self::new(error_message::unexpected_response(&error))
    }
}

/// The message has the error, the text of the API, and an instruction. Other details are logged.
impl From<Error> for ToolError {
    fn from(error: Error) -> Self {
        if let ErrorKind::InvalidInput(invalid) = error.kind() {
            return invalid.clone().in_arguments().into();
        }
        if matches!(error.kind(), ErrorKind::Empty) {
            return Self::no_content();
        }
        if error.status().is_some() {
            tracing::debug!(target: "naftiko::mcp", %error, "upstream call failed");
        } else {
            tracing::warn!(target: "naftiko::mcp", %error, "upstream call failed");
        }
        let ErrorMessage { message, retry_after } = error_message::of(&error);
        let mut tool_error = Self::new(message);
        tool_error.0.status = error.status().map(|status| status.as_u16());
        tool_error.0.retryable = error.is_retryable();
        tool_error.0.retry_after = retry_after;
        tool_error
    }
}

/// As the error of the step's call, after a sentence that names the step and the writes before it, which a retry repeats. A last step without
/// content has succeeded.
impl From<StepError> for ToolError {
    fn from(error: StepError) -> Self {
        let (step, place, wrote) = (error.step(), error.place(), !error.completed().is_empty());
        let mut tool_error = match error.into_kind() {
            StepErrorKind::Call(call) if matches!(call.kind(), ErrorKind::Empty) => return call.into(),
            StepErrorKind::Call(call) => Self::from(call),
            StepErrorKind::Script(script) => {
                tracing::warn!(error = %script, step, "script failed");
                Self::new("The server failed. Do not retry.")
            }
        };
        let message = &tool_error.0.message;
        tool_error.0.message = if wrote {
            format!("{place} {message} A retry repeats the steps that are done; check before you retry.")
        } else {
            format!("{place} {message}")
        };
        tool_error.0.retryable &= !wrote;
        tool_error
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for ToolError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resource_without_content_is_empty() {
        let empty = ToolError::from(DecodeError::empty_body()).content_if_empty();
        assert_eq!(empty, Ok(Content::from("")));
        let failed = ToolError::new("It failed.");
        assert_eq!(failed.clone().content_if_empty(), Err(failed));
    }
}
