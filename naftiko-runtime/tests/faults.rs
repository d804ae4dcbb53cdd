//! Tests of slow, silent, malformed and excessive clients: each gets a defined response, and others are not affected.

#![cfg(all(feature = "rest", feature = "mcp"))]

mod loopback;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use loopback::Failure;
use naftiko::Value;
use naftiko::http::{Method, StatusCode};
use naftiko::input::{Inputs, ParameterIn};
use naftiko::mcp::{self, Dispatch, ToolFuture};
use naftiko::rest::{Reply, Request, Routes};
use naftiko::serve::{Adapter, Limits, Running, Server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

type Outcome = Result<(), Failure>;

struct NoTools;

impl Dispatch for NoTools {
    fn call<'a>(&'a self, _: &str, _: Inputs) -> Option<ToolFuture<'a>> {
        None
    }
}

fn routes() -> Routes<()> {
    Routes::new()
        .route(Method::GET, "/", async |_, _| {
            Ok(Reply::new(StatusCode::OK).with_body("text/plain", "fine"))
        })
        .route(Method::POST, "/", async |_, request: Request| {
            let mut inputs = request.into_inputs();
            let count = inputs.integer(ParameterIn::Field("count"));
            inputs.finish()?;
            Ok(Reply::json(StatusCode::OK, Value::from(count)))
        })
        .route(Method::GET, "/slow", async |_, _| {
            tokio::time::sleep(Duration::from_secs(30)).await;
            Ok(Reply::new(StatusCode::OK))
        })
        .route(Method::GET, "/large", async |_, _| {
            Ok(Reply::new(StatusCode::OK).with_body("text/plain", vec![b'x'; 64 << 20]))
        })
        .route(Method::GET, "/panic", async |_, _| {
            std::panic::resume_unwind(Box::new("defect"))
        })
        .route_producing(Method::GET, "/json", "application/json", async |_, _: Request| {
            Ok(Reply::json(StatusCode::OK, Value::Null))
        })
}

async fn started(limits: Limits) -> Result<(Running, SocketAddr, SocketAddr), Failure> {
    let mcp = mcp::Server::new(&loopback::INFO, &[], NoTools);
    let server = Server::new("desk")
        .limits(limits)
        .adapter(Adapter::rest(
            "desk-api",
            "127.0.0.1",
            0,
            routes().into_router(()),
        ))
        .adapter(Adapter::mcp("desk-mcp", "127.0.0.1", 0, mcp));
    let running = server.start().await?;
    let at = |namespace| running.address(namespace).ok_or("no address");
    let (rest, mcp) = (at("desk-api")?, at("desk-mcp")?);
    Ok((running, rest, mcp))
}

/// Sends bytes and reads until the server closes the connection, or sends nothing for a while.
async fn exchange(address: SocketAddr, request: &[u8]) -> Result<String, Failure> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request).await?;
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(Ok(read)) = tokio::time::timeout(Duration::from_secs(2), stream.read(&mut buffer)).await {
        if read == 0 {
            break;
        }
        answer.extend_from_slice(buffer.get(..read).unwrap_or_default());
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn post(path: &str, more: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n{more}\r\n{body}")
        .into_bytes()
}

#[tokio::test]
async fn malformed_request_gets_its_status() -> Outcome {
    let (_running, rest, _) = started(Limits::new().body(100).head(8192)).await?;
    let long = format!(
        "GET / HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n",
        "x".repeat(10_000)
    );
    let many = format!(
        "GET / HTTP/1.1\r\nhost: localhost\r\n{}\r\n",
        "x: y\r\n".repeat(200)
    );
    let json = "content-type: application/json\r\n";
    let cases: Vec<(u16, Vec<u8>)> = vec![
        (400, b"nonsense\r\n\r\n".to_vec()),
        (
            400,
            b"GET / HTTP/1.1\r\nhost: localhost\r\nbad header\r\n\r\n".to_vec(),
        ),
        (
            400,
            b"GET / HTTP/1.1\r\nhost: localhost\r\ncontent-length: x\r\n\r\n".to_vec(),
        ),
        (431, long.into_bytes()),
        (431, many.into_bytes()),
        (
            403,
            b"GET / HTTP/1.1\r\nhost: evil.test\r\nconnection: close\r\n\r\n".to_vec(),
        ),
        (
            403,
            b"GET / HTTP/1.1\r\nhost: localhost\r\norigin: https://evil.test\r\nconnection: close\r\n\r\n"
                .to_vec(),
        ),
        (
            406,
            b"GET /json HTTP/1.1\r\nhost: localhost\r\naccept: text/html\r\nconnection: close\r\n\r\n"
                .to_vec(),
        ),
        (
            405,
            b"BREW / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".to_vec(),
        ),
        (400, post("/", json, "{\"count\":")),
        (400, post("/", json, "{\"count\":1}x")),
        (400, post("/", json, "\u{0}")),
        (422, post("/", json, "{\"count\":\"many\"}")),
        (422, post("/", json, "[]")),
        (422, post("/", json, "")),
        (415, post("/", "content-type: text/plain\r\n", "count=1")),
        (
            413,
            post("/", json, &format!("{{\"count\":{}1}}", " ".repeat(200))),
        ),
        (200, post("/", json, "{\"count\":1}")),
        (
            500,
            b"GET /panic HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".to_vec(),
        ),
    ];
    for (status, request) in cases {
        let answer = exchange(rest, &request).await?;
        let shown = String::from_utf8_lossy(&request)
            .chars()
            .take(100)
            .collect::<String>();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{shown}\n{answer}"
        );
        assert!(!answer.contains("defect") && !answer.contains("src/"), "{answer}");
    }
    Ok(())
}

#[tokio::test]
async fn malformed_message_gets_its_error() -> Outcome {
    let (_running, _, mcp) = started(Limits::new().body(1000)).await?;
    let json = "content-type: application/json\r\naccept: application/json, text/event-stream\r\n";
    for (status, code, body) in [
        (400, "-32700", ""),
        (400, "-32700", "{"),
        (400, "-32700", "\u{fffd}"),
        (413, "", &*"x".repeat(2000)),
    ] {
        let answer = exchange(mcp, &post("/mcp", json, body)).await?;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{body}: {answer}"
        );
        assert!(answer.contains(code), "{answer}");
    }
    let text = exchange(
        mcp,
        &post("/mcp", "content-type: text/plain\r\naccept: */*\r\n", "{}"),
    )
    .await?;
    assert!(text.starts_with("HTTP/1.1 4"), "{text}");
    for body in [
        r#"{"jsonrpc":"1.0","id":1,"method":"tools/list"}"#,
        "[]",
        "7",
        "{}",
        r#"{"jsonrpc":"2.0","id":{},"method":1}"#,
    ] {
        let answer = exchange(mcp, &post("/mcp", json, body)).await?;
        assert!(answer.starts_with("HTTP/1.1 4"), "{body}: {answer}");
    }
    Ok(())
}

#[tokio::test]
async fn slow_client_is_disconnected() -> Outcome {
    let limits = Limits::new()
        .idle(Duration::from_millis(400))
        .request(Duration::from_millis(600));
    let (_running, rest, _) = started(limits).await?;
    // A silent client, and one with an incomplete head.
    for begun in ["", "GET / HTTP/1.1\r\nhost: loc"] {
        let mut stream = TcpStream::connect(rest).await?;
        stream.write_all(begun.as_bytes()).await?;
        let start = Instant::now();
        let mut rest = Vec::new();
        let _ = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await?;
        assert!(start.elapsed() < Duration::from_secs(3), "{begun}");
    }
    // A client without its body: the request times out too.
    let answer = exchange(
        rest,
        b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n{",
    )
    .await?;
    assert!(answer.starts_with("HTTP/1.1 504 "), "{answer}");
    let answer = exchange(rest, b"GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n").await?;
    assert!(answer.starts_with("HTTP/1.1 504 "), "{answer}");
    // A client that does not read its response loses it.
    let mut stream = TcpStream::connect(rest).await?;
    stream
        .write_all(b"GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await?;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let mut taken = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut taken)).await?;
    assert!(taken.len() < 64 << 20, "{}", taken.len());
    Ok(())
}

#[tokio::test]
async fn excess_requests_get_503_and_excess_connections_wait() -> Outcome {
    let (_running, rest, _) = started(Limits::new().requests(1)).await?;
    let mut slow = TcpStream::connect(rest).await?;
    slow.write_all(b"GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let get = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let answer = exchange(rest, get).await?;
    assert!(
        answer.starts_with("HTTP/1.1 503 ") && answer.contains("retry-after: 1"),
        "{answer}"
    );
    drop(slow);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(exchange(rest, get).await?.starts_with("HTTP/1.1 200 "));

    let (_running, rest, _) = started(Limits::new().connections(1)).await?;
    let first = TcpStream::connect(rest).await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let second = tokio::spawn(async move { exchange(rest, get).await.map_err(|error| error.to_string()) });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!second.is_finished());
    drop(first);
    assert!(second.await??.starts_with("HTTP/1.1 200 "));
    Ok(())
}

#[tokio::test]
async fn response_has_the_request_id() -> Outcome {
    let (_running, rest, mcp) = started(Limits::new()).await?;
    for address in [rest, mcp] {
        let given = b"GET / HTTP/1.1\r\nhost: localhost\r\nx-request-id: abc-1\r\nconnection: close\r\n\r\n";
        assert!(
            exchange(address, given)
                .await?
                .contains("x-request-id: abc-1\r\n")
        );
        let none = b"GET /none HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        assert!(exchange(address, none).await?.contains("x-request-id: "));
    }
    Ok(())
}
