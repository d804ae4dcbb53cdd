//! The code generated for every spec in `specs/`, and a program that runs it against fake upstream APIs.
//!
//! [`generated`] is the output of `naftiko generate specs/*.yaml --out generated-example/src/generated`, checked in
//! unchanged. [`wiring`] sets what the specs leave to the program, [`adapters`] serves all capabilities, [`once`]
//! calls every operation through the client, REST and MCP, and [`tokens`] demonstrates the token lifecycle.

#![deny(warnings)]

pub mod adapters;
/// The output of the generator, a module for each spec.
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

// A spec of our own for m3ter's products, compiled with the macro in one line.
naftiko::naftiko! { "../tests/specs/m3ter-products.yaml", emit: [client] }

/// Any error.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
