//! Types of an OpenAPI document over loopback: the client of `shipments.yaml` with each tolerance.

mod bodies;
mod carrier;
mod faults;

use carrier::Carrier;

use super::shipments;

/// The client over a carrier.
fn client(carrier: &Carrier) -> shipments::client::Carrier {
    let capability = shipments::Capability::builder()
        .carrier(|api| api.base_uri(carrier.uri()))
        .build()
        .unwrap();
    capability.carrier().clone()
}
