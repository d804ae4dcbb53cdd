//! Long-running operations with generated code over loopback: futures of the client, results of MCP tools, and those of published documents.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod api;
mod client;
mod fake;
mod mcp;
mod published;
mod rest;

use api::Disks;

naftiko::naftiko!("specs/disks.yaml");
naftiko::naftiko! { "specs/disks.yaml", module: faked, emit: [client, mcp], testing: always }

/// The key of every server, as replicas have it.
const KEY: &str = "0123456789abcdef0123456789abcdef";

/// Builds the capability over an API, with the keys of its servers.
fn capability(api: &Disks, keys: &str) -> disks::Capability {
    disks::Capability::builder()
        .variable("DISKS_TOKEN", "canary-token")
        .variable("DISKS_SIGNING_KEY", keys)
        .compute(|config| config.base_uri(api.uri()))
        .long_running(|config| config.base_uri(api.uri()))
        .build()
        .unwrap()
}
