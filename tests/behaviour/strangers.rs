//! Tests of what strangers send to adapters, and of what APIs send through them.

use naftiko::guard::Guard;
use naftiko::serve::Running;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::engine_rest::{self, start, uri};
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

/// Calls a tool of the MCP adapter, and returns the answer.
async fn tool(server: &Running, name: &str, arguments: &Value, headers: &[(&str, &str)]) -> Value {
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": name, "arguments": arguments}});
    let uri = format!("http://{}/mcp", server.address("rows-mcp").unwrap());
    let request = super::http().post(uri).json(&call);
    let request = request.header("accept", "application/json, text/event-stream");
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value));
    let answer = request.send().await.unwrap().bytes().await.unwrap();
    serde_json::from_slice(&answer).unwrap()
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

/// Sends a request with these headers to an adapter, and returns the response. MCP gets a message.
async fn send(server: &Running, adapter: &str, method: &str, headers: &[(&str, &str)]) -> String {
    let (path, body) = match adapter {
        "rows-mcp" if method == "POST" => ("/mcp", r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#),
        "rows-mcp" => ("/mcp", ""),
        _ => ("/hello?name=A", ""),
    };
    let headers: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let headers = headers.concat();
    let types = "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";
    let request = format!(
        "{method} {path} HTTP/1.1\r\n{headers}{types}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    raw(server, adapter, &request).await
}

/// The adapters, each with a method that it serves.
const SERVED: [(&str, &str); 2] = [("rows-api", "GET"), ("rows-mcp", "POST")];

/// Returns the value of a response's header.
fn header<'r>(response: &'r str, name: &str) -> Option<&'r str> {
    let head = response.split("\r\n\r\n").next()?;
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.find_map(|(its, value)| its.eq_ignore_ascii_case(name).then_some(value))
}

#[tokio::test]
async fn foreign_host_is_rejected_at_every_address() {
    let upstream = Upstream::start().await;
    let everywhere = "0.0.0.0:0".parse().unwrap();
    let near = start(&upstream).await;
    let far = SERVED
        .iter()
        .fold(engine_rest::server(&upstream), |server, (adapter, _)| {
            server
                .address(adapter, everywhere)
                .allow_unauthenticated(adapter)
                .allow_hosts(adapter, ["desk.example"])
        });
    let far = far.start().await.unwrap();
    for (adapter, method) in SERVED {
        let ask = async |server: &Running, host: &str| {
            status(&send(server, adapter, method, &[("Host", host)]).await)
        };
        for server in [&near, &far] {
            assert_eq!(ask(server, "localhost").await, 200, "{adapter}");
            assert_eq!(ask(server, "evil.example").await, 403, "{adapter}");
        }
        assert_eq!(ask(&near, "192.0.2.1").await, 403, "{adapter}");
        assert_eq!(ask(&far, "192.0.2.1").await, 200, "{adapter}");
        assert_eq!(ask(&near, "desk.example").await, 403, "{adapter}");
        assert_eq!(ask(&far, "desk.example").await, 200, "{adapter}");
    }
}

#[tokio::test]
async fn page_of_another_origin_is_rejected_unless_it_is_accepted() {
    const PAGE: &str = "https://app.example";
    let upstream = Upstream::start().await;
    let closed = start(&upstream).await;
    let open = SERVED
        .iter()
        .fold(engine_rest::server(&upstream), |server, (adapter, _)| {
            server.allow_origins(adapter, [PAGE])
        });
    let open = open.start().await.unwrap();
    for (adapter, method) in SERVED {
        let ask = async |server: &Running, method: &str, headers: &[(&str, &str)]| {
            let own = [[("Host", "localhost")].as_slice(), headers].concat();
            send(server, adapter, method, &own).await
        };
        let read = "Access-Control-Allow-Origin";
        let accepted = ask(&open, method, &[("Origin", PAGE)]).await;
        assert_eq!(status(&accepted), 200, "{adapter}: {accepted}");
        assert_eq!(header(&accepted, read), Some(PAGE), "{adapter}");
        assert_eq!(header(&accepted, "Vary"), Some("Origin"), "{adapter}");
        for page in ["https://evil.example", "null", "http://localhost:3000"] {
            for server in [&closed, &open] {
                let rejected = ask(server, method, &[("Origin", page)]).await;
                assert_eq!(status(&rejected), 403, "{adapter}: {page}");
                assert_eq!(header(&rejected, read), None, "{adapter}: {page}");
            }
        }
        assert_eq!(
            status(&ask(&closed, method, &[("Origin", PAGE)]).await),
            403,
            "{adapter}"
        );
        let own = ask(&closed, method, &[("Origin", "http://localhost")]).await;
        assert_eq!((status(&own), header(&own, read)), (200, None), "{adapter}");

        let preflight = [("Origin", PAGE), ("Access-Control-Request-Method", "POST")];
        let allowed = ask(&open, "OPTIONS", &preflight).await;
        assert_eq!(status(&allowed), 204, "{adapter}");
        assert_eq!(
            header(&allowed, "Access-Control-Allow-Methods"),
            Some("POST"),
            "{adapter}"
        );
        let refused = ask(&closed, "OPTIONS", &preflight).await;
        assert_eq!(status(&refused), 403, "{adapter}");
        assert_eq!(
            header(&refused, "Access-Control-Allow-Methods"),
            None,
            "{adapter}"
        );
    }
}

#[tokio::test]
async fn document_and_its_page_follow_the_rule_for_origins() {
    const PAGE: &str = "https://app.example";
    let upstream = Upstream::start().await;
    let server = engine_rest::server(&upstream).allow_origins("rows-api", [PAGE]);
    let open = server.start().await.unwrap();
    for path in ["/docs", "/openapi.json"] {
        let request = |page: &str| {
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nOrigin: {page}\r\nConnection: close\r\n\r\n")
        };
        let accepted = raw(&open, "rows-api", &request(PAGE)).await;
        assert_eq!(status(&accepted), 200, "{path}");
        let rejected = raw(&open, "rows-api", &request("https://evil.example")).await;
        assert_eq!(status(&rejected), 403, "{path}");
    }
}

#[tokio::test]
async fn fetch_of_another_site_is_rejected_unless_it_is_a_link() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    for (adapter, method) in SERVED {
        let ask = async |method: &str, site: &str, mode: &str, to: &str| {
            let headers = [
                ("Host", "localhost"),
                ("Sec-Fetch-Site", site),
                ("Sec-Fetch-Mode", mode),
                ("Sec-Fetch-Dest", to),
            ];
            status(&send(&server, adapter, method, &headers).await)
        };
        assert_ne!(
            ask("GET", "cross-site", "navigate", "document").await,
            403,
            "{adapter}"
        );
        assert_eq!(
            ask(method, "same-origin", "cors", "empty").await,
            200,
            "{adapter}"
        );
        assert_eq!(
            ask(method, "none", "navigate", "document").await,
            200,
            "{adapter}"
        );
        for (mode, to) in [("no-cors", "image"), ("cors", "empty"), ("navigate", "iframe")] {
            assert_eq!(ask(method, "cross-site", mode, to).await, 403, "{adapter}: {to}");
        }
        assert_eq!(
            ask("POST", "cross-site", "navigate", "document").await,
            403,
            "{adapter}"
        );
    }
    assert_eq!(upstream.count(), 0);
}

#[tokio::test]
async fn adapter_without_a_guard_needs_permission_beyond_this_machine() {
    let upstream = Upstream::start().await;
    let everywhere = "0.0.0.0:0".parse().unwrap();
    for (adapter, variable) in [
        ("rows-api", "ROWS_API_ALLOW_UNAUTHENTICATED"),
        ("rows-mcp", "ROWS_MCP_ALLOW_UNAUTHENTICATED"),
    ] {
        let server = engine_rest::server(&upstream).address(adapter, everywhere);
        let error = server.clone().start().await.unwrap_err().to_string();
        for part in [
            adapter,
            "0.0.0.0",
            "`allow_unauthenticated`",
            variable,
            "`authentication`",
        ] {
            assert!(error.contains(part), "{error}");
        }
        let guarded = server.clone().authentication(adapter, Guard::bearer("secret"));
        assert!(guarded.start().await.is_ok(), "{adapter}");
        assert!(
            server.allow_unauthenticated(adapter).start().await.is_ok(),
            "{adapter}"
        );
    }
}

#[tokio::test]
async fn head_is_limited_exactly() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    for (adapter, allowed) in [("rows-api", 200), ("rows-mcp", 405)] {
        let host = server.address(adapter).unwrap();
        let request = |length: usize| {
            let head = format!(
                "GET /hello?name=A HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nX-Long: \r\n\r\n"
            );
            let filler = "a".repeat(length - head.len());
            head.replace("X-Long: ", &format!("X-Long: {filler}"))
        };
        for (length, expected) in [(32_768, allowed), (32_769, 431), (70_000, 431), (200_000, 431)] {
            let response = raw(&server, adapter, &request(length)).await;
            assert_eq!(status(&response), expected, "{adapter} {length}: {response}");
        }
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
    let answer = tool(&server, "get-ship", &json!({"imo": colons}), &[]).await;
    let text = answer["result"]["content"][0]["text"].as_str().unwrap();
    assert!(text.contains("too long") && text.contains("imo"), "{text}");
    assert_eq!(upstream.count(), 0);
}

#[tokio::test]
async fn dot_segment_of_a_caller_is_not_sent() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    for value in [
        "..",
        "..;x=1",
        "%2e%2e",
        "%252e%252e",
        "..%20",
        "..%3b",
        "%c0%ae%c0%ae",
    ] {
        let forwarded = super::http().get(uri(&server, &format!("/proxy/{value}/a")));
        let path = format!("/ships/{}", value.replace('%', "%25"));
        // The client of the test resolves plain dot segments itself.
        if value != ".." && value != "%2e%2e" {
            assert_eq!(forwarded.send().await.unwrap().status(), 400, "{value}");
        }
        if value != ".." {
            let given = super::http().get(uri(&server, &path)).send().await.unwrap();
            assert_eq!(given.status(), 400, "{value}");
        }
        let answer = tool(&server, "get-ship", &json!({"imo": value}), &[]).await;
        assert_eq!(answer["result"]["isError"], true, "{value}: {answer}");
    }
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
    let docs = super::http().get(uri(&server, "/docs")).send().await.unwrap();
    assert_eq!(docs.headers()["x-content-type-options"], "nosniff");
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
    let headers = [("traceparent", PARENT), ("tracestate", "a=1"), ("baggage", "b=2")];
    tool(&server, "flagship", &json!({}), &headers).await;
    let asked = upstream.last();
    assert_eq!(asked.header("traceparent"), PARENT);
    assert_eq!(asked.header("tracestate"), "a=1");
    assert_eq!(asked.header("baggage"), "");
}

#[tokio::test]
async fn credentials_that_an_api_echoes_do_not_reach_callers() {
    let upstream = Upstream::start().await;
    let loopback = "127.0.0.1:0".parse().unwrap();
    let capability = super::capability(&upstream);
    let server = capability.server().address("desk-api", loopback);
    let server = server.address("desk-mcp", loopback).start().await.unwrap();
    let uri = format!(
        "http://{}/parcels/echo?lang=de",
        server.address("desk-api").unwrap()
    );
    let response = super::http().get(uri).send().await.unwrap();
    assert_eq!(response.status(), 400);
    let token = upstream.last().header("authorization").replace("Bearer ", "");
    assert!(!token.is_empty());
    assert_eq!(response.headers()["etag"], "[redacted]");
    assert_eq!(response.text().await.unwrap(), "invalid request: [redacted]");

    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "get-parcel", "arguments": {"id": "echo"}}});
    let uri = format!("http://{}/mcp", server.address("desk-mcp").unwrap());
    let request = super::http().post(uri).json(&call);
    let request = request.header("accept", "application/json, text/event-stream");
    let over_http = request.send().await.unwrap().text().await.unwrap();
    // Stdio runs the tool in the same way.
    let direct = super::parcel_desk::mcp::server(capability);
    let direct = direct.call("get-parcel", json!({"id": "echo"})).await.text();
    for answer in [over_http, direct] {
        assert!(answer.contains("invalid request: [redacted]"), "{answer}");
        assert!(!answer.contains(&token), "{answer}");
    }
}

#[tokio::test]
async fn broken_body_is_the_callers_fault() {
    let upstream = Upstream::start().await;
    let server = start(&upstream).await;
    for (adapter, path) in [("rows-api", "/ships/9074729"), ("rows-mcp", "/mcp")] {
        let host = server.address(adapter).unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
             Accept: application/json, text/event-stream\r\nConnection: close\r\n"
        );
        let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\nx\r\n");
        assert_eq!(status(&raw(&server, adapter, &chunked).await), 400, "{adapter}");
        let large = format!("{head}Content-Length: 99999999999\r\n\r\n");
        assert_eq!(status(&raw(&server, adapter, &large).await), 413, "{adapter}");
    }
    assert_eq!(upstream.count(), 0);
}
