//! Fake upstream APIs: for tests of programs, and for `naftiko mock`.
//!
//! The generator describes the APIs that a spec consumes as JSON, and [`FakeApis`] serve that description on one port. They check each request
//! strictly, and respond with the examples of the API's document, with recorded responses, or with made values. Generated code has a module
//! `testing` around them with the option `testing`.

mod calls;
mod check;
mod description;
mod fault;
mod matching;
mod operation;
mod record;
mod recording;
mod replay;
mod response;
mod schema;
mod serve;
mod state;
mod text;
mod token;

pub use calls::ReceivedCall;
pub use description::{Description, InvalidDescription};
pub use fault::{Failure, Fault, InvalidFailure};
pub use operation::FakeOperation;
pub use serve::{FakeApis, Settings};
