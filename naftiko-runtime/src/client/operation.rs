//! Static descriptions of operations.

use http::Method;

use super::{FinalState, Paging};
use crate::format::{Conversion, Format};
use crate::template::{ConstantPairs, Piece};

/// The style of a list in one parameter of the query or the path, or of an object.
///
/// Where a style puts characters between items, an object is the list of its names and values: `name,x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListStyle {
    /// Items between commas: `ids=1,2`.
    Comma,
    /// Items between spaces: `ids=1%202`.
    Space,
    /// Items between tabs: `ids=1%092`.
    Tab,
    /// Items between bars: `ids=1%7C2`.
    Pipe,
    /// Each member of an object as a query parameter with the name of both: `filter[name]=x`, with the brackets encoded.
    Members,
    /// Each member of an object as a query parameter with its own name: `name=x`.
    Fields,
    /// In a path, after a dot, items between commas: `.1,2`.
    Label,
    /// In a path, each item after a dot: `.1.2`, and `.name=x` for an object.
    LabelExploded,
    /// In a path, after the name, items between commas: `;ids=1,2`.
    Matrix,
    /// In a path, each item after the name: `;ids=1;ids=2`, and `;name=x` for an object.
    MatrixExploded,
}

/// An operation of an API, as generated code describes it.
#[derive(Clone, Debug)]
pub struct Operation {
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    pub(crate) path: &'static [Piece],
    pub(crate) query: ConstantPairs,
    pub(crate) headers: ConstantPairs,
    styles: &'static [(&'static str, ListStyle)],
    pub(crate) conversion: Option<Conversion>,
    pub(crate) idempotent: bool,
    pub(crate) media_type: Option<&'static str>,
    accepted: Option<&'static str>,
    pub(crate) size_limit: Option<usize>,
    pub(crate) paging: Option<Paging>,
    pub(crate) takes_idempotency_key: bool,
    pub(crate) final_state: FinalState,
}

impl Operation {
    /// Creates an operation from its id (`parcels.get-parcel`, for errors and spans), its method, and its path below
    /// the base URI.
    ///
    /// Literal text of the path is sent as it is written. Arguments and variables are encoded as one segment, or as a
    /// part of one.
    pub const fn new(id: &'static str, method: Method, path: &'static [Piece]) -> Self {
        Self {
            id,
            method,
            path,
            query: &[],
            headers: &[],
            styles: &[],
            conversion: None,
            idempotent: false,
            media_type: None,
            accepted: None,
            size_limit: None,
            paging: None,
            takes_idempotency_key: false,
            final_state: FinalState::ByMethod,
        }
    }

    /// Sets query parameters of each call. They override the API's of the same name; arguments override them.
    #[must_use]
    pub const fn query(mut self, pairs: &'static [(&'static str, &'static [Piece])]) -> Self {
        self.query = pairs;
        self
    }

    /// Sets headers of each call. They override the API's of the same name; arguments override them.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static [Piece])]) -> Self {
        self.headers = headers;
        self
    }

    /// Sets the styles of parameters. A list in the query without one is repeated for each item, and one in the path has commas.
    #[must_use]
    pub const fn styles(mut self, styles: &'static [(&'static str, ListStyle)]) -> Self {
        self.styles = styles;
        self
    }

    /// Sets the format of responses other than JSON; the body is converted before it is read.
    ///
    /// # Panics
    /// When the feature of the format is off: at compile time in a `static`.
    #[must_use]
    pub const fn format(mut self, format: Format) -> Self {
        self.conversion = Some(Conversion::new(format, None));
        self
    }

    /// Sets the format of responses, and the schema or selector that it needs (see [`Format`]).
    ///
    /// # Panics
    /// As [`Operation::format`].
    #[must_use]
    pub const fn format_with(mut self, format: Format, schema: &'static str) -> Self {
        self.conversion = Some(Conversion::new(format, Some(schema)));
        self
    }

    /// Marks the operation as idempotent although its method is not, so that it may be retried.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Sets the media type of responses, in place of the one that the API sends.
    #[must_use]
    pub const fn media_type(mut self, media_type: &'static str) -> Self {
        self.media_type = Some(media_type);
        self
    }

    /// Sets the header `Accept`, in place of the one that the operation's format implies: the media types that the API has for it.
    #[must_use]
    pub const fn accept(mut self, media_types: &'static str) -> Self {
        self.accepted = Some(media_types);
        self
    }

    /// Sets the largest response in bytes, unless the client has a limit of its own.
    #[must_use]
    pub const fn size_limit(mut self, bytes: usize) -> Self {
        self.size_limit = Some(bytes);
        self
    }

    /// Sets how the operation returns a list in pages, for [`Call::pages`](crate::client::Call::pages).
    #[must_use]
    pub const fn pages(mut self, paging: Paging) -> Self {
        self.paging = Some(paging);
        self
    }

    /// Sets where the result of the operation is, for [`Call::long_running`](crate::client::Call::long_running).
    #[must_use]
    pub const fn final_state(mut self, state: FinalState) -> Self {
        self.final_state = state;
        self
    }

    /// Sends a new `Idempotency-Key` with each call that has none, the same with every attempt, since the API takes one. Such calls may be
    /// retried.
    #[must_use]
    pub const fn idempotency_key(mut self) -> Self {
        self.takes_idempotency_key = true;
        self
    }

    /// Returns the style of a parameter; `None` without one.
    pub(crate) fn style(&self, name: &str) -> Option<ListStyle> {
        let mut styles = self.styles.iter();
        styles.find(|(known, _)| *known == name).map(|(_, style)| *style)
    }

    /// Returns the media types of the responses that are read.
    pub(crate) fn accepted(&self) -> &'static str {
        let of_format = || {
            self.conversion
                .map_or("application/json", Conversion::media_types)
        };
        self.accepted.unwrap_or_else(of_format)
    }

    /// Returns whether the operation is idempotent, by its method or by the spec.
    pub(crate) fn is_idempotent(&self) -> bool {
        self.idempotent || self.method.is_idempotent()
    }

    /// Returns the id, such as `parcels.get-parcel`.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// Returns the method.
    pub const fn method(&self) -> &Method {
        &self.method
    }
}
