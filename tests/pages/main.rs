//! Lists in pages, with generated code over loopback: streams of the client, cursors of MCP tools and links of REST routes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod cut;
mod ledger;
mod mcp;
mod published;
mod rest;
mod streams;

naftiko::naftiko!("specs/lists.yaml");
naftiko::naftiko! { "specs/lists.yaml", module: faked, emit: [client], testing: always }

use ledger::Ledger;

/// The key of every server, as replicas have it.
const KEY: &str = "0123456789abcdef0123456789abcdef";

/// Builds the capability over an API, with the keys for cursors.
fn capability(ledger: &Ledger, keys: &str) -> lists::Capability {
    lists::Capability::builder()
        .variable("LISTS_TOKEN", "canary-token")
        .variable("LISTS_SIGNING_KEY", keys)
        .ledger(|api| api.base_uri(ledger.uri()))
        .archive(|api| api.base_uri(ledger.uri()))
        .build()
        .unwrap()
}

fn http() -> reqwest::Client {
    let builder = naftiko::client::http_builder().unwrap();
    builder.no_proxy().build().unwrap()
}
