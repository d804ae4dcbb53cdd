//! Access tokens: fetching, lifetime and refresh.

mod credentials;
mod custom;
mod fetch;
mod grant;
mod lifetime;
mod oauth2;
mod refresh;
mod source;

pub use credentials::OAuth2Credentials;
pub use custom::{CustomToken, Placement, TokenVariables};
pub use oauth2::OAuth2;
pub use source::{AccessToken, TokenSource};

pub(super) use fetch::TokenFetcher;
pub(super) use source::CachedToken;
