//! Tokens: where they come from, how long they last, and who waits for them.

mod credentials;
mod custom;
mod descriptor;
mod flight;
mod grant;
mod lifetime;
mod mint;
mod source;

pub use credentials::OAuth2Credentials;
pub use custom::{Bindings, CustomToken, Placement};
pub use descriptor::OAuth2;
pub use source::{AccessToken, TokenSource};

pub(super) use mint::Minter;
pub(super) use source::Token;
