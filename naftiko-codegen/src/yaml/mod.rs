//! YAML parser: from text to a tree of nodes with their places.
//!
//! The tree keeps scalars as the author wrote them: `version: 1.0` stays `1.0`, and `country: no` stays `no`. The core schema of
//! YAML 1.2 is applied on demand. The tree is built from the events of granit-parser, because serde loses the style of a scalar
//! and the end of a map. Nothing outside this module uses the YAML crate.

mod builder;
mod collection;
mod error;
mod failure;
mod json;
mod made;
mod node;
mod parse;
mod size;
mod surroundings;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use builder::MAX_DEPTH;
pub(crate) use node::{Kind, Node, Scalar, Tree};
pub(crate) use parse::{Limits, MAX_BYTES, parse, parse_within};
