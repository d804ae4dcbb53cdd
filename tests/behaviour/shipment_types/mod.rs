//! Types of an OpenAPI document over loopback: the client of `shipments.yaml` with each tolerance.

mod bodies;
mod faults;
mod freight;
mod kept;
mod parameters;
mod statuses;
mod stored;

use freight::Freight;

use super::{shipment_states, shipments};

/// The client over a freight.
fn client(freight: &Freight) -> shipments::client::Freight {
    let capability = shipments::Capability::builder()
        .freight(|api| api.base_uri(freight.uri()))
        .build()
        .unwrap();
    capability.freight().clone()
}

/// The types of another module are those types.
#[tokio::test]
async fn spec_uses_the_types_of_another_module() {
    let freight = Freight::start(200, r#"{"id":"7","state":"ready","grams":1,"stops":[]}"#).await;
    let states = shipment_states::Capability::builder()
        .freight(|api| api.base_uri(freight.uri()))
        .build()
        .unwrap();
    let response = states.freight().get_shipment("7").await.unwrap();
    let shipment: shipments::types::Shipment = response.value().unwrap();
    assert_eq!(shipment.id, "7");
}
