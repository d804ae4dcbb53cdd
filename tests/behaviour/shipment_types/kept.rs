//! Members that the document does not list (`unknown: keep`), and parameters that are not filled (`fill: off`).

use naftiko::value::Json;

use super::freight::Freight;
use crate::keeping_shipments::{Capability, client, types::Vehicle};

fn client(freight: &Freight) -> client::Freight {
    let capability = Capability::builder()
        .freight(|api| api.base_uri(freight.uri()))
        .build()
        .unwrap();
    capability.freight().clone()
}

#[tokio::test]
async fn member_that_the_document_does_not_list_is_kept_and_written_back() {
    let text = r#"{"kind":"lorry","axles":2,"colour":{"name":"red","parts":[1.50]},"owner":null}"#;
    let freight = Freight::start(200, text).await;
    let client = client(&freight);
    let vehicle = client.get_vehicle("V1").await.unwrap().value().unwrap();
    let Vehicle::Lorry(lorry) = &vehicle else {
        panic!("{vehicle:?}");
    };
    assert_eq!(lorry.rest.get("owner"), Some(&Json::default()));
    freight.answers(204, "");
    client.replace_vehicle("V1", &vehicle).await.unwrap();
    assert_eq!(freight.body(), text);
}

#[tokio::test]
async fn member_with_the_name_of_the_field_keeps_its_field() {
    let text = r#"{"kind":"van","rest":"bed","seats":3}"#;
    let freight = Freight::start(200, text).await;
    let client = client(&freight);
    let Vehicle::Van(van) = client.get_vehicle("V1").await.unwrap().value().unwrap() else {
        panic!("no van");
    };
    assert_eq!(van.rest.as_deref(), Some("bed"));
    assert_eq!(van.rest_2.keys().collect::<Vec<_>>(), ["seats"]);
    freight.answers(204, "");
    client.replace_vehicle("V1", &Vehicle::Van(van)).await.unwrap();
    assert_eq!(freight.body(), text);
}

#[tokio::test]
async fn parameter_that_only_the_document_has_is_not_sent_without_fill() {
    let freight = Freight::start(200, r#"{"state":"ready"}"#).await;
    client(&freight).get_settings().await.unwrap();
    assert_eq!(freight.line(), "GET /settings");
    assert_eq!(freight.header("x-mode"), "");
}
