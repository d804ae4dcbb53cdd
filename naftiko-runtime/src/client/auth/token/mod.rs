//! Access tokens: fetching, lifetime and refresh.

mod fetch;
mod lifetime;
mod refresh;
mod source;

pub(crate) use fetch::{FetchFuture, FetchToken, FetchedToken, oauth2_code, request_error};
pub(crate) use lifetime::{RefreshMargin, TokenTimes};
pub(crate) use source::CachedToken;
pub use source::{AccessToken, TokenSource};
