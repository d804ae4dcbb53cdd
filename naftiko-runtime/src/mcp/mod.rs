//! MCP servers: tables of tools, MCP resources and prompts, and the functions that run calls.
//!
//! A server supports both generations of clients: those that start with `initialize` (2024-11-05 to 2025-11-25) and
//! those that describe themselves in each request (2026-07-28). It keeps no sessions by default. The error of a tool
//! is a result with `isError`, in words that an agent can act on; protocol errors are for invalid requests only.

mod catalogue;
mod completion;
mod handler;
mod header_arguments;
mod long_running;
mod options;
mod prepared;
mod protocol;
mod result;
mod schema;
mod server;
mod tables;
mod tool_overrides;
mod tools;
mod transport;

pub(crate) use catalogue::Selection;
pub use catalogue::{Catalogue, Toolset};
pub use completion::{CompletionRequest, CompletionTarget};
pub use protocol::{Level, ProtocolError, Updates, log, progress};
pub use result::{
    Blob, Content, ContentBlock, IntoToolResult, ResourceContents, ToolError, ToolResult, resource_content,
    tool_result,
};
pub use server::Server;
pub use tables::{
    CacheScope, Dispatch, Hints, MethodFuture, Prompt, PromptArgument, PromptFuture, PromptMessage, Resource,
    ResourceFuture, Role, ServerInfo, Tool, ToolFuture, start,
};
pub(crate) use transport::{Client, Service, StdioLimits, overloaded};
