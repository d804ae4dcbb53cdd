//! The static description of an operation.

use http::Method;

use super::Piece;

/// Name and template of a constant pair.
pub(super) type Pairs = &'static [(&'static str, &'static [Piece])];

/// One operation of an API: what generated code knows of it before any argument is given.
#[derive(Clone, Debug)]
pub struct Operation {
    pub(super) id: &'static str,
    pub(super) method: Method,
    pub(super) path: &'static [Piece],
    pub(super) query: Pairs,
    pub(super) headers: Pairs,
}

impl Operation {
    /// An operation by its id (`parcels.get-parcel`, for errors and spans), method, and path below the base
    /// URI.
    ///
    /// Text of the path is sent as it is written; arguments and variables in it are encoded as one segment,
    /// or a part of one.
    pub const fn new(id: &'static str, method: Method, path: &'static [Piece]) -> Self {
        Self {
            id,
            method,
            path,
            query: &[],
            headers: &[],
        }
    }

    /// Pairs sent in the query of each call. They win over the API's of the same name, and arguments win over
    /// them.
    #[must_use]
    pub const fn query(mut self, pairs: &'static [(&'static str, &'static [Piece])]) -> Self {
        self.query = pairs;
        self
    }

    /// Headers sent with each call. They win over the API's of the same name, and arguments win over them.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static [Piece])]) -> Self {
        self.headers = headers;
        self
    }

    /// The id, such as `parcels.get-parcel`.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The method.
    pub const fn method(&self) -> &Method {
        &self.method
    }
}
