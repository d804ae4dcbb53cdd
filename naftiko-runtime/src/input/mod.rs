//! Inputs of adapters.
//!
//! [`Inputs`] returns typed values and collects problems; [`Inputs::finish`] returns all problems at once, so that a
//! caller (or an agent) can correct them together.

mod arguments;
mod body;
mod document;
mod inputs;
mod members;
mod request;
mod suggest;
mod typed;

pub use crate::parameter::{InputProblem, InvalidInput, ParameterIn, ProblemKind};
#[cfg(feature = "mcp")]
pub(crate) use arguments::unknown_argument;
pub use document::{texts, typed};
pub use inputs::Inputs;
#[cfg(feature = "mcp")]
pub(crate) use suggest::nearest;
