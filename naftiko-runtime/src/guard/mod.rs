//! Guards: authentication of callers.
//!
//! Generated code has a static [`GuardSpec`] for each guard, which [`build_guards`] builds. A program
//! can also create a [`Guard`], or implement [`Authenticate`]. A guard protects an adapter
//! ([`Adapter::authentication`](crate::serve::Adapter::authentication)) or any router ([`Guard::protect`]). It
//! compares credentials in constant time and removes them from the request, so that they cannot reach an API.

mod authenticate;
mod config;
mod credentials;
#[expect(
    clippy::module_inception,
    reason = "the type `Guard` has the name of the folder"
)]
mod guard;
#[cfg(feature = "oauth2")]
mod oauth2;
mod rejection;
mod spec;

pub use crate::context::Caller;
pub use authenticate::{Authenticate, AuthenticateFuture};
pub use config::{GuardConfig, build_guards};
pub use guard::Guard;
#[cfg(feature = "oauth2")]
pub use oauth2::{OAuth2, ResourceServer};
pub use rejection::Rejection;
pub use spec::GuardSpec;
