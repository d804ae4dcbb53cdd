//! Capabilities as MCP servers: tables of tools, resources and prompts, and functions that carry out calls.
//!
//! One server speaks to clients of both protocol eras: those that open with `initialize` (2024-11-05 to
//! 2025-11-25) and those that describe themselves in each request (2026-07-28). It keeps no sessions. What
//! a tool cannot do is told as a result with `isError`, in words that an agent can act on; protocol errors
//! are left to calls that are not one.

mod accepted;
mod additions;
mod advice;
mod blob;
mod bound;
mod catalog;
mod completion;
mod content;
mod era;
mod error;
mod events;
mod files;
mod handler;
mod headers;
mod http;
mod json;
mod media;
mod message;
mod mirrored;
mod notice;
mod origin;
mod own;
mod prepared;
mod prompt;
mod protocol_error;
mod reading;
mod resource;
mod result;
mod rows;
mod server;
mod service;
mod session;
mod stdio;
mod template;
mod tool;
mod updates;

pub use blob::Blob;
pub use catalog::Sharing;
pub use completion::{Completing, Of};
pub use content::{ContentBlock, ResourceContents};
pub use error::ToolError;
pub use notice::{Level, log, progress};
pub use prompt::{Prompt, PromptArgument, Prompting, Role, Said};
pub use protocol_error::ProtocolError;
pub use resource::{Content, Reading, Resource, contents};
pub use result::{IntoToolResult, ToolResult, reply};
pub use server::Server;
pub(crate) use stdio::Client;
pub use tool::{Dispatch, Hints, Pending, ServerInfo, Tool};
pub use updates::Updates;
