//! Requests: their parts, and the encoding of what goes into them.

pub(crate) mod base_uri;
pub(crate) mod headers;
pub(crate) mod multipart;
pub(crate) mod path;
pub(crate) mod query;
