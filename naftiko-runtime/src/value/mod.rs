//! Values: arguments of calls, and reading and writing of JSON.
//!
//! Generated code names its types here; nothing in this module does I/O.

mod argument;
mod base64;
mod builder;
mod check;
mod convert;
mod converted;
mod cursor;
mod error;
mod escape;
mod float;
mod json;
mod json_path;
mod kind;
mod number;
mod optional;
mod path;
mod quoted;
mod read_error;
mod reader;
#[cfg(test)]
mod reader_tests;
mod received;
mod scan;
#[cfg(feature = "serde")]
mod stored;
mod tolerance;
mod unescape;
mod writer;

pub use argument::{Argument, text, whole_or_field};
pub use base64::Base64;
pub use builder::{ArrayBuilder, ObjectBuilder};
pub use convert::{FromJson, ToJson};
pub use converted::Converted;
pub use cursor::JsonCursor;
pub use error::DecodeError;
pub use escape::{form, json_string, json_value, sparql, sparql_iri, xml};
pub use json::Json;
pub use kind::Kind;
pub use number::{InvalidNumber, Number};
pub use optional::Optional;
pub use read_error::ReadError;
pub use reader::{Budget, Reader};
#[cfg(feature = "serde")]
pub use stored::{deserialize, serialize};
pub use tolerance::Tolerance;
pub use writer::Writer;

pub use json_path::{JsonPath, NodeList};

#[cfg(any(feature = "avro", feature = "protobuf"))]
pub(crate) use float::json_number;
#[cfg(feature = "mcp")]
pub(crate) use json::{JsonPart, decoded, tree_of};
pub(crate) use json::{Parts, is_named, string_of};
#[cfg(feature = "mcp")]
pub(crate) use path::push_key;
#[cfg(feature = "mcp")]
pub(crate) use reader::CheckedText;
pub(crate) use reader::checked;
pub(crate) use received::Received;
