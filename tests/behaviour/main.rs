//! Generated code over loopback: client, REST and MCP, with a fake upstream.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod agents_arguments;
mod balances;
mod bodies;
mod catalogue;
mod client;
mod composing;
mod documents;
mod engine_mcp;
mod engine_rest;
mod freight_desk_bodies;
mod gallery_files;
mod harbour;
mod imported;
mod keywords;
mod machine;
mod mcp;
mod no_content;
mod products;
mod readme;
mod rest;
mod shelf_paths;
mod shipment_types;
mod signals_requests;
mod strangers;
mod tokens;
mod tool_budget;
mod upstream;
mod xml_lists;

naftiko::naftiko!("agents.yaml");
naftiko::naftiko!("m3ter-products.yaml");
naftiko::naftiko!("meters.yaml");
naftiko::naftiko!("parcel-desk.yaml");
naftiko::naftiko! { "parcel-desk.yaml", module: searched_desk, emit: [mcp], catalogue: search, pinned_tools: ["ping"] }
naftiko::naftiko! { "balances.yaml", module: ledger }
naftiko::naftiko!("random-outputs.yaml");
naftiko::naftiko! { "balances.yaml", module: lenient_ledger, emit: [client], tolerance: lenient }
naftiko::naftiko!("parcels.yaml");
naftiko::naftiko!("shelves.yaml");
naftiko::naftiko!("fleet.yaml");
naftiko::naftiko!("signals.yaml");
naftiko::naftiko! { "tolls.lists.yaml", module: tolls }
naftiko::naftiko!("gallery.yaml");
naftiko::naftiko!("engine-rows.yaml");
naftiko::naftiko!("vault.yaml");
naftiko::naftiko!("wharves.yaml");
naftiko::naftiko!("parts.yaml");
naftiko::naftiko!("freight-desk.yaml");
naftiko::naftiko! { "freight-desk.yaml", module: lax_desk, unknown_arguments: ignore }
naftiko::naftiko! { "shipments.yaml", emit: [client] }
naftiko::naftiko! { "shipment-states.yaml", emit: [client], types: crate::shipments::types }
naftiko::naftiko! { "shipments.yaml", module: lenient_shipments, emit: [client], tolerance: lenient }
naftiko::naftiko! { "shipments.yaml", module: open_shipments, emit: [client], tolerance: open }
naftiko::naftiko! { "shipments.yaml", module: keeping_shipments, emit: [client], unknown: keep, fill: off }
naftiko::naftiko! { "shipments.yaml", module: stored_shipments, emit: [client], derive: [serde, Eq, Hash, Default], unknown: keep }
naftiko::naftiko! { "../specs/instancemetadataclient-get-token.yaml", module: azure }

/// Builds the capability over an upstream.
fn capability(upstream: &upstream::Upstream) -> parcel_desk::Capability {
    parcel_desk::Capability::builder()
        .variable("PARCEL_TOKEN", "secret-token")
        .variable("PARCEL_REGION", "north/west")
        .parcels(|api| api.base_uri(upstream.uri("/v2")))
        .depots(|api| api.base_uri(upstream.uri("")))
        .build()
        .unwrap()
}

/// Returns the path with the query, and the body, of each request that an API got.
fn received(api: &naftiko::client::FakeTransport) -> Vec<(String, String)> {
    let received = api.requests().into_iter().map(|request| {
        let target = request.uri().path_and_query().map(ToString::to_string);
        let body = String::from_utf8_lossy(request.body()).into_owned();
        (target.unwrap_or_default(), body)
    });
    received.collect()
}

/// Returns an HTTP client for servers on loopback.
fn http() -> reqwest::Client {
    naftiko::client::http_builder()
        .unwrap()
        .no_proxy()
        .build()
        .unwrap()
}
