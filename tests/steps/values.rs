//! Tests of the values that steps pass on.

use std::time::Duration;

use naftiko::client::{FakeResponse, FakeTransport};
use serde_json::{Value, json};

use crate::journeys::{mcp, rest};
use crate::post::{call, capability, over, post, served};
use crate::shop::Shop;

#[tokio::test]
async fn number_of_a_step_is_a_segment_of_a_path() {
    for tool in ["next", "next-by-path"] {
        let (next, lines) = call(tool, json!({"parcel": "a"})).await;
        assert_eq!(next, json!({"state": "there"}), "{tool}");
        assert_eq!(lines, ["GET /parcels/a", "GET /parcels/7"], "{tool}");
    }
}

#[tokio::test]
async fn value_of_a_step_cannot_leave_its_segment() {
    let (_, lines) = call("next", json!({"parcel": "odd"})).await;
    assert_eq!(lines[1], "GET /parcels/admin%2Fx%3Fy");
    let post = post();
    let result = mcp::server(over(&post))
        .call("next", json!({"parcel": "up"}))
        .await;
    assert!(result.is_error() && result.text().contains("Nothing was sent."));
    assert_eq!(post.requests().len(), 1);
}

#[tokio::test]
async fn output_in_xml_is_read_by_the_next_step() {
    let (_, lines) = call("next-of-label", json!({"parcel": "a"})).await;
    assert_eq!(lines, ["GET /labels/a", "GET /parcels/8"]);
}

#[tokio::test]
async fn value_of_a_lookup_is_an_argument() {
    let (sent, lines) = call("send-home", json!({"parcel": "a"})).await;
    assert_eq!(lines[2], r#"POST /moves {"from":"t-7","to":"n"}"#);
    // A named output that the API did not send is null, as is a field of a lookup.
    let expected = json!({"id": "t-7", "note": null, "home": {"code": "n", "phone": null}});
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn values_of_with_are_those_before_the_step() {
    let (_, lines) = call("swap", json!({"from": "n", "to": "s"})).await;
    assert_eq!(lines, [r#"POST /moves {"from":"s","to":"n"}"#]);
}

#[tokio::test]
async fn mappings_do_not_change_outputs_of_steps() {
    let (summary, _) = call("summary", json!({"parcel": "a"})).await;
    let whole = json!({"id": "a", "state": "moving", "next": 7, "place": {"code": "n"}});
    let expected = json!({
        "span": {"last": "a", "first": 7},
        "state": "moving",
        "place": {"city": "moving"},
        "whole": whole,
    });
    assert_eq!(summary, expected);
    let text = summary.to_string();
    assert!(
        text.starts_with(r#"{"span":{"last":"a","first":7},"state""#),
        "{text}"
    );
}

#[tokio::test]
async fn lookup_over_an_object_is_that_object_or_nothing() {
    let (found, _) = call("own-depot", json!({"parcel": "a"})).await;
    assert_eq!(found, json!({"depot": {"next": 7, "phone": null}}));
}

#[tokio::test]
async fn parameter_with_the_name_of_a_step_is_not_filled_by_it() {
    let post = post();
    mcp::server(over(&post))
        .call("all-depots", json!({"id": "a"}))
        .await;
    let sent: Vec<String> = post
        .requests()
        .iter()
        .map(|sent| sent.uri().to_string())
        .collect();
    assert!(sent.contains(&"https://post.test/depots".to_owned()), "{sent:?}");
}

#[tokio::test]
async fn steps_run_in_place_of_a_call_beside_them() {
    let (_, lines) = call("both", json!({"id": "a"})).await;
    assert_eq!(lines, ["GET /parcels/a"]);
}

#[tokio::test]
async fn resource_with_steps_is_mapped() {
    let running = served().await;
    let params = json!({"uri": "journeys://states/a"});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": params});
    let uri = format!("http://{}/mcp", running.address("journeys-mcp").unwrap());
    let http = naftiko::client::http_builder().unwrap().no_proxy();
    let request = http.build().unwrap().post(uri).json(&message);
    let request = request.header("accept", "application/json, text/event-stream");
    let response = request.header("mcp-protocol-version", "2025-11-25").send().await;
    let read: Value = response.unwrap().json().await.unwrap();
    assert_eq!(
        read["result"]["contents"][0]["text"], r#"{"state":"moving"}"#,
        "{read}"
    );
}

#[tokio::test]
async fn unreachable_api_is_502_and_a_slow_one_504() {
    let slow = FakeTransport::new(|_| FakeResponse::status(200).after(Duration::from_secs(60)));
    let (refusing, requests) = (
        capability(|config| config.base_uri("http://127.0.0.1:9")),
        slow.clone(),
    );
    let slow = capability(|config| config.transport(slow).timeout(Duration::from_millis(20)));
    for (capability, expected) in [(refusing, 502), (slow, 504)] {
        let router = rest::router(capability);
        let (status, problem) = Shop::ask_of(router, "GET", "/journeys/a", None).await;
        assert_eq!((status, &problem["step"]), (expected, &json!("first")));
    }
    assert!(
        requests
            .requests()
            .iter()
            .all(|sent| sent.uri().path() == "/parcels/a")
    );
}
