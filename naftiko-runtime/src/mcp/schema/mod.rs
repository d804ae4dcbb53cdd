//! Values against the published schemas: arguments of tools, and results.

mod accepted;
mod described;
mod fields;
mod least;
pub(crate) mod shape;

pub(crate) use accepted::{Accepted, Fitted};
pub(crate) use described::Described;
pub(crate) use fields::{Asked, SelectingTools};
pub(crate) use shape::Shape;
