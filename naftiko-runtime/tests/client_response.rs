//! Tests of responses.

#![cfg(feature = "client")]

mod support;

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode};
use axum::response::IntoResponse as _;
use naftiko::client::{
    Api, Config, Error, ErrorKind, HttpClient, Operation, Piece, Response, StatusError, TransportErrorKind,
};
use naftiko::http::Method;
use naftiko::value::{DecodeError, FromJson, JsonCursor};
use naftiko::{Bytes, Value};
use serde_json::json;
use support::{Outcome, Upstream, client, json as json_answer, raw};

static API: Api = Api::new("test", &[]);
static GET: Operation = Operation::new("test.get", Method::GET, &[Piece::Text("/x")]);
static POST: Operation = Operation::new("test.post", Method::POST, &[Piece::Text("/x")]);
static HEAD: Operation = Operation::new("test.head", Method::HEAD, &[Piece::Text("/x")]);

async fn get(client: &HttpClient) -> Result<Response<Value>, Error> {
    client.call(&GET).send().await
}

fn status(error: Option<Error>) -> Result<StatusError, Box<dyn std::error::Error>> {
    match error.ok_or("it succeeded")?.into_kind() {
        ErrorKind::Status(error) => Ok(error),
        other => Err(format!("another error: {other:?}").into()),
    }
}

#[derive(Debug, PartialEq)]
struct Token {
    lifetime: i64,
}

impl FromJson for Token {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            lifetime: at.key("expires_in").integer()?,
        })
    }
}

#[tokio::test]
async fn response_is_decoded_on_demand() -> Outcome {
    let body = r#"{ "expires_in": "3599", "z": 1.0 }"#;
    let upstream =
        Upstream::start(move |_| (StatusCode::CREATED, [("x-id", "7")], json_answer(body))).await?;
    let client = upstream.client(&API)?;
    let response: Response<Token> = client.call(&GET).send().await?;
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(
        response.headers().get("x-id").map(HeaderValue::as_bytes),
        Some(&b"7"[..])
    );
    assert_eq!(response.value()?, Token { lifetime: 3599 });
    assert_eq!(response.json()?, json!({"expires_in": "3599", "z": 1.0}));
    assert_eq!(response.map(|at| at.key("z").integer())?, 1);
    let error = response
        .map(|at| at.key("y").integer())
        .map_err(|error| error.to_string());
    assert_eq!(error, Err("expected an integer at `$.y`, got nothing".to_owned()));
    assert_eq!(response.select(|at| at.key("z"))?, json!(1.0));
    assert_eq!(response.select(|at| at.key("y").index(0))?, Value::Null);
    // The body is unchanged, with the spaces and numbers that the API wrote.
    assert_eq!(response.clone().into_bytes(), body);
    assert_eq!(client.call(&GET).send::<String>().await?.value()?, body);
    assert_eq!(client.call(&GET).send::<Bytes>().await?.value()?, body);
    Ok(())
}

#[tokio::test]
async fn empty_body_is_null() -> Outcome {
    let upstream = Upstream::start(|_| StatusCode::NO_CONTENT).await?;
    let client = upstream.client(&API)?;
    assert_eq!(get(&client).await?.value()?, Value::Null);
    assert_eq!(client.call(&HEAD).send::<String>().await?.value()?, "");
    Ok(())
}

#[tokio::test]
async fn error_status_is_an_error_with_the_response() -> Outcome {
    let upstream = Upstream::start(|_| {
        (
            StatusCode::NOT_FOUND,
            [("x-id", "7")],
            json_answer(r#"{"message":"no such"}"#),
        )
    })
    .await?;
    let error = get(&upstream.client(&API)?).await.err();
    assert_eq!(
        error.as_ref().and_then(Error::status),
        Some(StatusCode::NOT_FOUND)
    );
    assert_eq!(error.as_ref().map(Error::operation), Some("test.get"));
    let text = error.as_ref().map(ToString::to_string);
    assert_eq!(text.as_deref(), Some("test.get: the API returned 404 Not Found"));
    let answer = status(error)?;
    assert_eq!(answer.body(), r#"{"message":"no such"}"#);
    assert!(answer.headers().contains_key("x-id") && !answer.is_truncated());
    Ok(())
}

/// No request goes to the target, and no credentials.
#[tokio::test]
async fn redirect_is_not_followed() -> Outcome {
    let trap = Upstream::ok().await?;
    for code in [301, 302, 303, 307, 308] {
        let location = trap.base_uri.clone();
        let code = StatusCode::from_u16(code)?;
        let upstream = Upstream::start(move |_| (code, [("location", location.clone())], "")).await?;
        for config in [
            upstream.config().bearer("secret"),
            upstream.config().api_key_header("X-Key", "secret"),
            upstream.config().api_key_query("key", "secret"),
            upstream.config().api_key_cookie("sid", "secret"),
        ] {
            let error = get(&client(&API, config)?).await.err();
            assert_eq!(status(error)?.status(), code);
        }
        assert_eq!(upstream.seen().len(), 4);
    }
    assert!(trap.seen().is_empty());
    Ok(())
}

#[tokio::test]
async fn compressed_body_is_decoded() -> Outcome {
    // An empty gzip member.
    let packed: &[u8] = &[31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let upstream =
        Upstream::start(move |_| ([("content-encoding", "gzip"), ("etag", "\"1\"")], packed)).await?;
    let client = upstream.client(&API)?;
    let response = client.call(&GET).send::<Bytes>().await?;
    assert_eq!(
        (response.bytes().len(), response.headers().get("content-encoding")),
        (0, None)
    );
    assert_eq!(
        response
            .headers()
            .get("etag")
            .map(naftiko::http::HeaderValue::as_bytes),
        Some(&b"W/\"1\""[..])
    );
    let accepted = upstream.last()?.header("accept-encoding").map(str::to_owned);
    assert!(accepted.is_some_and(|accepted| accepted.starts_with("gzip, deflate")));

    let part = client.call(&GET).header("Range", "bytes=0-9").send::<Bytes>();
    part.await?;
    assert_eq!(upstream.last()?.header("accept-encoding"), None);
    Ok(())
}

#[tokio::test]
async fn body_is_limited_whatever_its_content_length() -> Outcome {
    let announced = Upstream::start(|_| json_answer("x".repeat(101))).await?;
    let chunked = Upstream::start(|_| {
        let chunks = (0..50).map(|_| Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 10])));
        Body::from_stream(futures_util::stream::iter(chunks)).into_response()
    })
    .await?;
    for upstream in [&announced, &chunked] {
        let small = client(&API, upstream.config().response_limit(100))?;
        let error = get(&small).await.err().ok_or("it was read")?;
        assert!(
            matches!(error.kind(), ErrorKind::TooLarge { limit: 100 }),
            "{error}"
        );
        assert!(!error.is_retryable());
        let large = client(&API, upstream.config().response_limit(500))?;
        assert!(large.call(&GET).send::<String>().await.is_ok());
    }
    let length = client(&API, chunked.config())?
        .call(&GET)
        .send::<Bytes>()
        .await?
        .into_bytes()
        .len();
    assert_eq!(length, 500);
    Ok(())
}

#[tokio::test]
async fn error_body_is_cut_after_64_kib() -> Outcome {
    let upstream = Upstream::start(|_| (StatusCode::BAD_REQUEST, "x".repeat(200_000))).await?;
    let answer = status(get(&upstream.client(&API)?).await.err())?;
    assert_eq!((answer.body().len(), answer.is_truncated()), (64 * 1024, true));
    Ok(())
}

#[tokio::test]
async fn timeout_applies_before_and_within_the_body() -> Outcome {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let base_uri = format!("http://{}", silent.local_addr()?);
    let stalled = Upstream::start(|_| {
        let never = futures_util::stream::pending::<Result<Bytes, std::io::Error>>();
        Body::from_stream(never).into_response()
    })
    .await?;
    for config in [Config::new().base_uri(base_uri), stalled.config()] {
        let client = client(&API, config.timeout(Duration::from_millis(80)))?;
        let started = Instant::now();
        let error = get(&client).await.err().ok_or("it answered")?;
        assert!(error.is_timeout() && error.is_retryable(), "{error:?}");
        assert_eq!(
            error.to_string(),
            "test.get: the request timed out: no complete response within 0.08 s"
        );
        assert!(started.elapsed() < Duration::from_secs(5));
        let post = client
            .call(&POST)
            .send::<Value>()
            .await
            .err()
            .ok_or("it answered")?;
        assert!(!post.is_retryable(), "a POST may have been done");
    }
    Ok(())
}

fn transport(error: &Error) -> Option<TransportErrorKind> {
    match error.kind() {
        ErrorKind::Transport(error) => Some(error.kind()),
        _ => None,
    }
}

#[tokio::test]
async fn connect_error_differs_from_closed_connection() -> Outcome {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
    let unreachable = client(&API, Config::new().base_uri(format!("http://{free}/secret-path")))?;
    let error = unreachable
        .call(&POST)
        .send::<Value>()
        .await
        .err()
        .ok_or("it answered")?;
    assert_eq!(transport(&error), Some(TransportErrorKind::Connect));
    assert!(error.is_retryable(), "nothing was sent");
    let text = error.to_string();
    assert!(
        text.starts_with("test.post: failed to connect to the API: ") && !text.contains("secret-path"),
        "{text}"
    );

    for answer in [
        &b""[..],
        b"not http at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc",
    ] {
        let broken = client(&API, Config::new().base_uri(raw(answer).await?))?;
        let error = get(&broken).await.err().ok_or("it answered")?;
        assert_eq!(transport(&error), Some(TransportErrorKind::Io), "{error}");
        assert!(error.is_retryable());
    }
    Ok(())
}

#[tokio::test]
async fn status_decides_whether_an_error_is_retryable() -> Outcome {
    for (code, get_again, post_again) in [
        (400, false, false),
        (401, false, false),
        (404, false, false),
        (408, true, true),
        (409, false, false),
        (429, true, true),
        (500, true, false),
        (501, false, false),
        (502, true, false),
        (503, true, true),
        (504, true, false),
    ] {
        let status = StatusCode::from_u16(code)?;
        let client = Upstream::start(move |_| status).await?.client(&API)?;
        let retryable = |error: Option<Error>| error.map(|error| error.is_retryable());
        assert_eq!(retryable(get(&client).await.err()), Some(get_again), "{code}");
        assert_eq!(
            retryable(client.call(&POST).send::<Value>().await.err()),
            Some(post_again),
            "{code}"
        );
    }
    Ok(())
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn client_of_the_program_is_used() -> Outcome {
    let upstream = Upstream::ok().await?;
    let own = naftiko::client::http_builder()?
        .user_agent("own/1")
        .no_proxy()
        .build()?;
    let client = client(&API, upstream.config().http(own))?;
    get(&client).await?;
    assert_eq!(upstream.last()?.header("user-agent"), Some("own/1"));
    Ok(())
}

#[test]
fn result_types_are_small() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert!(size_of::<ErrorKind>() <= 80, "{}", size_of::<ErrorKind>());
    assert!(size_of::<DecodeError>() <= 72, "{}", size_of::<DecodeError>());
}

#[tokio::test]
async fn call_can_be_spawned_and_cancelled() -> Outcome {
    let upstream = Upstream::ok().await?;
    let client = upstream.client(&API)?;
    let spawned = tokio::spawn(async move {
        client
            .call(&GET)
            .send::<Value>()
            .await
            .map(|response| response.status())
    });
    assert_eq!(spawned.await??, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn byte_order_mark_is_not_a_part_of_the_response() -> Outcome {
    let body = "\u{feff}{ \"expires_in\": 3599 }";
    let client = Upstream::start(move |_| json_answer(body)).await?.client(&API)?;
    let response: Response<Token> = client.call(&GET).send().await?;
    assert_eq!(response.value()?, Token { lifetime: 3599 });
    assert_eq!(response.json()?, json!({"expires_in": 3599}));
    assert_eq!(response.map(|at| at.key("expires_in").integer())?, 3599);
    assert_eq!(response.select(|at| at.key("expires_in"))?, json!(3599));
    assert_eq!(get(&client).await?.value()?, json!({"expires_in": 3599}));
    let text = client.call(&GET).send::<String>().await?.value()?;
    assert_eq!(text, "{ \"expires_in\": 3599 }");
    assert_eq!(response.into_bytes(), body);
    Ok(())
}

#[tokio::test]
async fn half_of_a_surrogate_pair_does_not_fail_the_response() -> Outcome {
    let body = r#"{"expires_in": 3599, "name": "a\ud83d", "\udc00": [1]}"#;
    let expected = json!({"expires_in": 3599, "name": "a\u{fffd}", "\u{fffd}": [1]});
    let client = Upstream::start(move |_| json_answer(body)).await?.client(&API)?;
    let response: Response<Token> = client.call(&GET).send().await?;
    assert_eq!(response.value()?, Token { lifetime: 3599 });
    assert_eq!(response.json()?, expected);
    assert_eq!(response.map(|at| at.key("name").string())?, "a\u{fffd}");
    assert_eq!(response.select(|at| at.key("name"))?, json!("a\u{fffd}"));
    assert_eq!(get(&client).await?.value()?, expected);
    assert_eq!(response.into_bytes(), body);
    Ok(())
}

/// A mapped output, whose members may be absent.
#[derive(Debug, PartialEq)]
struct Note {
    text: Option<String>,
}

impl FromJson for Note {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            text: at.key("text").optional_string()?,
        })
    }
}

#[tokio::test]
async fn success_without_content_is_a_case_of_its_own() -> Outcome {
    for (status, body) in [(204, ""), (205, ""), (200, ""), (201, " \r\n")] {
        let status = StatusCode::from_u16(status)?;
        let client = Upstream::start(move |_| (status, body)).await?.client(&API)?;
        let response: Response<Token> = client.call(&GET).send().await?;
        assert!(response.is_empty());
        let note: Response<Note> = client.call(&GET).send().await?;
        let errors = [
            response.value().err(),
            note.value().err(),
            response.map(|at| at.key("text").optional_string()).err(),
            response.select(|at| at.key("text")).err(),
        ];
        for error in errors {
            let error = error.ok_or("it was decoded")?;
            assert!(error.is_empty_body(), "{error}");
            assert!(matches!(Error::from(error).kind(), ErrorKind::Empty));
        }
        let error = client.call(&GET).send::<Token>().json().await.err();
        assert!(error.is_some_and(|error| matches!(error.kind(), ErrorKind::Empty) && !error.is_retryable()));
        // Types that have a value for it are read.
        assert_eq!(client.call(&GET).send::<Option<Token>>().await?.value()?, None);
        assert_eq!(client.call(&GET).send::<Option<Note>>().await?.value()?, None);
        assert_eq!(get(&client).await?.value()?, Value::Null);
        assert_eq!(response.json()?, Value::Null);
        assert_eq!(client.call(&GET).send::<String>().await?.value()?, body);
        assert_eq!(client.call(&GET).send::<Bytes>().await?.value()?, body);
    }
    // Null is a value.
    let client = Upstream::start(|_| json_answer("null")).await?.client(&API)?;
    let response: Response<Note> = client.call(&GET).send().await?;
    assert_eq!(
        (response.is_empty(), response.value()?),
        (false, Note { text: None })
    );
    let response: Response<Token> = client.call(&GET).send().await?;
    assert!(response.value().is_err_and(|error| !error.is_empty_body()));
    Ok(())
}
