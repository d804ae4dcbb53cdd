//! Rate limits of APIs and of clients, and what the attempts of a call have in common, against APIs on the loopback interface.

#![cfg(feature = "client")]

mod support;

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use naftiko::Value;
use naftiko::client::{Api, Config, Error, ErrorKind, HttpClient, Operation, Piece, RateLimit, Retry};
use naftiko::http::Method;
use support::{Outcome, Upstream, json};

type Failure = Box<dyn std::error::Error>;

static PLAIN: Api = Api::new("plain", &[]);
static LIST: Operation = Operation::new("plain.list", Method::GET, &[Piece::Text("/items")]);
static GET: Operation = Operation::new("plain.get", Method::GET, &[Piece::Text("/item")]);
static PAY: Operation =
    Operation::new("plain.pay", Method::POST, &[Piece::Text("/payments")]).idempotency_key();

async fn send(client: &HttpClient, operation: &Operation) -> Result<(), Error> {
    client.call(operation).send::<Value>().await.map(drop)
}

fn with(upstream: &Upstream, change: impl FnOnce(Config) -> Config) -> Result<HttpClient, Failure> {
    support::client(&PLAIN, change(upstream.config()))
}

fn limited(name: &'static str, value: &'static str) -> Response {
    (StatusCode::TOO_MANY_REQUESTS, [(name, value)]).into_response()
}

#[tokio::test]
async fn call_that_the_limit_holds_beyond_its_deadline_fails_at_once_and_unsent() -> Outcome {
    let upstream = Upstream::start(|seen| match seen.target.trim_start_matches("/v2") {
        "/items" => limited("retry-after", "120"),
        _ => json("{}"),
    })
    .await?;
    let client = with(&upstream, |config| config.timeout(Duration::from_secs(10)))?;
    let started = Instant::now();
    let first = send(&client, &LIST).await.err().ok_or("it succeeded")?;
    assert_eq!(first.retry_after(), Some(Duration::from_secs(120)));
    let second = send(&client.clone(), &LIST).await.err().ok_or("it succeeded")?;
    assert!(matches!(second.kind(), ErrorKind::RateLimited { .. }), "{second}");
    assert!(
        second.is_retryable() && second.retry_after() > Some(Duration::from_secs(50)),
        "{second}"
    );
    assert!(started.elapsed() < Duration::from_secs(20));
    assert_eq!(upstream.seen().len(), 1);
    // What the API says of one operation says nothing of another.
    send(&client, &GET).await?;
    Ok(())
}

#[tokio::test]
async fn call_waits_for_the_moment_that_the_last_response_announced() -> Outcome {
    let upstream = Upstream::start(|_| {
        let left = [("ratelimit", r#""default";r=0;t=3"#)];
        (left, "{}").into_response()
    })
    .await?;
    let client = upstream.client(&PLAIN)?;
    let started = Instant::now();
    send(&client, &LIST).await?;
    assert!(started.elapsed() < Duration::from_secs(2));
    send(&client, &LIST).await?;
    assert!(started.elapsed() >= Duration::from_secs(3));
    assert_eq!(upstream.seen().len(), 2);
    Ok(())
}

#[tokio::test]
async fn limit_of_a_client_counts_the_calls_of_all_its_threads() -> Outcome {
    let upstream = Upstream::start(|_| json("{}")).await?;
    let limit = RateLimit::new(4, Duration::from_millis(400));
    let client = with(&upstream, |config| config.rate_limit(limit))?;
    let started = Instant::now();
    let calls = (0..12).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { send(&client, &GET).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await??;
    }
    assert!(
        started.elapsed() >= Duration::from_millis(800),
        "{:?}",
        started.elapsed()
    );
    let hurried = client
        .call(&GET)
        .deadline(Instant::now() + Duration::from_millis(1));
    let error = hurried.send::<Value>().await.err().ok_or("it succeeded")?;
    assert!(matches!(error.kind(), ErrorKind::RateLimited { .. }), "{error}");
    assert_eq!(upstream.seen().len(), 12);
    Ok(())
}

#[tokio::test]
async fn attempts_of_a_call_have_one_key_and_are_numbered() -> Outcome {
    let upstream = Upstream::start(|_| StatusCode::BAD_GATEWAY.into_response()).await?;
    let retry = Retry::default().delays(Duration::from_millis(1), Duration::from_millis(2));
    let client = with(&upstream, |config| config.retry(retry))?;
    for _ in 0..2 {
        assert!(send(&client, &PAY).await.is_err());
    }
    let given = client.call(&PAY).header("Idempotency-Key", "mine");
    assert!(given.send::<Value>().await.is_err());
    let seen = upstream.seen();
    let header = |name| -> Vec<&str> {
        let values = seen.iter().map(|seen| seen.header(name));
        values.map(Option::unwrap_or_default).collect()
    };
    assert_eq!(header("x-retry-count"), ["", "1", "2"].repeat(3));
    let keys = header("idempotency-key");
    let [first, second, third] = keys.chunks(3).collect::<Vec<_>>()[..] else {
        return Err("not three calls".into());
    };
    assert_eq!((first[0].len(), third[0]), (36, "mine"));
    assert_ne!(first[0], second[0]);
    for call in [first, second, third] {
        assert!(call.iter().all(|key| *key == call[0]), "{keys:?}");
    }
    Ok(())
}
