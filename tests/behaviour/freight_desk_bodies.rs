//! Bodies with the types of a document, as callers send them to adapters.

use axum::Router;
use naftiko::Bytes;
use naftiko::client::{FakeResponse, FakeTransport};
use naftiko::mcp::ToolResult;
use serde_json::{Value, json};

use super::freight_desk::{Capability, mcp, rest};
use super::lax_desk;

/// The request of the call to the upstream API: its path and its body.
type Sent = Option<(String, String)>;

fn transport() -> FakeTransport {
    FakeTransport::new(|_| FakeResponse::body(200, Bytes::from_static(b"{}")))
}

fn sent(transport: &FakeTransport) -> Sent {
    let request = transport.requests().pop()?;
    let body = String::from_utf8(request.body().to_vec()).unwrap();
    Some((request.uri().path().to_owned(), body))
}

async fn call(tool: &str, arguments: Value) -> (ToolResult, Sent) {
    let transport = transport();
    let desk = Capability::builder().freight(|api| api.transport(transport.clone()));
    let result = mcp::server(desk.build().unwrap()).call(tool, arguments).await;
    (result, sent(&transport))
}

async fn refused(tool: &str, arguments: Value) -> String {
    let (result, sent) = call(tool, arguments).await;
    assert!(result.is_error() && sent.is_none(), "{}", result.text());
    result.text()
}

/// Sends a JSON body to a router over loopback.
async fn answer(router: Router, (method, path): (&str, &str), body: &str) -> (u16, Value) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}{path}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let request = super::http().request(method.parse().unwrap(), uri);
    let request = request
        .header("content-type", "application/json")
        .body(body.to_owned());
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let bytes = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

async fn send(method: &str, path: &str, body: &str) -> (u16, Value, Sent) {
    let transport = transport();
    let desk = Capability::builder().freight(|api| api.transport(transport.clone()));
    let (status, answer) = answer(rest::router(desk.build().unwrap()), (method, path), body).await;
    (status, answer, sent(&transport))
}

/// Returns the problems of a problem document, each as `name: problem`.
fn problems(document: &Value) -> Vec<String> {
    let errors = document["errors"].as_array().cloned().unwrap_or_default();
    let text = |error: &Value, key: &str| error[key].as_str().unwrap_or_default().to_owned();
    errors
        .iter()
        .map(|error| format!("{}: {}", text(error, "name"), text(error, "problem")))
        .collect()
}

#[tokio::test]
async fn response_that_differs_from_the_document_holds_against_the_output_schema() {
    let body = r#"{"id":7,"kind":"parcel","state":"unknown","grams":"250","due":null,"priority":"high","other":[1.10]}"#;
    let transport = FakeTransport::new(move |_| FakeResponse::body(200, Bytes::from_static(body.as_bytes())));
    let desk = Capability::builder().freight(|api| api.transport(transport.clone()));
    let result = mcp::server(desk.build().unwrap())
        .call("get-shipment", json!({"id": "7"}))
        .await;
    assert_eq!(
        result.text(),
        r#"{"id":"7","kind":"parcel","state":"unknown","grams":250,"other":[1.10],"notice":"The response differs from its description. Left out: `priority` (expected an integer, got a string: \"high\")."}"#
    );
}

#[tokio::test]
async fn members_of_a_body_are_arguments_of_the_tool() {
    let arguments = json!({"depot": "ulm", "kind": "parcel", "state": "ready", "grams": "250", "type": "x",
        "stops": [{"port": "a", "mode": "load", "ref": "r"}], "vehicle": {"kind": "van", "doors": 3},
        "box": {"inner": {"inner": {"parts": [{}]}}}});
    let (result, sent) = call("create-shipment", arguments).await;
    assert!(!result.is_error(), "{}", result.text());
    let (path, body) = sent.unwrap();
    assert_eq!(path, "/depots/ulm/shipments");
    assert_eq!(
        body,
        r#"{"kind":"parcel","state":"ready","grams":250,"@type":"x","stops":[{"port":"a","mode":"load","$ref":"r"}],"vehicle":{"kind":"van","doors":3},"box":{"inner":{"inner":{"parts":[{}]}}}}"#
    );
}

#[tokio::test]
async fn deep_members_are_accepted_where_the_schema_is_cut() {
    let deep = (0..40).fold(json!({"name": "last"}), |inner, _| json!({"inner": inner}));
    let (result, sent) = call("replace-box", json!({"name": "x", "body": deep})).await;
    assert!(!result.is_error(), "{}", result.text());
    assert_eq!(sent.unwrap().1, deep.to_string());
}

#[tokio::test]
async fn null_and_absence_differ_only_where_the_document_allows_null() {
    for (note, expected) in [
        (json!({"id": "7", "note": null}), r#"{"note":null}"#),
        (json!({"id": "7", "grams": null}), "{}"),
        (json!({"id": "7"}), "{}"),
    ] {
        let (result, sent) = call("change-shipment", note).await;
        assert!(!result.is_error(), "{}", result.text());
        assert_eq!(sent.unwrap().1, expected);
    }
}

#[tokio::test]
async fn body_with_a_union_or_a_taken_name_is_one_argument() {
    let (_, sent) = call(
        "replace-vehicle",
        json!({"id": "7", "body": {"kind": "lorry", "axles": 2}}),
    )
    .await;
    assert_eq!(sent.unwrap().1, r#"{"kind":"lorry","axles":2}"#);
    let (_, sent) = call("replace-box", json!({"name": "outer", "body": {"name": "inner"}})).await;
    assert_eq!(
        sent,
        Some(("/boxes/outer".to_owned(), r#"{"name":"inner"}"#.to_owned()))
    );
}

#[tokio::test]
async fn optional_body_may_be_absent() {
    for (arguments, expected) in [
        (json!({}), ""),
        (json!({"body": null}), ""),
        (json!({"body": {"state": "ready"}}), r#"{"state":"ready"}"#),
    ] {
        let (result, sent) = call("propose-settings", arguments).await;
        assert!(!result.is_error(), "{}", result.text());
        assert_eq!(sent.unwrap().1, expected);
    }
    let (status, _, sent) = send("POST", "/settings", "").await;
    assert_eq!((status, sent.unwrap().1), (200, String::new()));
}

#[tokio::test]
async fn other_members_are_arguments_where_the_body_has_a_map_of_them() {
    let (_, sent) = call("replace-settings", json!({"state": "ready", "x": 1, "y": "2"})).await;
    assert_eq!(sent.unwrap().1, r#"{"state":"ready","x":1,"y":2}"#);
}

#[tokio::test]
async fn every_problem_of_a_tool_call_names_its_path() {
    let text = refused(
        "create-shipment",
        json!({"depot": "ulm", "kind": "letter", "grams": "heavy", "stops": [{"port": 1}, 7, {"port": "a", "mode": "fly"}],
            "priority": 4, "box": {"parts": [{"name": []}]}, "gram": 1, "vehicle": {"kind": "van", "axles": 1}}),
    )
    .await;
    for problem in [
        "`kind`: expected `parcel`",
        "`state`: missing required value",
        "`grams`: expected an integer, got a string",
        "`stops[0].mode`: missing required value",
        "`stops[1]`: expected an object, got a number",
        "`stops[2].mode`: expected one of `load`, `unload`",
        "`priority`: expected one of `1`, `2`, `3`",
        "`box.parts[0].name`: expected a string, got an array",
        "`gram`: unknown argument; a similar name exists: `grams`",
        "`vehicle.axles`: unknown member",
    ] {
        assert_eq!(text.matches(problem).count(), 1, "{problem}: {text}");
    }
    assert_eq!(text.matches("`stops[0].port`").count(), 1, "{text}");
    let text = refused("replace-vehicle", json!({"id": "7"})).await;
    assert!(text.contains("`body`: missing required value"), "{text}");
    let text = refused(
        "replace-box",
        json!({"name": "x", "body": {"inner": {"size": 1}}}),
    )
    .await;
    assert!(text.contains("`body.inner.size`: unknown member"), "{text}");
}

#[tokio::test]
async fn every_problem_of_a_rest_body_names_its_path() {
    let body = r#"{"kind":"parcel","grams":"heavy","stops":[{"port":[]},7],"vehicle":{"kind":"van","axles":1},"size":1}"#;
    let (status, document, sent) = send("POST", "/depots/ulm/shipments", body).await;
    assert_eq!((status, sent), (422, None));
    assert_eq!(
        problems(&document),
        [
            "grams: expected an integer, got a string",
            "stops[0].port: expected a string, got an array",
            "stops[0].mode: missing required value",
            "stops[1]: expected an object, got a number",
            "vehicle.axles: unknown member",
            "size: unknown member",
            "state: missing required value",
        ]
    );
    let (_, document, _) = send("POST", "/depots/ulm/shipments", "[]").await;
    assert_eq!(problems(&document), [": expected an object, got an array"]);
    let (_, document, _) = send("POST", "/depots/ulm/shipments", "").await;
    assert_eq!(problems(&document), [": missing required value"]);
}

#[tokio::test]
async fn unknown_members_are_left_out_where_they_are_ignored() {
    let transport = transport();
    let desk = || {
        let builder = lax_desk::Capability::builder().freight(|api| api.transport(transport.clone()));
        builder.build().unwrap()
    };
    let body = r#"{"note":"x","size":{"a":1}}"#;
    let (status, _) = answer(lax_desk::rest::router(desk()), ("PATCH", "/shipments/7"), body).await;
    assert_eq!(status, 200);
    assert_eq!(sent(&transport).unwrap().1, r#"{"note":"x"}"#);
    let arguments = json!({"name": "x", "more": 1, "body": {"inner": {"size": 1, "name": "y"}}});
    let result = lax_desk::mcp::server(desk()).call("replace-box", arguments).await;
    assert!(!result.is_error(), "{}", result.text());
    assert_eq!(sent(&transport).unwrap().1, r#"{"inner":{"name":"y"}}"#);
}

#[tokio::test]
async fn unlisted_text_of_an_enum_is_passed_on_over_rest() {
    let body = r#"{"kind":"parcel","state":"lost","grams":1}"#;
    let (status, _, sent) = send("POST", "/depots/ulm/shipments", body).await;
    assert_eq!((status, sent.unwrap().1.as_str()), (200, body));
}
