//! The code generated for every spec in `specs/`, and a program that runs it against imitated APIs.
//!
//! [`generated`] is what `naftiko generate specs/*.yaml --out generated-example/src/generated` writes, checked in as it is.
//! [`wiring`] supplies what the specs leave out, [`adapters`] serves all of them, and [`once`] calls every operation in every
//! way there is.

#![deny(warnings)]

pub mod adapters;
/// What the generator wrote, a module for each spec.
#[rustfmt::skip]
pub mod generated;
pub mod guide;
pub mod http;
pub mod once;
pub mod samples;
pub mod upstream;
pub mod wiring;

/// Whatever can go wrong.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
