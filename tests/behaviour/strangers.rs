//! Tests of what strangers send to adapters, and of what APIs send through them.

use naftiko::serve::Running;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::engine_rest::{start, uri};
use super::upstream::Upstream;

/// Sends a request as it is to an adapter, and returns the response until the connection closes.
async fn raw(server: &Running, adapter: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(server.address(adapter).unwrap())
        .await
        .unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = Vec::new();
    // A server that has seen enough of a request may reset the connection after its response.
    let _ = stream.read_to_end(&mut response).await;
    String::from_utf8_lossy(&response).into_owned()
}

/// Returns the status of a response.
fn status(response: &str) -> u16 {
    let status = response.split(' ').nth(1).unwrap_or_default();
    status.parse().unwrap_or_default()
}

#[tokio::test]
async fn request_needs_one_host() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    for adapter in ["rows-api", "rows-mcp"] {
        let host = server.address(adapter).unwrap();
        let with = async |version: &str, hosts: &str| {
            let request = format!("GET /hello?name=A {version}\r\n{hosts}Connection: close\r\n\r\n");
            status(&raw(&server, adapter, &request).await)
        };
        let one = format!("Host: {host}\r\n");
        assert_ne!(with("HTTP/1.1", &one).await, 400, "{adapter}");
        assert_ne!(with("HTTP/1.0", "").await, 400, "{adapter}");
        assert_eq!(with("HTTP/1.1", "").await, 400, "{adapter}");
        assert_eq!(with("HTTP/1.1", &one.repeat(2)).await, 400, "{adapter}");
        assert_eq!(with("HTTP/1.0", &one.repeat(2)).await, 400, "{adapter}");
    }
}

#[tokio::test]
async fn head_is_limited_exactly() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let host = server.address("rows-api").unwrap();
    let request = |length: usize| {
        let head =
            format!("GET /hello?name=A HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nX-Long: \r\n\r\n");
        let filler = "a".repeat(length - head.len());
        head.replace("X-Long: ", &format!("X-Long: {filler}"))
    };
    for (length, expected) in [(65_536, 200), (65_537, 431), (70_000, 431), (200_000, 431)] {
        let response = raw(&server, "rows-api", &request(length)).await;
        assert_eq!(status(&response), expected, "{length}: {response}");
    }
}

#[tokio::test]
async fn value_that_is_too_long_for_an_address_is_the_callers_fault() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let colons = ":".repeat(30_000);
    let response = super::http()
        .get(uri(&server, &format!("/ships/{colons}")))
        .send();
    let response = response.await.unwrap();
    assert_eq!(response.status(), 400);
    let problem = response.text().await.unwrap();
    assert!(
        problem.contains("too long") && problem.contains("\"imo\""),
        "{problem}"
    );
    assert_eq!(upstream.count(), 0);
}

#[tokio::test]
async fn relayed_documents_are_shown_in_a_sandbox() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    for (path, is_relayed) in [
        ("/root", true),
        ("/photos/1", true),
        ("/hello?name=A", false),
        ("/hello", false),
        ("/unknown", false),
        ("/openapi.json", false),
    ] {
        let response = super::http().get(uri(&server, path)).send().await.unwrap();
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
        assert_eq!(header("x-content-type-options"), Some("nosniff"), "{path}");
        if is_relayed {
            let policy = header("content-security-policy");
            assert_eq!(policy, Some("sandbox; default-src 'none'"), "{path}");
        }
    }
    let mcp = format!("http://{}/", server.address("rows-mcp").unwrap());
    let response = super::http().get(mcp).send().await.unwrap();
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn trace_of_the_caller_is_sent_to_the_api() {
    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    let ask = async |path: &str, parent: &str| {
        let request = super::http()
            .get(uri(&server, path))
            .header("traceparent", parent);
        let request = request.header("tracestate", "a=1").header("baggage", "b=2");
        request.send().await.unwrap();
        upstream.last()
    };
    for path in ["/ships/9074729", "/root"] {
        let asked = ask(path, PARENT).await;
        assert_eq!(asked.header("traceparent"), PARENT, "{path}");
        assert_eq!(asked.header("tracestate"), "a=1", "{path}");
        assert_eq!(asked.header("baggage"), "", "{path}");
    }
    assert_eq!(ask("/root", "invalid").await.header("traceparent"), "");
}
