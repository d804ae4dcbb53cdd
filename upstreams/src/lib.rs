//! Fake upstream APIs of the specs in `specs/`: m3ter, Azure's Instance Metadata Service, METI, and a shop of our own.
//!
//! They keep state and reject what the real APIs reject, so that an incomplete request fails here too. The rules
//! follow the documentation of each API. Where that says nothing, the module names the chosen behaviour, which can be
//! changed.
//!
//! An [`FakeApi`] is a function from a request to an [`Answer`]. Tests call it in their own process, where a paused
//! clock skips hours; [`Served`] listens on the loopback interface. The [`Ledger`] has the settings and counters of
//! an API: lifetimes, delays, [`Fault`]s, limits. Several APIs may share one ledger, and so accept each other's
//! tokens.

mod answer;
mod control;
mod fault;
mod gate;
pub mod imds;
mod ledger;
pub mod m3ter;
pub mod meti;
mod request;
mod served;
pub mod shop;
mod token;

use bytes::Bytes;
use http::Request;

pub use answer::{Answer, Ending};
pub use control::Control;
pub use fault::{Fault, Hint};
pub use gate::Limit;
pub use ledger::{Counters, Ledger, State};
pub use served::Served;

/// A fake API.
pub trait FakeApi: Send + Sync + 'static {
    /// Returns the response to a request.
    fn answer(&self, request: &Request<Bytes>) -> Answer;
}
