//! Errors of pages.

use std::fmt;

/// The reason why the next page of a list cannot be read. Its text has no address and no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PageError {
    /// The API returned a page again, or the start of one, so that reading would never end.
    Repeated,
    /// The address of the next page has another origin than the API. Credentials are not sent there.
    OtherOrigin,
    /// The address of the next page is not a URI.
    InvalidLink,
    /// The position is of another operation, or of another description of its pages. Nothing was sent.
    Position,
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Repeated => "the API returned the same page again",
            Self::OtherOrigin => "the link to the next page leads to another origin; it is not followed",
            Self::InvalidLink => "the link to the next page is invalid",
            Self::Position => "the position is of the pages of another operation",
        })
    }
}

impl std::error::Error for PageError {}
