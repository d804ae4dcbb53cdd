//! Traits of the option `derive`: values that are stored, compared and created.

use std::collections::HashSet;
use std::hash::Hash;

use naftiko::serde::{Deserialize, Serialize};

use super::freight::Freight;
use crate::stored_shipments::Capability;
use crate::stored_shipments::types::{
    Container, Settings, Shipment, ShipmentChanges, ShipmentInput, State, Van, Vehicle,
};

/// Returns a value after it was stored and loaded.
fn loaded<T: Serialize + for<'de> Deserialize<'de>>(value: &T) -> (String, T) {
    let text = serde_json::to_string(value).unwrap();
    let loaded = serde_json::from_str(&text).unwrap();
    (text, loaded)
}

#[test]
fn stored_value_is_loaded_unchanged() {
    let text = r#"{"kind":"van","doors":3,"rest":"bed","seats":[2,1.5,null]}"#;
    let vehicle: Vehicle = serde_json::from_str(text).unwrap();
    assert!(matches!(vehicle, Vehicle::Van(_)));
    assert_eq!(loaded(&vehicle), (text.to_owned(), vehicle));
    for text in [r#""ready""#, r#""lost""#] {
        let state: State = serde_json::from_str(text).unwrap();
        assert_eq!(loaded(&state), (text.to_owned(), state));
    }
    for text in [
        "{}",
        r#"{"note":null}"#,
        r#"{"note":"x","grams":9007199254740993}"#,
    ] {
        let changes: ShipmentChanges = serde_json::from_str(text).unwrap();
        assert_eq!(loaded(&changes), (text.to_owned(), changes));
    }
}

#[tokio::test]
async fn member_that_requests_leave_out_is_stored() {
    let text = r#"{"id":"S1","state":"ready","grams":1,"seal":"aGVsbG8="}"#;
    let input: ShipmentInput = serde_json::from_str(text).unwrap();
    assert!(loaded(&input).0.starts_with(r#"{"state":"ready","grams":1"#));
    let shipment: Shipment =
        serde_json::from_str(r#"{"id":"S1","state":"ready","grams":1,"stops":["Ulm"],"price":7.25}"#)
            .unwrap();
    let (stored, again) = loaded(&shipment);
    assert!(stored.starts_with(r#"{"id":"S1","#), "{stored}");
    assert_eq!(again, shipment);
    // A request leaves the member out nevertheless.
    let freight = Freight::start(201, "").await;
    let capability = Capability::builder()
        .freight(|api| api.base_uri(freight.uri()))
        .build()
        .unwrap();
    capability.freight().create_shipment(&input).await.unwrap();
    assert_eq!(freight.body(), r#"{"state":"ready","grams":1,"seal":"aGVsbG8="}"#);
}

#[test]
fn invalid_stored_value_is_an_error_with_its_path() {
    let error =
        serde_json::from_str::<Settings>(r#"{"state":"ready","values":{"a":[]},"x":"y"}"#).unwrap_err();
    assert!(error.to_string().contains("`$.x`"), "{error}");
}

#[test]
fn types_have_the_traits_that_they_can_have() {
    fn distinct<T: Eq + Hash>(values: impl IntoIterator<Item = T>) -> usize {
        values.into_iter().collect::<HashSet<_>>().len()
    }
    assert_eq!(distinct([Van::default(), Van::default()]), 1);
    assert_eq!(distinct([Vehicle::Van(Van::default())]), 1);
    assert_eq!(distinct([Container::default()]), 1);
    // `Shipment` has a floating-point number, and its state has no default.
    assert_eq!(Van::default().kind, "");
}
