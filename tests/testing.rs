//! The generated module `testing`: fake APIs in tests of a program.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::time::{Duration, Instant};

use naftiko::client::{Error, ErrorKind};
use naftiko::testing::{Fault, ReceivedCall};
use serde_json::json;

naftiko::naftiko! { "meters.yaml", emit: [client], testing: always }

use meters::client::meters::ListMetersParams;
use meters::client::meters_2::AddNoteParams;
use meters::testing::Upstream;
use meters::{Capability, types};

async fn start() -> (Upstream, Capability) {
    let upstream = Upstream::start().await.unwrap();
    let capability = upstream.builder().build().unwrap();
    (upstream, capability)
}

/// Returns the status of an error response.
fn status(error: &Error) -> Option<u16> {
    match error.kind() {
        ErrorKind::Status(status) => Some(status.status().as_u16()),
        _ => None,
    }
}

#[tokio::test]
async fn response_is_described_changed_or_set() {
    let (upstream, capability) = start().await;
    let get_meter = upstream.meters().get_meter();
    let described: types::Meter = get_meter.response().unwrap();
    let received = capability.meters().get_meter("a1", "m1").await.unwrap();
    assert_eq!(received.value().unwrap(), described);

    let changed = types::Meter {
        name: "Water".to_owned(),
        ..described
    };
    get_meter.returns(&changed);
    let received = capability.meters().get_meter("a1", "m1").await.unwrap();
    assert_eq!(received.value().unwrap(), changed);

    get_meter.returns_json(&json!({"id": "m2", "name": "Gas", "more": true}));
    let received = capability.meters().get_meter("a1", "m2").await.unwrap();
    assert_eq!(received.value().unwrap().id, "m2");
}

#[tokio::test]
async fn calls_are_recorded_with_what_they_carry() {
    let (upstream, capability) = start().await;
    let params = ListMetersParams {
        top: Some(5),
        ..ListMetersParams::default()
    };
    capability.meters().list_meters("a 1", &params).await.unwrap();
    let note = capability
        .meters_2()
        .add_note("Read it", &AddNoteParams::default())
        .await
        .unwrap();
    assert_eq!(note.value().unwrap(), "text");
    let [call] = &upstream.meters().list_meters().calls()[..] else {
        panic!("not one call");
    };
    assert_eq!((call.method().as_str(), call.status()), ("GET", 200));
    assert_eq!(call.uri().path(), "/meters/accounts/a%201/meters");
    assert_eq!(call.query("$top").as_deref(), Some("5"));
    assert!(
        call.header("authorization")
            .unwrap()
            .starts_with("Bearer fake-token-")
    );
    // The request of a token is a call of no operation.
    let operations: Vec<_> = upstream.apis().calls();
    let operations: Vec<_> = operations.iter().map(ReceivedCall::operation).collect();
    assert_eq!(
        operations,
        [None, Some("meters.list-meters"), Some("meters-2.add-note")]
    );
}

#[tokio::test]
async fn call_has_the_fault_that_it_is_told() {
    let (upstream, capability) = start().await;
    let get_meter = upstream.meters().get_meter();
    let call = || capability.meters().get_meter("a1", "m1");

    // A failed read is sent again.
    get_meter.next(Fault::Status(503));
    call().await.unwrap();
    assert_eq!(
        get_meter
            .calls()
            .iter()
            .map(ReceivedCall::status)
            .collect::<Vec<_>>(),
        [503, 200]
    );

    get_meter.next(Fault::BrokenBody);
    call().await.unwrap();

    get_meter.next(Fault::Delay(Duration::from_millis(100)));
    let start = Instant::now();
    call().await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(100));

    get_meter.fails(404);
    assert_eq!(status(&call().await.unwrap_err()), Some(404));
}

#[tokio::test]
async fn expired_token_is_replaced() {
    let (upstream, capability) = start().await;
    let get_meter = upstream.meters().get_meter();
    capability.meters().get_meter("a1", "m1").await.unwrap();
    get_meter.next(Fault::ExpiredToken);
    capability.meters().get_meter("a1", "m1").await.unwrap();
    let calls = get_meter.calls();
    let tokens: Vec<_> = calls
        .iter()
        .map(|call| call.header("authorization").unwrap())
        .collect();
    assert_eq!(
        tokens,
        [
            "Bearer fake-token-1",
            "Bearer fake-token-1",
            "Bearer fake-token-2"
        ]
    );
    assert_eq!(
        calls.iter().map(ReceivedCall::status).collect::<Vec<_>>(),
        [200, 401, 200]
    );
}

#[tokio::test]
async fn invalid_request_is_rejected_with_every_problem() {
    let (upstream, _) = start().await;
    let variables = upstream.apis().variables();
    let notes = format!("{}/notes?page=1", variables["METERS_2_BASE_URI"]);
    let client = naftiko::client::http_builder().unwrap().build().unwrap();
    let send = |key: &'static str| {
        let request = client.post(&notes).header("x-key", key);
        request
            .header("content-type", "application/x-www-form-urlencoded")
            .body("labels[]=a&other=b")
            .send()
    };
    assert_eq!(send("").await.unwrap().status(), 401);
    let response = send("fake").await.unwrap();
    assert_eq!(response.status(), 400);
    let problem: serde_json::Value = response.json().await.unwrap();
    assert_eq!(
        problem["detail"],
        "The query parameter `page` is unknown. `text` in the body is missing. `other` in the body is unknown."
    );
    let calls = upstream.meters_2().add_note().calls();
    assert_eq!(calls[1].problem(), problem["detail"].as_str());
}
