//! Access tokens: fetching, lifetime and refresh.

mod dates;
mod fetch;
mod grant;
mod lifetime;
mod refresh;
mod source;

pub(crate) use fetch::{TokenFetcher, TokenResponseFields};
pub(crate) use lifetime::RefreshMargin;
pub(crate) use source::CachedToken;
pub use source::{AccessToken, TokenSource};
