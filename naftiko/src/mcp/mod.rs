//! Capabilities as MCP servers: a table of tools, and a function that carries out a call.
//!
//! One server speaks to clients of both protocol eras: those that open with `initialize` (2024-11-05 to
//! 2025-11-25) and those that describe themselves in each request (2026-07-28). It keeps no sessions. What
//! a tool cannot do is told as a result with `isError`, in words that an agent can act on; protocol errors
//! are left to calls that are not one.
//!
//! (The protocol library below logs messages at level debug: keep `rmcp` at `info` where they hold secrets.)

mod advice;
mod catalog;
mod error;
mod handler;
mod http;
mod result;
mod server;
mod stdio;
mod tool;

pub use error::ToolError;
pub use result::{IntoToolResult, ToolResult, reply};
pub use server::Server;
pub(crate) use stdio::Client;
pub use tool::{Dispatch, Hints, Pending, ServerInfo, Tool};
