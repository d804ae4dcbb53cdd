//! The control adapter.

use super::Guard;

/// A control adapter, generated as a function that says what it shows.
#[derive(Debug)]
pub(crate) struct ControlAdapter {
    pub namespace: String,
    pub address: String,
    pub port: u16,
    /// Name of the module.
    pub module: String,
    pub guard: Option<Guard>,
    pub health: bool,
    pub info: Option<SpecInfo>,
    pub metrics: bool,
    pub traces: Option<Traces>,
}

/// What the pages of the adapter say of the spec.
#[derive(Debug)]
pub(crate) struct SpecInfo {
    /// The version of the format.
    pub format: String,
    /// The SHA-256 of the file in hexadecimal digits.
    pub digest: String,
}

/// The traces that are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traces {
    /// The number of requests.
    pub kept: u64,
    /// The share of all requests, from 0 to 1.
    pub share: f64,
}
