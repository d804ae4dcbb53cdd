//! Tokens: where they come from, how long they last, and who waits for them.

mod credentials;
mod custom;
mod fetch;
mod grant;
mod lifetime;
mod oauth2;
mod refresh;
mod source;

pub use credentials::OAuth2Credentials;
pub use custom::{Bindings, CustomToken, Placement};
pub use oauth2::OAuth2;
pub use source::{AccessToken, TokenSource};

pub(super) use fetch::Minter;
pub(super) use source::Token;
