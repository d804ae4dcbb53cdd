//! Tests of steps over an API with an OpenAPI document.

use naftiko::client::{FakeResponse, FakeTransport};
use naftiko::value::Json;
use serde_json::{Value, json};

use crate::bookings::Capability;
use crate::bookings::mcp::server;

fn api(next: Value) -> (FakeTransport, Capability) {
    let api = FakeTransport::new(move |request| match request.uri().path() {
        "/bookings" => FakeResponse::json(200, &json!({"room": "r2"})),
        _ => FakeResponse::json(200, &json!({"next": next})),
    });
    let capability = Capability::builder()
        .rooms(|config| config.transport(api.clone()))
        .build()
        .unwrap();
    (api, capability)
}

#[tokio::test]
async fn value_of_a_step_is_a_body_with_the_type_of_the_document() {
    let (api, capability) = api(json!({"room": "r2", "nights": 3}));
    let result = server(capability).call("book", json!({"room": "r1"})).await;
    assert_eq!(
        result.structured().map(Json::to_value),
        Some(json!({"room": "r2"}))
    );
    let sent = api.requests().last().unwrap().body().clone();
    assert_eq!(sent, r#"{"room":"r2","nights":3}"#);
}

#[tokio::test]
async fn value_of_another_type_fails_the_step_before_it_is_sent() {
    let (api, capability) = api(json!({"room": {"number": 2}}));
    let result = server(capability).call("book", json!({"room": "r1"})).await;
    assert!(result.is_error());
    let text = result.text();
    assert!(text.contains("Step `booked` failed."), "{text}");
    assert!(text.contains("`$.room-found.next.room`"), "{text}");
    assert_eq!(api.requests().len(), 1);
}
