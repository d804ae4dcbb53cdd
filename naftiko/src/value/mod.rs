//! Values on their way to the wire and back: arguments of a call, JSON being built, JSON being read.
//!
//! Generated code names its types here; nothing in this module does I/O.

mod argument;
mod at;
mod build;
mod convert;
mod error;
mod escape;
mod json_path;
mod number;
mod way;

pub use argument::{Argument, text, whole_or_field};
pub use at::At;
pub use build::{Array, Object};
pub use convert::{FromJson, ToJson};
pub use error::DecodeError;
pub use escape::{json_string, json_value, sparql, sparql_iri, xml};

pub use json_path::{JsonPath, Matches};

#[cfg(feature = "client")]
pub(crate) use convert::parse;
#[cfg(any(feature = "avro", feature = "protobuf", feature = "yaml"))]
pub(crate) use number::json_number;
pub(crate) use number::{decimal, integer_of, integral};
pub(crate) use way::kind;
