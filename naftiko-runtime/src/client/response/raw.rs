//! Successful responses before they are decoded.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::Place;
use crate::client::Body;
use crate::secret::Redactor;

/// A successful response, before it is decoded.
pub(crate) struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The complete body, unless it is streamed.
    pub(crate) body: Bytes,
    pub(crate) stream: Option<Body>,
    /// Where the API is, if the response has links.
    pub(crate) place: Option<Box<Place>>,
    /// What is secret in it, if the call keeps that.
    pub(crate) secrets: Option<Box<Redactor>>,
}
