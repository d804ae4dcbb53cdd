//! `OpenAPI` documents: the types of an API's requests and responses.
//!
//! Read are Swagger 2.0 and `OpenAPI` 3.0, 3.1 and 3.2, in YAML or JSON. A document becomes a graph of types and a list of operations
//! that refer to it. The graph is built from the whole document, so that the name of a type depends on its place in the document only,
//! and not on the operations of a spec.

mod composition;
mod derives;
mod describe;
mod document;
mod documents;
mod graph;
mod keywords;
mod library;
mod long_running;
mod lower;
mod matching;
mod named;
mod names;
mod operation;
pub(crate) mod outline;
mod overlay;
mod pages;
mod parameters;
mod responses;
mod select;
mod structs;
mod union;
mod untagged;
mod version;

pub(crate) use describe::{Described, Found, describe};
pub(crate) use document::{Document, read};
pub(crate) use documents::{Documents, Reading, open};
pub use documents::{documents_beside, without_documents};
pub(crate) use named::Refs;
pub(crate) use operation::{Answer, Operation};
pub(crate) use parameters::{Parameter, ParameterPlace};
pub(crate) use select::{Form, Roots, Selection};
pub(crate) use version::is_document;
