//! Search over the tools of an MCP server.
//!
//! The generator describes each tool by an [`Entry`] and writes an index, one text ([`build`]). The runtime reads it in place
//! ([`Index`]). Both split texts into terms by the same rules, so they have this crate in common. Nothing is learnt: the ranking is
//! BM25 over weighted fields, with a table of synonyms and a floor below which nothing is found.

mod build;
mod index;
mod packed;
mod ranking;
mod sentences;
mod stem;
mod synonyms;
mod words;

pub use build::{Entry, build};
pub use index::{Hit, Index};
pub use sentences::{first_sentence, shortened};
