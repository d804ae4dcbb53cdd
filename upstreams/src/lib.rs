//! The APIs that the samples call, imitated: m3ter, Azure's Instance Metadata Service, and METI.
//!
//! They keep state and refuse what the real ones refuse, so that a request that lacks something fails here too. The rules come
//! from the documentation of each API; where that says nothing, the module says what was chosen, and it can be changed.
//!
//! An [`Imitation`] is a function from a request to an [`Answer`]. Tests ask it in their own process, where a paused clock
//! makes hours pass in no time; [`Served`] listens on the loopback interface. What an API is told and what it counts is in its
//! [`Ledger`]: lifetimes, delays, [`Fault`]s, limits. Several APIs may share one, and take each other's tokens.

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
mod token;

use bytes::Bytes;
use http::Request;

pub use answer::{Answer, Ending};
pub use control::Control;
pub use fault::{Fault, Hint};
pub use gate::Limit;
pub use ledger::{Counters, Ledger, State};
pub use served::Served;

/// An imitated API.
pub trait Imitation: Send + Sync + 'static {
    /// What a request is answered with.
    fn answer(&self, request: &Request<Bytes>) -> Answer;
}
