//! Types of an OpenAPI document over loopback: the client of `shipments.yaml` with each tolerance.

mod bodies;
mod faults;
mod freight;
mod kept;
mod statuses;
mod stored;

use freight::Freight;

use super::shipments;

/// The client over a freight.
fn client(freight: &Freight) -> shipments::client::Freight {
    let capability = shipments::Capability::builder()
        .freight(|api| api.base_uri(freight.uri()))
        .build()
        .unwrap();
    capability.freight().clone()
}
