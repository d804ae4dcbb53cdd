//! MCP servers: tables of tools, MCP resources and prompts, and the functions that run calls.
//!
//! A server supports both generations of clients: those that start with `initialize` (2024-11-05 to 2025-11-25) and
//! those that describe themselves in each request (2026-07-28). It keeps no sessions by default. The error of a tool
//! is a result with `isError`, in words that an agent can act on; protocol errors are for invalid requests only.

mod accepted;
mod blob;
mod catalog;
mod catalogue;
mod completion;
mod content;
mod described;
mod directory;
mod era;
mod error;
mod error_message;
mod events;
mod fields;
mod files;
mod handler;
mod header_arguments;
mod headers;
mod http;
mod items;
mod json;
mod least;
mod links;
mod media;
mod message;
mod nested_call;
mod notifications;
mod offered;
mod operations;
mod options;
mod pages;
mod prepared;
mod prompt;
mod protocol_error;
mod resource;
mod response_text;
mod result;
mod search;
mod search_tools;
mod selection;
mod server;
mod session;
mod shape;
mod skills;
mod stdio;
mod tasks;
mod template;
mod tool;
mod tool_overrides;
mod tools;
mod truncate;
mod updates;

pub use blob::Blob;
pub use catalog::CacheScope;
pub use catalogue::{Catalogue, Toolset};
pub use completion::{CompletionRequest, CompletionTarget};
pub use content::{ContentBlock, ResourceContents};
pub use error::ToolError;
pub(crate) use http::{Service, overloaded};
pub use notifications::{Level, log, progress};
pub use prompt::{Prompt, PromptArgument, PromptFuture, PromptMessage, Role};
pub use protocol_error::ProtocolError;
pub use resource::{Content, Resource, ResourceFuture, resource_content};
pub use result::{IntoToolResult, ToolResult, tool_result};
pub(crate) use selection::Selection;
pub use server::Server;
pub(crate) use stdio::{Client, StdioLimits};
pub use tool::{Dispatch, Hints, MethodFuture, ServerInfo, Tool, ToolFuture, start};
pub use updates::Updates;
