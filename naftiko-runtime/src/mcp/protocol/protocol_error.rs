//! Protocol errors, which clients handle without their model.

use std::fmt;

use serde_json::{Value, json};

use crate::client::OVERLOADED_DELAY;
use crate::value::Writer;

/// A protocol error (JSON-RPC 2.0, section 5.1): code, message, and optional data.
///
/// Most errors of tools are results that an agent reads instead ([`ToolError`](crate::mcp::result::ToolError)).
#[derive(Clone, Debug, PartialEq)]
pub struct ProtocolError {
    code: i32,
    message: String,
    data: Option<Value>,
}

impl ProtocolError {
    /// The message is not JSON.
    pub const PARSE_ERROR: i32 = -32700;
    /// The message is JSON, but not a request.
    pub const INVALID_REQUEST: i32 = -32600;
    /// The method is unknown.
    pub const METHOD_NOT_FOUND: i32 = -32601;
    /// The parameters are invalid.
    pub const INVALID_PARAMS: i32 = -32602;
    /// The server failed.
    pub const INTERNAL_ERROR: i32 = -32603;
    /// The resource is unknown: MCP before 2026-07-28, which uses [`Self::INVALID_PARAMS`] instead.
    pub const RESOURCE_NOT_FOUND: i32 = -32002;
    /// A header contradicts the message (MCP 2026-07-28).
    pub const HEADER_MISMATCH: i32 = -32020;
    /// The client has not declared a required capability (MCP 2026-07-28).
    pub const MISSING_REQUIRED_CLIENT_CAPABILITY: i32 = -32021;
    /// The version of the protocol is not supported (MCP 2026-07-28).
    pub const UNSUPPORTED_PROTOCOL_VERSION: i32 = -32022;

    /// Creates an error with this code.
    pub fn new(code: i32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            data: None,
        }
    }

    /// Creates the error of an invalid request.
    pub fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(Self::INVALID_REQUEST, message)
    }

    /// Creates the error of invalid parameters.
    pub fn invalid_params(message: impl Into<String>) -> Self {
        Self::new(Self::INVALID_PARAMS, message)
    }

    /// Creates the error of a failed server.
    pub fn internal_error(message: impl Into<String>) -> Self {
        Self::new(Self::INTERNAL_ERROR, message)
    }

    /// Creates the error of an unknown MCP resource. Newer clients get -32602, older ones -32002.
    pub fn resource_not_found(message: impl Into<String>, uri: &str) -> Self {
        Self::new(Self::RESOURCE_NOT_FOUND, message).with_data(json!({ "uri": uri }))
    }

    /// Creates the error of missing client capabilities: an object with a member for each, such as `{"elicitation":
    /// {}}`.
    pub fn missing_required_client_capability(capabilities: impl Into<Value>) -> Self {
        Self::new(
            Self::MISSING_REQUIRED_CLIENT_CAPABILITY,
            "Missing required client capability",
        )
        .with_data(json!({ "requiredCapabilities": capabilities.into() }))
    }

    /// Creates the error of an overloaded server.
    pub(crate) fn overloaded(message: impl Into<String>) -> Self {
        let data = json!({ "retryable": true, "retry_after_seconds": OVERLOADED_DELAY.as_secs() });
        Self::internal_error(message).with_data(data)
    }

    pub(crate) fn method_not_found(method: &str) -> Self {
        Self::new(Self::METHOD_NOT_FOUND, format!("unknown method `{method}`"))
    }

    pub(crate) fn header_mismatch(message: impl Into<String>) -> Self {
        Self::new(Self::HEADER_MISMATCH, message)
    }

    /// Adds data.
    #[must_use]
    pub fn with_data(mut self, data: impl Into<Value>) -> Self {
        self.data = Some(data.into());
        self
    }

    /// Returns the code.
    pub fn code(&self) -> i32 {
        self.code
    }

    /// Returns the message.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the data.
    pub fn data(&self) -> Option<&Value> {
        self.data.as_ref()
    }

    /// Returns the error with another code.
    pub(crate) fn with_code(mut self, code: i32) -> Self {
        self.code = code;
        self
    }

    pub(crate) fn write(&self, json: &mut Writer) {
        json.raw("{").name("code").raw(&self.code.to_string());
        json.name("message").string(&self.message);
        if let Some(data) = &self.data {
            json.name("data").tree(data);
        }
        json.raw("}");
    }
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (code {})", self.message, self.code)
    }
}

impl std::error::Error for ProtocolError {}
