//! Skills: folders with instructions for agents, in the format of Agent Skills.
//!
//! A skill adapter serves a catalogue and the files over HTTP. MCP servers serve the files as MCP resources, see
//! [`Server::skills`](crate::mcp::Server::skills). All bytes are part of the program, so that no request reads the disk.

#[cfg(feature = "rest")]
mod archive;
#[cfg(feature = "rest")]
mod catalog;
mod description;
#[cfg(feature = "rest")]
mod routes;

#[cfg(feature = "mcp")]
pub(crate) use description::digest;
pub use description::{Skill, SkillFile};
#[cfg(feature = "rest")]
pub use routes::router;
#[cfg(feature = "rest")]
pub(crate) use routes::service;
