//! Whom an adapter answers: authentication of its callers.
//!
//! Generated code describes it in a static [`Inbound`], whose variables are resolved with those of the APIs;
//! a program can make a [`Guard`] by hand, or write a [`Check`] of its own. A guard stands in front of an
//! adapter ([`Adapter::authentication`](crate::serve::Adapter::authentication)) or of any router
//! ([`Guard::protect`]). Credentials are compared in constant time, and taken out of a request before
//! anything else sees it: they cannot reach an API.

mod caller;
mod callers;
mod challenge;
mod check;
mod credentials;
mod denied;
mod description;
mod guard;
#[cfg(feature = "oauth2")]
mod oauth2;
mod page;
mod protect;

pub use caller::Caller;
pub use callers::Callers;
pub use check::{Check, Checking};
pub use denied::Denied;
pub use description::Inbound;
pub use guard::Guard;
#[cfg(feature = "oauth2")]
pub use oauth2::{OAuth2, ResourceServer};
