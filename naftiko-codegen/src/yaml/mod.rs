//! Text to a tree of nodes that know where they stand.
//!
//! The tree keeps scalars as the text the author wrote, with what YAML 1.2's core schema makes of it on demand: `version: 1.0`
//! stays `1.0`, `country: no` stays `no`. It is built from the events of serde-saphyr's parser: they have what a pass through
//! serde loses, which is the style of a scalar and the end of a map. Nothing outside this module knows the YAML crate.

mod builder;
mod collection;
mod error;
mod failure;
mod json;
mod node;
mod parse;
mod surroundings;

#[cfg(test)]
mod tests;

pub(crate) use node::{Kind, Node, Tree};
pub(crate) use parse::{MAX_BYTES, parse};
