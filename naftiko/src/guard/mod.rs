//! Whom an adapter answers: authentication of its callers.
//!
//! Generated code describes it in a static [`Inbound`], whose variables are resolved with those of the APIs;
//! a program can make a [`Guard`] by hand, or write a [`Check`] of its own. A guard stands in front of an
//! adapter ([`Adapter::authentication`](crate::serve::Adapter::authentication)) or of any router
//! ([`Guard::protect`]). Credentials are compared in constant time, and taken out of a request before
//! anything else sees it: they cannot reach an API.

mod authenticate;
mod caller;
mod challenge;
mod config;
mod credentials;
#[expect(
    clippy::module_inception,
    reason = "the type `Guard` has the name of the folder"
)]
mod guard;
#[cfg(feature = "oauth2")]
mod oauth2;
mod page;
mod rejection;
mod router;
mod spec;

pub use authenticate::{Check, Checking};
pub use caller::Caller;
pub use config::Callers;
pub use guard::Guard;
#[cfg(feature = "oauth2")]
pub use oauth2::{OAuth2, ResourceServer};
pub use rejection::Denied;
pub use spec::Inbound;
