//! Long-running operations: each header that leads to a status or a result, the ends, and resumption, against APIs on the loopback interface.

#![cfg(feature = "client")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use naftiko::Value;
use naftiko::client::{
    Config, Error, ErrorKind, FinalState, HttpClient, LongRunning, LongRunningError, Operation, Piece,
    ResumeToken,
};
use naftiko::http::Method;
use serde_json::json;
use support::{BEARER, Outcome, Seen, Upstream, json};

static API: naftiko::client::Api = naftiko::client::Api::new("disks", &[]);

const fn disk(id: &'static str, method: Method) -> Operation {
    Operation::new(id, method, &[Piece::Text("/disks/a")])
}

static PUT: Operation = disk("disks.put", Method::PUT);
static POST: Operation = disk("disks.post", Method::POST);
static DELETE: Operation = disk("disks.delete", Method::DELETE);
static POST_STATUS: Operation = disk("disks.post", Method::POST).final_state(FinalState::Status);
static PUT_LOCATION: Operation = disk("disks.put", Method::PUT).final_state(FinalState::Location);
static DELETE_RESOURCE: Operation = disk("disks.delete", Method::DELETE).final_state(FinalState::Resource);

/// Returns a response that asks for a short delay.
fn reply(status: u16, headers: &[(&str, &str)], body: &Value) -> Response {
    let mut response = json(body.to_string());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    let short = [("retry-after-ms", "1")];
    for (name, value) in short.iter().chain(headers) {
        if let (Ok(name), Ok(value)) = (name.parse::<axum::http::HeaderName>(), value.parse()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Starts an API that accepts a call on `/v2/disks/a` with these headers. Its status ends at the second request for it with this body.
async fn disks(
    accepted: u16,
    headers: &'static [(&'static str, &'static str)],
    end: Value,
) -> Result<Upstream, Box<dyn std::error::Error>> {
    let polls = Arc::new(AtomicU32::new(0));
    Upstream::start(move |seen: &Seen| {
        let is_running = || polls.fetch_add(1, Ordering::Relaxed) == 0;
        let path = seen.target.split('?').next().unwrap_or_default();
        match (seen.method.as_str(), path) {
            ("GET", "/v2/disks/a") => reply(
                200,
                &[],
                &json!({"name": "a", "from": "resource", "properties": {}}),
            ),
            ("GET", "/v2/status/1") if is_running() => reply(200, &[], &json!({"status": "InProgress"})),
            ("GET", "/v2/status/1") => reply(200, &[], &end),
            ("GET", "/v2/result/1") if is_running() => reply(202, &[], &Value::Null),
            ("GET", "/v2/result/1") => reply(
                200,
                &[],
                &json!({"name": "a", "from": "location", "status": "Failed"}),
            ),
            (_, "/v2/disks/a") => reply(accepted, headers, &Value::Null),
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    })
    .await
}

fn start(client: &HttpClient, operation: &'static Operation) -> LongRunning<Value> {
    client.call(operation).json(json!({"size": 7})).long_running()
}

fn targets(upstream: &Upstream) -> Vec<String> {
    let seen = upstream.seen().into_iter();
    seen.map(|seen| format!("{} {}", seen.method, seen.target))
        .collect()
}

fn kind(error: &Error) -> Option<&LongRunningError> {
    match error.kind() {
        ErrorKind::LongRunning(error) => Some(error),
        _ => None,
    }
}

#[tokio::test]
async fn result_is_where_the_header_and_the_method_say() -> Outcome {
    let succeeded = json!({"status": "Succeeded", "from": "status"});
    let named = json!({"status": "Succeeded", "resourceLocation": "/v2/result/1"});
    let azure: &[(&str, &str)] = &[("azure-asyncoperation", "/v2/status/1")];
    let operation: &[(&str, &str)] = &[("operation-location", "/v2/status/1")];
    let location: &[(&str, &str)] = &[("location", "/v2/result/1")];
    let both: &[(&str, &str)] = &[
        ("azure-asyncoperation", "/v2/status/1"),
        ("location", "/v2/result/1"),
    ];
    for (method, accepted, headers, end, from, last) in [
        (&PUT, 201, azure, &succeeded, "resource", "GET /v2/disks/a"),
        (&PUT, 200, azure, &succeeded, "resource", "GET /v2/disks/a"),
        (&PUT, 202, operation, &succeeded, "resource", "GET /v2/disks/a"),
        (
            &PUT_LOCATION,
            202,
            both,
            &succeeded,
            "location",
            "GET /v2/result/1",
        ),
        (&POST, 202, both, &succeeded, "location", "GET /v2/result/1"),
        (&POST, 202, operation, &named, "location", "GET /v2/result/1"),
        (&POST, 202, operation, &succeeded, "status", "GET /v2/status/1"),
        (&POST_STATUS, 202, both, &succeeded, "status", "GET /v2/status/1"),
        (&POST, 202, location, &succeeded, "location", "GET /v2/result/1"),
        (&DELETE, 202, both, &succeeded, "status", "GET /v2/status/1"),
        (
            &DELETE_RESOURCE,
            202,
            location,
            &succeeded,
            "resource",
            "GET /v2/disks/a",
        ),
    ] {
        let upstream = disks(accepted, headers, end.clone()).await?;
        let client = upstream.client(&API)?;
        let value = start(&client, method).await?.value()?;
        let case = format!("{method:?} {headers:?}");
        assert_eq!(value["from"], from, "{case}");
        let asked = targets(&upstream);
        assert_eq!(asked.last().map(String::as_str), Some(last), "{case}");
        assert_eq!(
            asked.first(),
            Some(&format!("{} /v2/disks/a", method.method())),
            "{case}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn success_without_a_status_is_the_result_at_once() -> Outcome {
    for (status, headers, body) in [
        (200, &[][..], json!({"name": "a", "status": "Running"})),
        // Where the new resource is.
        (
            201,
            &[("location", "https://elsewhere.test/disks/a")][..],
            json!({"name": "a"}),
        ),
        (
            200,
            &[][..],
            json!({"name": "a", "properties": {"provisioningState": "Succeeded"}}),
        ),
    ] {
        let answer = body.clone();
        let upstream = Upstream::start(move |_: &Seen| reply(status, headers, &answer)).await?;
        let client = upstream.client(&API)?;
        assert_eq!(start(&client, &PUT).await?.value()?, body);
        assert_eq!(upstream.seen().len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn state_of_a_resource_is_polled_until_its_end() -> Outcome {
    let polls = Arc::new(AtomicU32::new(0));
    let upstream = Upstream::start(move |_: &Seen| {
        let state = match polls.fetch_add(1, Ordering::Relaxed) {
            0 => "Creating",
            1 => "Updating",
            _ => "succeeded",
        };
        reply(201, &[], &json!({"properties": {"provisioningState": state}}))
    })
    .await?;
    let client = upstream.client(&API)?;
    let value = start(&client, &PUT).await?.value()?;
    assert_eq!(value["properties"]["provisioningState"], "succeeded");
    assert_eq!(
        targets(&upstream),
        ["PUT /v2/disks/a", "GET /v2/disks/a", "GET /v2/disks/a"]
    );
    Ok(())
}

#[tokio::test]
async fn status_is_asked_for_with_credentials_and_without_the_rest_of_the_call() -> Outcome {
    let end = json!({"status": "Succeeded"});
    let upstream = disks(202, &[("operation-location", "/v2/status/1")], end).await?;
    let client = support::client(&BEARER, upstream.config().bearer("canary-token"))?;
    let call = client.call(&POST).json(json!({"size": 7}));
    let call = call
        .header("If-None-Match", "*")
        .header("Cookie", "a=b")
        .query("page", "1");
    let call = call.timeout(Duration::from_secs(20));
    call.long_running::<Value>().await?;
    let seen = upstream.seen();
    let [first, polls @ ..] = seen.as_slice() else {
        return Err("nothing arrived".into());
    };
    assert_eq!(first.header("if-none-match"), Some("*"));
    assert_eq!(polls.len(), 2);
    for poll in polls {
        assert_eq!(poll.method, Method::GET);
        assert_eq!(poll.target, "/v2/status/1");
        assert_eq!(poll.header("authorization"), Some("Bearer canary-token"));
        assert_eq!(poll.header("cookie"), Some("a=b"));
        assert_eq!(poll.header("if-none-match"), None);
        assert_eq!(poll.header("content-type"), None);
        assert!(poll.body.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn delay_of_the_api_is_waited_for() -> Outcome {
    let upstream = Upstream::start(|seen: &Seen| {
        let headers = [("operation-location", "/v2/status/1"), ("retry-after-ms", "400")];
        match seen.method.as_str() {
            "GET" => reply(200, &[], &json!({"status": "Succeeded"})),
            _ => reply(202, &headers, &Value::Null),
        }
    })
    .await?;
    let client = upstream.client(&API)?;
    let mut operation = start(&client, &POST);
    assert!(operation.advance().await?.is_none());
    let accepted = Instant::now();
    assert!(operation.advance().await?.is_some());
    assert!(accepted.elapsed() >= Duration::from_millis(400));
    Ok(())
}

#[tokio::test]
async fn failure_has_the_code_and_the_message_of_the_api_without_secrets() -> Outcome {
    for (state, is_canceled) in [("Failed", false), ("CANCELED", true), ("Cancelled", true)] {
        let error = json!({"code": "SkuNotAvailable", "message": "no disk for canary-token"});
        let end = json!({"status": state, "error": error});
        let upstream = disks(202, &[("azure-asyncoperation", "/v2/status/1")], end).await?;
        let client = support::client(&BEARER, upstream.config().bearer("canary-token"))?;
        let mut operation = start(&client, &PUT);
        let error = (&mut operation).await.err().ok_or("no error")?;
        let Some(LongRunningError::Failed(failure)) = kind(&error) else {
            return Err(error.into());
        };
        assert_eq!(failure.is_canceled(), is_canceled, "{state}");
        assert_eq!(failure.code(), Some("SkuNotAvailable"));
        assert_eq!(failure.message(), Some("no disk for [redacted]"));
        assert!(!format!("{error} {error:?} {:?}", error.kind()).contains("Sku"));
        assert!(!error.is_retryable());
        assert!(operation.resume_token().is_none());
        let again = operation.await.err().ok_or("a second result")?;
        assert!(matches!(kind(&again), Some(LongRunningError::Ended)), "{again}");
    }
    Ok(())
}

#[tokio::test]
async fn resource_that_has_failed_at_once_is_an_error() -> Outcome {
    let body = json!({"properties": {"provisioningState": "Failed"}});
    let upstream = Upstream::start(move |_: &Seen| reply(201, &[], &body)).await?;
    let client = upstream.client(&API)?;
    let error = start(&client, &PUT).await.err().ok_or("no error")?;
    assert!(
        matches!(kind(&error), Some(LongRunningError::Failed(_))),
        "{error}"
    );
    Ok(())
}

#[tokio::test]
async fn operation_is_resumed_by_another_client_after_the_deadline() -> Outcome {
    let end = json!({"status": "Succeeded"});
    let headers: &[(&str, &str)] = &[
        ("azure-asyncoperation", "/v2/status/1"),
        ("location", "/v2/result/1"),
        ("retry-after-ms", "60000"),
    ];
    let upstream = disks(202, headers, end).await?;
    let client = upstream.client(&API)?;
    let mut operation = start(&client, &POST).timeout(Duration::from_secs(30));
    // The next request would be after the deadline.
    let error = (&mut operation).await.err().ok_or("no error")?;
    assert!(
        matches!(kind(&error), Some(LongRunningError::Deadline)),
        "{error}"
    );
    assert!(!error.is_retryable());
    assert_eq!(upstream.seen().len(), 1);
    let stored = operation.resume_token().ok_or("no token")?.to_string();
    drop((operation, client));

    let token: ResumeToken = stored.parse()?;
    let client = upstream.client(&API)?;
    let resumed = client.call(&POST).long_running::<Value>().resuming(token.clone());
    assert_eq!(resumed.await?.value()?["from"], "location");
    let posts = targets(&upstream);
    let posts = posts.iter().filter(|line| line.starts_with("POST")).count();
    assert_eq!(posts, 1);

    // A token is of one operation and one API.
    let other = Upstream::ok().await?;
    let elsewhere = other.client(&API)?;
    let resumed = elsewhere
        .call(&POST)
        .long_running::<Value>()
        .resuming(token.clone());
    let error = resumed.await.err().ok_or("no error")?;
    assert!(
        matches!(kind(&error), Some(LongRunningError::OtherOrigin)),
        "{error}"
    );
    let resumed = client.call(&DELETE).long_running::<Value>().resuming(token);
    let error = resumed.await.err().ok_or("no error")?;
    assert!(matches!(kind(&error), Some(LongRunningError::Token)), "{error}");
    assert!(other.seen().is_empty());
    Ok(())
}

#[tokio::test]
async fn error_of_a_status_can_be_passed_and_invites_no_second_call() -> Outcome {
    let polls = Arc::new(AtomicU32::new(0));
    let upstream = Upstream::start(move |seen: &Seen| match seen.method.as_str() {
        "POST" => reply(202, &[("operation-location", "/v2/status/1")], &Value::Null),
        _ if polls.fetch_add(1, Ordering::Relaxed) == 0 => reply(503, &[], &Value::Null),
        _ => reply(200, &[], &json!({"status": "Succeeded"})),
    })
    .await?;
    let client = support::client(&API, upstream.config().retry(naftiko::client::Retry::none()))?;
    let mut operation = start(&client, &POST);
    let error = (&mut operation).await.err().ok_or("no error")?;
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    // A second call would begin a second operation.
    assert!(!error.is_retryable());
    assert_eq!(operation.await?.value()?["status"], "Succeeded");
    assert_eq!(
        targets(&upstream)
            .iter()
            .filter(|line| line.starts_with("POST"))
            .count(),
        1
    );
    Ok(())
}

#[tokio::test]
async fn link_to_another_origin_is_refused_and_nothing_is_sent_there() -> Outcome {
    let other = Upstream::ok().await?;
    for (name, status) in [
        ("azure-asyncoperation", 201),
        ("operation-location", 202),
        ("location", 202),
    ] {
        let link = format!("{}/status", other.base_uri);
        let upstream = Upstream::start(move |_: &Seen| reply(status, &[(name, &link)], &Value::Null)).await?;
        let client = support::client(&BEARER, upstream.config().bearer("canary-token"))?;
        let error = start(&client, &POST).await.err().ok_or("no error")?;
        assert!(
            matches!(kind(&error), Some(LongRunningError::OtherOrigin)),
            "{name}: {error}"
        );
        assert_eq!(upstream.seen().len(), 1);
    }
    assert!(other.seen().is_empty());
    Ok(())
}

#[tokio::test]
async fn accepted_call_without_a_status_is_an_error() -> Outcome {
    let upstream = Upstream::start(|_: &Seen| reply(202, &[], &Value::Null)).await?;
    let client = upstream.client(&API)?;
    let error = start(&client, &POST).await.err().ok_or("no error")?;
    assert!(
        matches!(kind(&error), Some(LongRunningError::NoStatus)),
        "{error}"
    );
    let end = json!({"id": 1});
    let upstream = disks(202, &[("operation-location", "/v2/status/1")], end).await?;
    let client = upstream.client(&API)?;
    let error = start(&client, &POST).await.err().ok_or("no error")?;
    assert!(
        matches!(kind(&error), Some(LongRunningError::NoStatus)),
        "{error}"
    );
    Ok(())
}

#[tokio::test]
async fn dropped_future_stops_the_requests() -> Outcome {
    let upstream = Upstream::start(|seen: &Seen| match seen.method.as_str() {
        "POST" => reply(202, &[("operation-location", "/v2/status/1")], &Value::Null),
        _ => reply(200, &[], &json!({"status": "Running"})),
    })
    .await?;
    let client = upstream.client(&API)?;
    let operation = start(&client, &POST);
    let is_polled = async {
        while upstream.seen().len() < 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::select! {
        () = is_polled => {}
        outcome = operation => return Err(format!("the operation runs: {outcome:?}").into()),
    }
    let asked = upstream.seen().len();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(upstream.seen().len(), asked);
    Ok(())
}

#[tokio::test]
async fn operation_is_sent_to_another_task() -> Outcome {
    let end = json!({"status": "Succeeded"});
    let upstream = disks(202, &[("operation-location", "/v2/status/1")], end).await?;
    let operation = start(
        &support::client(&API, Config::new().base_uri(&upstream.base_uri))?,
        &POST,
    );
    let value = tokio::spawn(operation).await??.value()?;
    assert_eq!(value["status"], "Succeeded");
    Ok(())
}
