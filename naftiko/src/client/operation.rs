//! The static description of an operation.

use http::Method;

use super::Piece;
use crate::format::{Conversion, Format};

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
    pub(super) conversion: Option<Conversion>,
    pub(super) repeatable: bool,
    pub(super) media_type: Option<&'static str>,
    pub(super) size_limit: Option<usize>,
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
            conversion: None,
            repeatable: false,
            media_type: None,
            size_limit: None,
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

    /// Answers come in another format than JSON: reading them converts the body first.
    ///
    /// # Panics
    /// When the feature that the format needs is off: in a `static`, that is when it is compiled.
    #[must_use]
    pub const fn format(mut self, format: Format) -> Self {
        self.conversion = Some(Conversion::new(format, None));
        self
    }

    /// Answers come in another format than JSON, which needs something besides: the text of a schema, or a
    /// selector (see [`Format`]).
    ///
    /// # Panics
    /// As [`Operation::format`].
    #[must_use]
    pub const fn format_with(mut self, format: Format, schema: &'static str) -> Self {
        self.conversion = Some(Conversion::new(format, Some(schema)));
        self
    }

    /// The operation may be repeated although its method does not say so: doing it twice is as good as once.
    #[must_use]
    pub const fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// The media type of answers, whatever the API says of them.
    #[must_use]
    pub const fn media_type(mut self, media_type: &'static str) -> Self {
        self.media_type = Some(media_type);
        self
    }

    /// The size of the largest answer, in bytes, unless the client has a limit of its own.
    #[must_use]
    pub const fn size_limit(mut self, bytes: usize) -> Self {
        self.size_limit = Some(bytes);
        self
    }

    /// Whether doing it twice is as good as once: by its method, or because the spec says so.
    pub(super) fn is_repeatable(&self) -> bool {
        self.repeatable || self.method.is_idempotent()
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
