//! Static descriptions of pages: where an API has the items of a page and the start of the next one.

use crate::parameter::ParameterIn;

/// The names of members from the body to a value; empty for the body itself.
pub(crate) type MemberPath = &'static [&'static str];

/// How an operation returns a list in pages.
///
/// ```
/// use naftiko::client::Paging;
/// use naftiko::input::ParameterIn;
///
/// // `{"data": […], "meta": {"next": "…"}}`, and `?cursor=…`.
/// static CURSOR: Paging = Paging::token(&["data"], ParameterIn::Query("cursor"), &["meta", "next"]);
/// // `[…]`, and `?offset=…`.
/// static OFFSET: Paging = Paging::offset(&[], ParameterIn::Query("offset")).limit(ParameterIn::Query("limit"));
/// // `{"value": […], "nextLink": "https://…"}`.
/// static LINK: Paging = Paging::link(&["value"], &["nextLink"]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    pub(crate) items: MemberPath,
    pub(crate) way: Way,
    /// The number of all items; empty without one.
    pub(crate) total: MemberPath,
    /// The parameter with the largest number of items in a page.
    pub(crate) limit: Option<ParameterIn<'static>>,
}

/// How a request names the start of its page.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    /// A parameter has the token that the page before has at a path.
    Token(ParameterIn<'static>, MemberPath),
    /// A parameter has the number of items before the page.
    Offset(ParameterIn<'static>),
    /// A parameter has the number of the page, and the first page this one.
    Number(ParameterIn<'static>, u64),
    /// The address is at a path in the page before.
    Link(MemberPath),
    /// The address is in the header `Link` of the page before.
    LinkHeader,
}

impl Paging {
    /// Creates the description of pages that name the next one by a token: the parameter for it, and where a page has it. An absent, null or
    /// empty token ends the list.
    pub const fn token(items: MemberPath, parameter: ParameterIn<'static>, next: MemberPath) -> Self {
        Self::new(items, Way::Token(parameter, next))
    }

    /// Creates the description of pages that start after a number of items.
    pub const fn offset(items: MemberPath, parameter: ParameterIn<'static>) -> Self {
        Self::new(items, Way::Offset(parameter))
    }

    /// Creates the description of numbered pages. `first` is the number of the first one.
    pub const fn number(items: MemberPath, parameter: ParameterIn<'static>, first: u64) -> Self {
        Self::new(items, Way::Number(parameter, first))
    }

    /// Creates the description of pages with the address of the next one in their body.
    pub const fn link(items: MemberPath, next: MemberPath) -> Self {
        Self::new(items, Way::Link(next))
    }

    /// Creates the description of pages with the address of the next one in the header `Link` (RFC 8288), as the relation `next`.
    pub const fn link_header(items: MemberPath) -> Self {
        Self::new(items, Way::LinkHeader)
    }

    /// Sets the parameter with the largest number of items in a page, by which a page that is not full ends the list.
    #[must_use]
    pub const fn limit(mut self, parameter: ParameterIn<'static>) -> Self {
        self.limit = Some(parameter);
        self
    }

    /// Sets where a page has the number of all items, by which the list ends.
    #[must_use]
    pub const fn total(mut self, path: MemberPath) -> Self {
        self.total = path;
        self
    }

    const fn new(items: MemberPath, way: Way) -> Self {
        Self {
            items,
            way,
            total: &[],
            limit: None,
        }
    }

    /// Returns where the body has the token or the address of the next page; empty without one.
    pub(crate) fn next(&self) -> MemberPath {
        match self.way {
            Way::Token(_, next) | Way::Link(next) => next,
            Way::Offset(_) | Way::Number(..) | Way::LinkHeader => &[],
        }
    }
}
