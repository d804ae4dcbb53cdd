//! Bodies with the types of a document: requests byte for byte, responses as values, and both ways.

use std::collections::BTreeMap;

use naftiko::value::{Base64, Json, Number, Optional};

use super::client;
use super::freight::Freight;
use super::shipments::types::{
    Container, Lorry, Problem, Settings, SettingsValuesValue, Shipment, ShipmentChanges, ShipmentInput,
    State, Vehicle,
};

const FULL: &str = r#"{"id":"S1","state":"in-transit","grams":9007199254740993,"price":12345678901234567890.10,"ratio":0.5,
    "note":null,"urgent":true,"stops":["Ulm","Bonn"],"labels":{"b":"2","a":"1"},"seal":"aGVs\nbG8",
    "vehicle":{"kind":"lorry","axles":3},"box":{"name":"outer","inner":{"name":"inner"},"parts":[{"parts":[]}]}}"#;

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

#[tokio::test]
async fn typed_body_is_sent_byte_for_byte() {
    let freight = Freight::start(202, "").await;
    let mut body = ShipmentInput::new(State::InTransit, i64::MAX, Base64::from(b"hello?>".to_vec()));
    body.price = Some(number("0.10"));
    body.ratio = Some(0.1);
    body.labels = Some(BTreeMap::from([
        ("b".to_owned(), "\"".to_owned()),
        ("a".to_owned(), "é".to_owned()),
    ]));
    body.r#box = Some(Container {
        name: Some("outer".to_owned()),
        inner: Some(Box::new(Container::default())),
        parts: Some(vec![Container::default()]),
    });
    client(&freight).create_shipment(&body).await.unwrap();
    // Members have the order of the document. The default of `limit` is not sent, and `id` is not a member of requests.
    assert_eq!(
        freight.body(),
        r#"{"state":"in-transit","grams":9223372036854775807,"price":0.10,"ratio":0.1,"seal":"aGVsbG8/Pg==","labels":{"a":"é","b":"\""},"box":{"name":"outer","inner":{},"parts":[{}]}}"#
    );
}

#[tokio::test]
async fn typed_response_has_every_member() {
    let freight = Freight::start(200, FULL).await;
    let shipment: Shipment = client(&freight)
        .get_shipment("S1")
        .await
        .unwrap()
        .value()
        .unwrap();
    assert_eq!(shipment.id, "S1");
    assert_eq!(shipment.state, State::InTransit);
    assert_eq!(shipment.grams, 9_007_199_254_740_993);
    assert_eq!(shipment.price.unwrap().to_string(), "12345678901234567890.10");
    assert_eq!(shipment.ratio, Some(0.5));
    assert_eq!(shipment.note, None);
    assert_eq!(shipment.urgent, Some(true));
    assert_eq!(shipment.stops, ["Ulm", "Bonn"]);
    assert_eq!(shipment.labels.unwrap()["a"], "1");
    assert_eq!(shipment.seal, Some(Base64::from(b"hello".to_vec())));
    let Some(Vehicle::Lorry(lorry)) = shipment.vehicle else {
        panic!("{:?}", shipment.vehicle);
    };
    assert_eq!(lorry.axles, Some(3));
    let outer = shipment.r#box.unwrap();
    assert_eq!(outer.inner.unwrap().name.as_deref(), Some("inner"));
    assert_eq!(outer.parts.unwrap()[0].parts.as_deref(), Some(&[][..]));
}

#[tokio::test]
async fn typed_response_is_a_list() {
    let freight = Freight::start(200, &format!("[{FULL},{FULL}]")).await;
    let shipments: Vec<Shipment> = client(&freight).list_shipments().await.unwrap().value().unwrap();
    assert_eq!(shipments.len(), 2);
    assert_eq!(shipments[0], shipments[1]);
}

#[tokio::test]
async fn success_without_a_body_is_none() {
    let freight = Freight::start(202, "").await;
    let body = ShipmentInput::new(State::Ready, 1, Base64::default());
    assert_eq!(
        client(&freight)
            .create_shipment(&body)
            .await
            .unwrap()
            .value()
            .unwrap(),
        None
    );
    freight.answers(201, FULL);
    let made = client(&freight)
        .create_shipment(&body)
        .await
        .unwrap()
        .value()
        .unwrap();
    assert_eq!(made.map(|made| made.id).as_deref(), Some("S1"));
}

#[tokio::test]
async fn error_body_has_the_type_of_the_document() {
    let freight = Freight::start(404, r#"{"code":"gone","fields":["id"]}"#).await;
    let error = client(&freight).get_shipment("S1").await.unwrap_err();
    let problem: Problem = error.body().unwrap();
    assert_eq!(
        (problem.code.as_str(), problem.fields),
        ("gone", Some(vec!["id".to_owned()]))
    );
}

#[tokio::test]
async fn error_body_of_another_shape_keeps_the_status_and_the_bytes() {
    for body in ["<html>", "", r#"{"code":"#, r#"{"message":"no"}"#, "[]"] {
        let freight = Freight::start(418, body).await;
        let error = client(&freight).get_shipment("S1").await.unwrap_err();
        assert_eq!(error.body::<Problem>(), None, "{body}");
        assert_eq!(error.status().unwrap(), 418, "{body}");
        let naftiko::client::ErrorKind::Status(status) = error.kind() else {
            panic!("{error:?}");
        };
        assert_eq!(status.body(), body.as_bytes());
    }
}

#[tokio::test]
async fn unknown_enum_value_is_kept_and_written_back() {
    let freight = Freight::start(200, r#"{"state":"LOST \"at\" sea"}"#).await;
    let client = client(&freight);
    let settings = client.get_settings().await.unwrap().value().unwrap();
    assert_eq!(settings.state, State::from("LOST \"at\" sea"));
    assert_eq!(settings.state.as_str(), "LOST \"at\" sea");
    freight.answers(204, "");
    client.replace_settings(&settings).await.unwrap();
    assert_eq!(freight.body(), r#"{"state":"LOST \"at\" sea"}"#);
    // A listed text is the variant, whichever way it is made.
    assert_eq!(State::from("ready"), State::Ready);
}

#[tokio::test]
async fn unknown_tag_is_kept_and_written_back() {
    for unknown in [
        r#"{"kind":"tram","rails":{"gauge":1435.0},"z":[1e2,null]}"#,
        r#"{"axles":2}"#,
        r#"{"kind":7}"#,
        r#"["kind","lorry"]"#,
        r#""lorry""#,
    ] {
        let freight = Freight::start(200, unknown).await;
        let client = client(&freight);
        let vehicle = client.get_vehicle("V1").await.unwrap().value().unwrap();
        assert_eq!(vehicle, Vehicle::Other(Json::parse(unknown.to_owned()).unwrap()));
        freight.answers(204, "");
        client.replace_vehicle("V1", &vehicle).await.unwrap();
        assert_eq!(freight.body(), unknown);
    }
}

#[tokio::test]
async fn known_tag_selects_the_variant_and_stays_a_member() {
    let freight = Freight::start(200, r#"{"axles":2,"kind":"lorry"}"#).await;
    let client = client(&freight);
    let vehicle = client.get_vehicle("V1").await.unwrap().value().unwrap();
    let lorry = Lorry {
        kind: "lorry".to_owned(),
        axles: Some(2),
    };
    assert_eq!(vehicle, Vehicle::Lorry(lorry));
    freight.answers(204, "");
    client.replace_vehicle("V1", &vehicle).await.unwrap();
    assert_eq!(freight.body(), r#"{"kind":"lorry","axles":2}"#);
}

#[tokio::test]
async fn members_select_the_variant_of_a_union_without_a_tag() {
    for (load, expected) in [
        (
            r#"{"count":1,"wood":true}"#,
            "Crates(Crates { count: 1, wood: Some(true) })",
        ),
        // Both fit, and the one that requires more members is meant.
        (
            r#"{"count":1,"height":2}"#,
            "Pallet(Pallet { count: 1, height: 2 })",
        ),
        ("7.0", "Integer(7)"),
        (r#"{"height":2}"#, r#"Other({"height":2})"#),
        (r#""none""#, r#"Other("none")"#),
    ] {
        let text = format!(r#"{{"id":"S1","state":"ready","grams":1,"stops":[],"load":{load}}}"#);
        let freight = Freight::start(200, &text).await;
        let shipment = client(&freight)
            .get_shipment("S1")
            .await
            .unwrap()
            .value()
            .unwrap();
        assert_eq!(format!("{:?}", shipment.load.unwrap()), expected);
    }
}

#[tokio::test]
async fn patch_has_three_states() {
    let states = [
        (Optional::Absent, "{}"),
        (Optional::Null, r#"{"note":null}"#),
        (Optional::Value("x".to_owned()), r#"{"note":"x"}"#),
    ];
    for (note, expected) in states {
        let freight = Freight::start(204, "").await;
        let changes = ShipmentChanges {
            note,
            ..ShipmentChanges::default()
        };
        client(&freight).change_shipment("S1", &changes).await.unwrap();
        assert_eq!(freight.body(), expected);
    }
}

#[tokio::test]
async fn values_of_several_types_and_other_members_are_written_back() {
    let text = r#"{"state":"ready","values":{"a":"1","b":1,"c":1.50,"d":true},"x":1,"y":-2}"#;
    let freight = Freight::start(200, text).await;
    let client = client(&freight);
    let settings: Settings = client.get_settings().await.unwrap().value().unwrap();
    let values = settings.values.as_ref().unwrap();
    assert_eq!(values["a"], SettingsValuesValue::Text("1".to_owned()));
    assert_eq!(values["b"], SettingsValuesValue::Integer(1));
    assert_eq!(values["c"], SettingsValuesValue::Number(number("1.50")));
    assert_eq!(
        values["d"],
        SettingsValuesValue::Other(Json::parse("true".to_owned()).unwrap())
    );
    assert_eq!(
        settings.rest,
        BTreeMap::from([("x".to_owned(), 1), ("y".to_owned(), -2)])
    );
    freight.answers(204, "");
    client.replace_settings(&settings).await.unwrap();
    assert_eq!(freight.body(), text);
}

#[tokio::test]
async fn numbers_are_exact_or_errors_with_their_path() {
    let freight = Freight::start(200, "").await;
    let with = |grams: &str| format!(r#"{{"id":"S1","state":"ready","grams":{grams},"stops":[]}}"#);
    for (text, grams) in [
        ("5.0", 5),
        ("1e3", 1000),
        ("9223372036854775807", i64::MAX),
        ("-1", -1),
    ] {
        freight.answers(200, &with(text));
        assert_eq!(
            client(&freight)
                .get_shipment("S1")
                .await
                .unwrap()
                .value()
                .unwrap()
                .grams,
            grams,
            "{text}"
        );
    }
    for text in ["5.5", "9223372036854775808", "1e400", "\"many\"", "true", "[]"] {
        freight.answers(200, &with(text));
        let response = client(&freight).get_shipment("S1").await.unwrap();
        let error = response.value().unwrap_err();
        assert!(format!("{error:?} {error}").contains("grams"), "{text}: {error}");
    }
}

#[tokio::test]
async fn bytes_are_read_in_every_spelling() {
    let freight = Freight::start(200, "").await;
    for text in ["aGVsbG8/Pg==", "aGVsbG8/Pg", "aGVs\\r\\nbG8/Pg==", "aGVsbG8_Pg"] {
        freight.answers(
            200,
            &format!(r#"{{"id":"S1","state":"ready","grams":1,"stops":[],"seal":"{text}"}}"#),
        );
        let shipment = client(&freight)
            .get_shipment("S1")
            .await
            .unwrap()
            .value()
            .unwrap();
        assert_eq!(shipment.seal, Some(Base64::from(b"hello?>".to_vec())), "{text}");
    }
}

#[tokio::test]
async fn constant_that_the_document_requires_is_sent() {
    let freight = Freight::start(200, r#"{"state":"ready"}"#).await;
    client(&freight).get_settings().await.unwrap();
    assert_eq!(freight.line(), "GET /settings?version=2");
    assert_eq!(freight.header("x-mode"), "plain");
}

#[tokio::test]
async fn response_of_another_media_type_is_an_error() {
    let freight = Freight::start(200, "<html>Please log in</html>").await;
    let result = client(&freight).get_shipment("S1").await;
    let error = match result {
        Err(error) => format!("{error:?}"),
        Ok(response) => format!("{:?}", response.value().unwrap_err()),
    };
    assert!(error.contains("text/html") || error.contains("JSON"), "{error}");
}
