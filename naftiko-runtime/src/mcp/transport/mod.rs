//! The transports: Streamable HTTP and stdio.

mod events;
mod headers;
mod http;
pub(crate) mod stdio;

pub(crate) use http::{Service, overloaded};
pub(crate) use stdio::{Client, StdioLimits};
