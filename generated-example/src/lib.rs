//! The code generated for every spec in `specs/`, and a program that runs it against imitated APIs.
//!
//! [`generated`] is what `naftiko generate specs/*.yaml --out generated-example/src/generated` writes, checked in as it is.
//! [`wiring`] supplies what the specs leave out, [`adapters`] serves all of them, [`once`] calls every operation in every
//! way there is, and [`tokens`] shows what becomes of the tokens of each API.

#![deny(warnings)]

pub mod adapters;
/// What the generator wrote, a module for each spec.
#[rustfmt::skip]
pub mod generated;
pub mod guide;
pub mod http;
pub mod once;
pub mod samples;
mod table;
pub mod tokens;
pub mod upstreams;
pub mod wiring;

// A spec of its own in front of m3ter's products: the way of the macro, in one line.
naftiko::naftiko! { "../tests/specs/m3ter-products.yaml", emit: [client] }

/// Whatever can go wrong.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
