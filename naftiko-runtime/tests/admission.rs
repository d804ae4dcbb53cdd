//! Tests of what a server admits: work within its memory, and a share of everything for each caller.

#![cfg(all(feature = "rest", feature = "mcp"))]

mod loopback;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::stream;
use loopback::{Failure, INFO, get, http, post};
use naftiko::axum::body::Body;
use naftiko::axum::extract::State;
use naftiko::axum::{self, Router};
use naftiko::client::{Api, Config, HttpClient, Operation, Piece, Response, Variables, build_clients};
use naftiko::http::{Method, StatusCode};
use naftiko::input::{Inputs, ParameterIn};
use naftiko::mcp::{self, Dispatch, Tool, ToolFuture, tool_result};
use naftiko::rest::{Problem, Reply, Request, Routes};
use naftiko::serve::{Adapter, AddressRange, Limits, Running, Server};
use naftiko::value::JsonCursor;
use naftiko::{Bytes, Value};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

type Outcome<T = ()> = Result<T, Failure>;

const MIB: usize = 1024 * 1024;

static API: Api = Api::new("things", &[]);
static GET_THING: Operation = Operation::new(
    "things.get-thing",
    Method::GET,
    &[Piece::Text("/"), Piece::Argument("kind")],
);

static TOOLS: [Tool; 1] = [Tool {
    input_schema: r#"{"type":"object","properties":{"kind":{"type":"string"}},"required":["kind"]}"#,
    ..loopback::tool("get-thing", "Gets a thing")
}];

struct Things(HttpClient);

impl Dispatch for Things {
    fn call<'a>(&'a self, _: &str, mut inputs: Inputs) -> Option<ToolFuture<'a>> {
        let kind = inputs.string(ParameterIn::Field("kind"));
        Some(Box::pin(async move {
            inputs.finish()?;
            let thing: Response<Bytes> = self.0.call(&GET_THING).path("kind", &kind).send().await?;
            tool_result(json!(thing.bytes().len()))
        }))
    }
}

/// Starts an API that declares the length of its responses, or does not.
async fn api() -> Outcome<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let pieces = || stream::iter((0..40).map(|_| Ok::<_, Infallible>(Bytes::from(vec![b'x'; 16 * 1024]))));
    let router = Router::new()
        .route("/declared", axum::routing::get(async || "x".repeat(640 * 1024)))
        .route(
            "/undeclared",
            axum::routing::get(async move || Body::from_stream(pieces())),
        )
        .route(
            "/values",
            axum::routing::get(async || format!("[{}{{}}]", "{},".repeat(100_000))),
        )
        .route("/small", axum::routing::get(async || "x".repeat(40 * 1024)));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(base)
}

async fn relay(State(client): State<HttpClient>, request: Request) -> Result<Reply, Problem> {
    let kind = request.path("kind").unwrap_or_default();
    let thing: Response<Bytes> = client.call(&GET_THING).path("kind", kind).send().await?;
    Ok(Reply::relay(thing))
}

/// Reads small values, each of which takes more memory than its text.
async fn values(State(client): State<HttpClient>, _: Request) -> Result<Reply, Problem> {
    let things: Response<Value> = client.call(&GET_THING).path("kind", "values").send().await?;
    let read = |item: JsonCursor<'_>| item.key("name").optional_string();
    let names = things.map(|at| at.list(read))?;
    Ok(Reply::json(StatusCode::OK, json!(names.len())))
}

/// Reads a body of small values.
async fn body_of_values(_: State<HttpClient>, request: Request) -> Result<Reply, Problem> {
    let lists: Vec<Vec<bool>> = request.into_inputs().finish_with(ParameterIn::Body)?;
    Ok(Reply::json(StatusCode::OK, json!(lists.len())))
}

/// Returns a server with REST and MCP adapters over the API.
async fn server() -> Outcome<Server> {
    let [client] = build_clients(
        [(&API, Config::new().base_uri(&api().await?))],
        &Variables::default(),
    )?;
    let routes = Routes::new()
        .route(Method::GET, "/things/{kind}", relay)
        .route(Method::GET, "/values", values)
        .route(Method::POST, "/values", body_of_values)
        .route(Method::POST, "/", async |_, request: Request| {
            Ok(Reply::json(StatusCode::OK, json!(request.body().len())))
        })
        .route(Method::GET, "/large", async |_, _| {
            Ok(Reply::new(StatusCode::OK).with_body("text/plain", vec![b'x'; 32 * MIB]))
        })
        .route(Method::GET, "/slow", async |_, _| {
            tokio::time::sleep(Duration::from_secs(30)).await;
            Ok(Reply::new(StatusCode::OK))
        })
        .route(Method::GET, "/", async |_, _| Ok(Reply::new(StatusCode::OK)))
        .into_router(client.clone());
    let mcp = mcp::Server::new(&INFO, &TOOLS, Things(client));
    Ok(Server::new("desk")
        .adapter(Adapter::rest("desk-api", "127.0.0.1", 0, routes))
        .adapter(Adapter::mcp("desk-mcp", "127.0.0.1", 0, mcp)))
}

/// Returns a server with this memory, in which every caller may take all.
async fn limited(bytes: usize) -> Outcome<Server> {
    let server = server().await?.memory_limit(bytes);
    Ok(server.trusted_proxies([AddressRange::from(std::net::IpAddr::from([127, 0, 0, 1]))]))
}

fn address(running: &Running, adapter: &str) -> Outcome<SocketAddr> {
    Ok(running.address(adapter).ok_or("no address")?)
}

/// Checks that a response is that of an overloaded server.
async fn assert_overloaded(response: reqwest::Response, media_type: &str) -> Outcome<Value> {
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()["retry-after"], "1");
    assert_eq!(response.headers()["content-type"], media_type);
    Ok(serde_json::from_str(&response.text().await?)?)
}

/// Repeats a request until it succeeds: memory returns when the server notices that a connection is closed.
async fn succeeds(request: impl AsyncFn() -> Result<reqwest::Response, reqwest::Error>) -> Outcome {
    for _ in 0..100 {
        if request().await?.status().is_success() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err("the memory did not return".into())
}

#[tokio::test]
async fn bodies_over_the_memory_get_503() -> Outcome {
    let running = limited(MIB).await?.start().await?;
    let rest = address(&running, "desk-api")?;
    let url = format!("http://{rest}/");
    let send = async |bytes: usize| http().post(&url).body("x".repeat(bytes)).send().await;
    let problem = assert_overloaded(send(700_000).await?, "application/problem+json").await?;
    assert_eq!(problem["title"], "Service unavailable");
    assert_eq!(send(300_000).await?.text().await?, "300000");
    // A body that is not complete holds what has arrived of it.
    let mut slow = TcpStream::connect(rest).await?;
    let head = "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 300001\r\n\r\n";
    slow.write_all(head.as_bytes()).await?;
    slow.write_all("x".repeat(300_000).as_bytes()).await?;
    // It takes the memory when the server has read it.
    let refused = async {
        loop {
            let response = send(300_000).await?;
            if response.status() != 200 {
                break Ok::<_, Failure>(response);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let refused = tokio::time::timeout(Duration::from_secs(20), refused).await??;
    assert_overloaded(refused, "application/problem+json").await?;
    // Small requests are served.
    assert_eq!(send(1000).await?.status(), 200);
    drop(slow);
    succeeds(async || send(300_000).await).await
}

#[tokio::test]
async fn body_of_unknown_length_gets_503_too() -> Outcome {
    let running = limited(MIB).await?.start().await?;
    let url = format!("http://{}/", address(&running, "desk-api")?);
    let piece = || Ok::<_, Infallible>(Bytes::from(vec![b'x'; 16 * 1024]));
    let send = async |pieces: usize| {
        let body = reqwest::Body::wrap_stream(stream::iter((0..pieces).map(move |_| piece())));
        http().post(&url).body(body).send().await
    };
    assert_eq!(send(20).await?.status(), 200);
    assert_overloaded(send(45).await?, "application/problem+json").await?;
    assert_eq!(send(20).await?.status(), 200);
    Ok(())
}

#[tokio::test]
async fn messages_over_the_memory_get_a_protocol_error() -> Outcome {
    let running = limited(MIB).await?.start().await?;
    let url = format!("http://{}/mcp", address(&running, "desk-mcp")?);
    let call = async |kind: &str| {
        let params = json!({"name": "get-thing", "arguments": {"kind": kind}});
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
        post(&url, &message, &[("mcp-protocol-version", "2025-11-25")]).await
    };
    let answer = assert_overloaded(call(&"x".repeat(400_000)).await?, "application/json").await?;
    assert_eq!((&answer["jsonrpc"], &answer["id"]), (&json!("2.0"), &Value::Null));
    assert_eq!(
        answer["error"]["data"],
        json!({"retryable": true, "retry_after_seconds": 1})
    );
    assert_eq!(call("small").await?.status(), 200);
    // Without a limit of memory, messages have one of their own.
    let running = server().await?.start().await?;
    let url = format!("http://{}/mcp", address(&running, "desk-mcp")?);
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"x": "x".repeat(MIB)}});
    let answer = post(&url, &message, &[("mcp-protocol-version", "2025-11-25")]).await?;
    assert_eq!(answer.status(), 413);
    Ok(())
}

#[tokio::test]
async fn responses_of_apis_over_the_memory_are_errors() -> Outcome {
    let running = limited(MIB).await?.start().await?;
    let rest = format!("http://{}/things", address(&running, "desk-api")?);
    let mcp = format!("http://{}/mcp", address(&running, "desk-mcp")?);
    for kind in ["declared", "undeclared"] {
        let response = get(format!("{rest}/{kind}")).await?;
        let problem = assert_overloaded(response, "application/problem+json").await?;
        assert_eq!(
            problem["detail"],
            "The server has no memory left for the upstream response. Retry later."
        );
        let params = json!({"name": "get-thing", "arguments": {"kind": kind}});
        let result = loopback::rpc(&mcp, "tools/call", params).await?;
        assert_eq!(result["isError"], true, "{result}");
        assert_eq!(
            result["content"][0]["text"],
            "The server has no memory left for the API response. Retry later; a retry is safe."
        );
        assert_eq!(result["structuredContent"]["retry_after_seconds"], 1, "{result}");
    }
    assert_eq!(get(format!("{rest}/small")).await?.text().await?.len(), 40 * 1024);
    Ok(())
}

#[tokio::test]
async fn values_over_the_memory_get_503() -> Outcome {
    for (limit, expected) in [(2 * MIB, 503), (16 * MIB, 200)] {
        let running = limited(limit).await?.start().await?;
        let url = format!("http://{}/values", address(&running, "desk-api")?);
        assert_eq!(get(url.clone()).await?.status(), expected);
        let body = format!("[{}[]]", "[],".repeat(100_000));
        let request = http().post(&url).header("content-type", "application/json");
        let response = request.body(body).send().await?;
        assert_eq!(response.status(), expected);
    }
    Ok(())
}

#[tokio::test]
async fn response_holds_its_memory_until_it_is_read() -> Outcome {
    let running = limited(48 * MIB).await?.start().await?;
    let rest = address(&running, "desk-api")?;
    let url = format!("http://{rest}/large");
    assert_eq!(get(url.clone()).await?.bytes().await?.len(), 32 * MIB);
    let mut unread = TcpStream::connect(rest).await?;
    unread
        .write_all(b"GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await?;
    unread.read_u8().await?;
    assert_overloaded(get(url.clone()).await?, "application/problem+json").await?;
    drop(unread);
    succeeds(async || get(url.clone()).await).await
}

#[tokio::test]
async fn connections_over_the_memory_are_closed_with_503() -> Outcome {
    let health = SocketAddr::from(([127, 0, 0, 1], 0));
    let running = limited(150_000).await?.health(health).start().await?;
    let rest = address(&running, "desk-api")?;
    // An incomplete head takes the memory of a connection; a silent connection takes none.
    let mut open = Vec::new();
    for _ in 0..4 {
        let mut stream = TcpStream::connect(rest).await?;
        stream.write_all(b"GET / HTTP/1.1\r\n").await?;
        open.push(stream);
    }
    let mut last = open.pop().ok_or("no connection")?;
    let mut answer = String::new();
    last.read_to_string(&mut answer).await?;
    assert!(
        answer.starts_with("HTTP/1.1 503 ") && answer.contains("retry-after: 1\r\n"),
        "{answer}"
    );
    // The health of the program needs no memory of callers.
    let health = running.health_address().ok_or("no health")?;
    assert_eq!(get(format!("http://{health}/health/ready")).await?.status(), 200);
    drop(open);
    succeeds(async || get(format!("http://{rest}/")).await).await
}

/// Connects from an address of this machine. Only Linux has more than one without a setting.
#[cfg(target_os = "linux")]
async fn connect_from(caller: [u8; 4], to: SocketAddr) -> Outcome<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((caller, 0).into())?;
    Ok(socket.connect(to).await?)
}

/// Sends a request from an address.
#[cfg(target_os = "linux")]
async fn send(caller: [u8; 4], to: SocketAddr, path: &str, header: &str) -> Outcome<TcpStream> {
    let mut stream = connect_from(caller, to).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {to}\r\n{header}\r\n");
    stream.write_all(request.as_bytes()).await?;
    Ok(stream)
}

/// Sends a request from an address, and returns the beginning of the response.
#[cfg(target_os = "linux")]
async fn ask(caller: [u8; 4], to: SocketAddr, path: &str, header: &str) -> Outcome<String> {
    let mut stream = send(caller, to, path, header).await?;
    let mut answer = vec![0; 12];
    let read = stream.read_exact(&mut answer);
    tokio::time::timeout(Duration::from_secs(20), read).await??;
    Ok(String::from_utf8(answer)?)
}

/// Sends a request that takes long from an address, and returns its connection once it is certain that it has begun.
#[cfg(target_os = "linux")]
async fn begin(caller: [u8; 4], to: SocketAddr, header: &str) -> Outcome<TcpStream> {
    let mut stream = send(caller, to, "/slow", header).await?;
    let read = stream.read_u8();
    let early = tokio::time::timeout(Duration::from_millis(300), read).await;
    assert!(early.is_err(), "the request is not slow, or was refused");
    Ok(stream)
}

#[cfg(target_os = "linux")]
const GREEDY: [u8; 4] = [127, 0, 0, 1];

#[cfg(target_os = "linux")]
const POLITE: [u8; 4] = [127, 0, 0, 2];

#[cfg(target_os = "linux")]
#[tokio::test]
async fn one_caller_leaves_requests_to_others() -> Outcome {
    let limits = Limits::new().requests(8);
    let running = server().await?.limits(limits).start().await?;
    let rest = address(&running, "desk-api")?;
    let mut slow = Vec::new();
    for _ in 0..4 {
        slow.push(begin(GREEDY, rest, "").await?);
    }
    for _ in 0..2 {
        assert_eq!(ask(GREEDY, rest, "/slow", "").await?, "HTTP/1.1 503");
    }
    assert_eq!(ask(POLITE, rest, "/", "").await?, "HTTP/1.1 200");
    slow.push(begin(POLITE, rest, "").await?);
    assert_eq!(ask(POLITE, rest, "/", "").await?, "HTTP/1.1 503");
    assert_eq!(ask([127, 0, 0, 3], rest, "/", "").await?, "HTTP/1.1 200");
    Ok(())
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn callers_of_a_proxy_have_shares_of_their_own() -> Outcome {
    let limits = Limits::new().requests(8);
    let server = server().await?.limits(limits);
    let running = server.trusted_proxies(["127.0.0.1".parse()?]).start().await?;
    let rest = address(&running, "desk-api")?;
    let greedy = "x-forwarded-for: 192.0.2.7\r\n";
    let mut slow = Vec::new();
    for _ in 0..4 {
        slow.push(begin(GREEDY, rest, greedy).await?);
    }
    for _ in 0..2 {
        assert_eq!(ask(GREEDY, rest, "/slow", greedy).await?, "HTTP/1.1 503");
    }
    let polite = "x-forwarded-for: 192.0.2.7, 192.0.2.8\r\n";
    assert_eq!(ask(GREEDY, rest, "/", polite).await?, "HTTP/1.1 200");
    // Without the header, the proxy itself is the caller, and has no share.
    assert_eq!(ask(GREEDY, rest, "/", "").await?, "HTTP/1.1 200");
    // What others say of themselves does not count.
    slow.push(begin(POLITE, rest, polite).await?);
    let other = "x-forwarded-for: 192.0.2.9\r\n";
    assert_eq!(ask(POLITE, rest, "/", other).await?, "HTTP/1.1 503");
    Ok(())
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn one_caller_leaves_connections_to_others() -> Outcome {
    let limits = Limits::new().connections(8);
    let running = server().await?.limits(limits).start().await?;
    for adapter in ["desk-api", "desk-mcp"] {
        let to = address(&running, adapter)?;
        let mut open = Vec::new();
        for _ in 0..4 {
            open.push(connect_from(GREEDY, to).await?);
        }
        assert_eq!(ask(GREEDY, to, "/", "").await?, "HTTP/1.1 503");
        assert_ne!(ask(POLITE, to, "/", "").await?, "HTTP/1.1 503");
    }
    Ok(())
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn one_caller_leaves_memory_to_others() -> Outcome {
    let running = server().await?.memory_limit(4 * MIB).start().await?;
    let rest = address(&running, "desk-api")?;
    let mut open = Vec::new();
    for _ in 0..60 {
        let mut stream = connect_from(GREEDY, rest).await?;
        // The last ones are refused.
        let _ = stream.write_all(b"GET / HTTP/1.1\r\n").await;
        open.push(stream);
    }
    // The server reads the heads soon.
    let refused = async {
        while ask(GREEDY, rest, "/", "").await? != "HTTP/1.1 503" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Outcome::Ok(())
    };
    tokio::time::timeout(Duration::from_secs(20), refused).await??;
    assert_eq!(ask(POLITE, rest, "/", "").await?, "HTTP/1.1 200");
    Ok(())
}
