//! The runtime that generated clients, REST handlers and MCP tools call. Programs use it through the crate `naftiko`, which has the macro too.
//!
//! It is a crate of its own so that it is compiled while the macro is.

#[macro_use]
mod missing_feature;

pub mod format;
pub mod input;
pub mod value;

#[cfg(feature = "client")]
pub mod client;
#[cfg(any(feature = "rest", feature = "mcp"))]
pub mod context;
#[cfg(any(feature = "rest", feature = "mcp"))]
pub mod guard;
#[cfg(feature = "mcp")]
pub mod mcp;
#[cfg(feature = "rest")]
pub mod rest;
#[cfg(any(feature = "rest", feature = "mcp"))]
pub mod serve;
#[cfg(any(feature = "rest", feature = "mcp"))]
pub mod skill;
#[cfg(feature = "client")]
pub mod steps;
#[cfg(feature = "testing")]
pub mod testing;

#[cfg(feature = "rest")]
mod api_page;
mod causes;
mod charset;
#[cfg(feature = "client")]
mod chunks;
#[cfg(feature = "client")]
mod coding;
#[cfg(feature = "client")]
mod dates;
#[cfg(feature = "client")]
mod hex;
#[cfg(feature = "client")]
mod hosts;
#[cfg(feature = "client")]
mod link_header;
#[cfg_attr(
    not(feature = "client"),
    allow(dead_code, reason = "each feature uses what it needs of this")
)]
mod lock;
#[cfg(any(feature = "rest", feature = "mcp", feature = "testing"))]
mod media_type;
mod memory;
#[cfg(any(feature = "rest", feature = "mcp"))]
mod origins;
#[cfg(any(feature = "rest", feature = "mcp"))]
mod panics;
mod parameter;
mod percent;
#[cfg(feature = "client")]
mod position;
#[cfg(any(feature = "rest", feature = "mcp"))]
mod problem;
#[cfg_attr(
    not(any(feature = "rest", feature = "mcp")),
    allow(dead_code, reason = "only servers have quotas")
)]
mod quota;
#[cfg(feature = "client")]
mod random;
#[cfg(any(feature = "rest", feature = "mcp"))]
mod request_body;
#[cfg(feature = "client")]
mod retry_after;
#[cfg(feature = "client")]
mod secret;
#[cfg(any(feature = "rest", feature = "mcp"))]
mod signing;
#[cfg(any(feature = "rest", feature = "mcp"))]
mod telemetry;
#[cfg(feature = "client")]
mod template;
#[cfg(feature = "client")]
mod variables;
#[cfg(feature = "client")]
mod worker;

#[cfg(any(feature = "rest", feature = "mcp"))]
pub use axum;
pub use bytes::Bytes;
pub use http;
#[cfg(feature = "reqwest")]
pub use reqwest;
#[cfg(feature = "tls")]
pub use rustls;
#[cfg(feature = "serde")]
pub use serde;
pub use serde_json::Value;
