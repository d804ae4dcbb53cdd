//! Errors of the protocol: what a client handles without its model.

use std::fmt;

use serde_json::{Value, json};

use super::json::JsonText;

/// An error of the protocol (JSON-RPC 2.0, section 5.1): a code, a message, and data where there is more to say.
///
/// Most failures of tools are not one, but a result that an agent reads ([`ToolError`](super::ToolError)).
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
    /// The server does not have the method.
    pub const METHOD_NOT_FOUND: i32 = -32601;
    /// The parameters are not those of the method.
    pub const INVALID_PARAMS: i32 = -32602;
    /// The server failed.
    pub const INTERNAL_ERROR: i32 = -32603;
    /// The resource does not exist: MCP before 2026-07-28, which has [`Self::INVALID_PARAMS`] for it.
    pub const RESOURCE_NOT_FOUND: i32 = -32002;
    /// A header contradicts the message (MCP 2026-07-28).
    pub const HEADER_MISMATCH: i32 = -32020;
    /// The client lacks a capability (MCP 2026-07-28).
    pub const MISSING_REQUIRED_CLIENT_CAPABILITY: i32 = -32021;
    /// The server does not speak that version of the protocol (MCP 2026-07-28).
    pub const UNSUPPORTED_PROTOCOL_VERSION: i32 = -32022;

    /// An error with this code.
    pub fn new(code: i32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            data: None,
        }
    }

    /// The request is not one.
    pub fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(Self::INVALID_REQUEST, message)
    }

    /// The parameters of the request are invalid.
    pub fn invalid_params(message: impl Into<String>) -> Self {
        Self::new(Self::INVALID_PARAMS, message)
    }

    /// The server failed.
    pub fn internal_error(message: impl Into<String>) -> Self {
        Self::new(Self::INTERNAL_ERROR, message)
    }

    /// The resource does not exist. Newer clients get -32602 for it, older ones -32002.
    pub fn resource_not_found(message: impl Into<String>, uri: &str) -> Self {
        Self::new(Self::RESOURCE_NOT_FOUND, message).with_data(json!({ "uri": uri }))
    }

    /// The client has not declared the capabilities that the call needs: an object with a member for each, such as
    /// `{"elicitation": {}}`.
    pub fn missing_required_client_capability(capabilities: impl Into<Value>) -> Self {
        Self::new(
            Self::MISSING_REQUIRED_CLIENT_CAPABILITY,
            "Missing required client capability",
        )
        .with_data(json!({ "requiredCapabilities": capabilities.into() }))
    }

    pub(super) fn method_not_found(method: &str) -> Self {
        Self::new(Self::METHOD_NOT_FOUND, method)
    }

    pub(super) fn header_mismatch(message: impl Into<String>) -> Self {
        Self::new(Self::HEADER_MISMATCH, message)
    }

    /// Adds data.
    #[must_use]
    pub fn with_data(mut self, data: impl Into<Value>) -> Self {
        self.data = Some(data.into());
        self
    }

    /// The code.
    pub fn code(&self) -> i32 {
        self.code
    }

    /// The message.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The data.
    pub fn data(&self) -> Option<&Value> {
        self.data.as_ref()
    }

    /// The same error with another code.
    pub(super) fn with_code(mut self, code: i32) -> Self {
        self.code = code;
        self
    }

    pub(super) fn write(&self, json: &mut JsonText) {
        json.raw("{").name("code").raw(&self.code.to_string());
        json.name("message").string(&self.message);
        if let Some(data) = &self.data {
            json.name("data").value(data);
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
