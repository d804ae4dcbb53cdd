//! What a caller of an adapter sent, read as what the spec says it is.
//!
//! [`Inputs`] hands out typed values and keeps a list of what is wrong; [`Inputs::finish`] gives the whole
//! list at once, so that a caller (or an agent) can correct everything in one go.

mod arguments;
mod body;
mod inputs;
mod members;
mod nearest;
mod place;
mod problem;
mod request;
mod typed;

pub use inputs::Inputs;
pub use place::In;
pub use problem::{InputProblem, InvalidInput, ProblemKind};
