//! Tests of APIs that close the connection, hang, are slow or send garbage: each fault gets a defined response on
//! REST and MCP, and the next call is not affected.

#![cfg(all(feature = "rest", feature = "mcp"))]

mod loopback;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use loopback::{Failure, get, rpc};
use naftiko::axum::extract::State;
use naftiko::client::{Api, Config, HttpClient, Operation, Piece, Response, Retry, Variables, build_clients};
use naftiko::http::Method;
use naftiko::input::Inputs;
use naftiko::mcp::{self, Dispatch, Tool, ToolFuture, tool_result};
use naftiko::rest::{Problem, Reply, Request, Routes};
use naftiko::serve::{Adapter, Running, Server};
use naftiko::{Bytes, Value};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

type Outcome = Result<(), Failure>;

/// Held by tests that use or measure much memory.
static MEMORY: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// The timeout of a call.
const TIME: Duration = Duration::from_millis(300);

static API: Api = Api::new("things", &[]);
static GET_THING: Operation = Operation::new("things.get-thing", Method::GET, &[Piece::Text("/thing")]);

static TOOLS: [Tool; 1] = [loopback::tool("get-thing", "Gets the thing")];

/// The fault of the API, after it has received a request.
#[derive(Clone, Copy)]
enum Fault {
    /// Sends this and closes the connection.
    Says(&'static str),
    /// Sends this, and then nothing.
    Hangs(&'static str),
    /// Sends this, and then a byte now and then, without end.
    Crawls(&'static str),
    /// Sends this, and then 10 MB.
    Floods(&'static str),
    /// Sends this, and then as much as the client reads.
    Pours(&'static str),
}

/// An API with a fault.
#[derive(Default)]
struct Faulty {
    /// Bytes that the client accepted.
    sent: AtomicUsize,
    /// Connections that callers have closed.
    closed: AtomicUsize,
    calls: AtomicUsize,
}

impl Faulty {
    async fn start(fault: Fault) -> Result<(Arc<Self>, String), Failure> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", listener.local_addr()?);
        let this = Arc::new(Self::default());
        let api = Arc::clone(&this);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let api = Arc::clone(&api);
                tokio::spawn(async move { api.answer(stream, fault).await });
            }
        });
        Ok((this, base))
    }

    async fn answer(&self, mut stream: TcpStream, fault: Fault) -> std::io::Result<()> {
        let mut request = [0; 4096];
        if stream.read(&mut request).await? == 0 {
            return Ok(());
        }
        self.calls.fetch_add(1, Ordering::SeqCst);
        let (Fault::Says(head)
        | Fault::Hangs(head)
        | Fault::Crawls(head)
        | Fault::Floods(head)
        | Fault::Pours(head)) = fault;
        stream.write_all(head.as_bytes()).await?;
        match fault {
            Fault::Says(_) => stream.shutdown().await?,
            Fault::Hangs(_) => {}
            Fault::Crawls(_) => {
                while stream.write_all(b"1").await.is_ok() {
                    tokio::time::sleep(TIME / 10).await;
                }
            }
            Fault::Floods(_) => self.pour(&mut stream, 160).await,
            Fault::Pours(_) => self.pour(&mut stream, usize::MAX).await,
        }
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
        self.closed.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    async fn pour(&self, stream: &mut TcpStream, pieces: usize) {
        static PIECE: [u8; 64 * 1024] = [b'x'; 64 * 1024];
        for _ in 0..pieces {
            if stream.write_all(&PIECE).await.is_err() {
                break;
            }
            self.sent.fetch_add(PIECE.len(), Ordering::SeqCst);
        }
    }
}

struct Tools(HttpClient);

impl Dispatch for Tools {
    fn call<'a>(&'a self, _: &str, _: Inputs) -> Option<ToolFuture<'a>> {
        Some(Box::pin(async {
            let response: Response<Value> = self.0.call(&GET_THING).send().await?;
            tool_result(response.json()?)
        }))
    }
}

async fn relayed(State(client): State<HttpClient>, _: Request) -> Result<Reply, Problem> {
    let response: Response<Bytes> = client.call(&GET_THING).send().await?;
    Ok(Reply::relay(response))
}

async fn mapped(State(client): State<HttpClient>, _: Request) -> Result<Reply, Problem> {
    let response: Response<Value> = client.call(&GET_THING).send().await?;
    Ok(Reply::json(response.status(), response.json()?))
}

async fn streamed(State(client): State<HttpClient>, _: Request) -> Result<Reply, Problem> {
    Ok(Reply::stream(client.call(&GET_THING).stream().await?))
}

/// Starts a capability over an API, and returns the server and the URLs of its two adapters.
async fn desk(config: Config) -> Result<(Running, String, String), Failure> {
    let config = config.retry(Retry::none());
    let [client] = build_clients([(&API, config)], &Variables::default())?;
    let routes = Routes::new()
        .route(Method::GET, "/relayed", relayed)
        .route(Method::GET, "/mapped", mapped)
        .route(Method::GET, "/streamed", streamed)
        .into_router(client.clone());
    let tools = mcp::Server::new(&loopback::INFO, &TOOLS, Tools(client));
    let server = Server::new("desk")
        .adapter(Adapter::rest("desk-api", "127.0.0.1", 0, routes))
        .adapter(Adapter::mcp("desk-mcp", "127.0.0.1", 0, tools));
    let running = server.start().await?;
    let at = |namespace| running.address(namespace).ok_or("no address");
    let (rest, mcp) = (
        format!("http://{}", at("desk-api")?),
        format!("http://{}/mcp", at("desk-mcp")?),
    );
    Ok((running, rest, mcp))
}

/// The consequence of a fault: the status of relayed responses and of mapped ones, and the text for an agent.
struct Consequence {
    fault: Fault,
    relayed: u16,
    mapped: u16,
    told: &'static str,
}

const fn consequence(fault: Fault, relayed: u16, mapped: u16, told: &'static str) -> Consequence {
    Consequence {
        fault,
        relayed,
        mapped,
        told,
    }
}

const JSON: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"a\":";
const CHUNKED: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n";
const HTML: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length: 13\r\n\r\n<html></html>";
const HTML_ERROR: &str = "HTTP/1.1 503 Unavailable\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length: 13\r\n\r\n<html></html>";
const ERRORS: &str = "HTTP/1.1 500 Broken\r\ncontent-type: text/plain\r\ncontent-length: 10485760\r\n\r\n";
const ENDLESS: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
const NO_LENGTH: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: many\r\n\r\n1";
const TWO_LENGTHS: &str = "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n12";

#[tokio::test]
async fn upstream_fault_gets_its_status() -> Outcome {
    let _alone = MEMORY.lock().await;
    let cases = [
        consequence(Fault::Says(""), 502, 502, "connection"),
        consequence(Fault::Says("nonsense\r\n\r\n"), 502, 502, "connection"),
        consequence(Fault::Says(JSON), 502, 502, "connection"),
        consequence(Fault::Says(CHUNKED), 502, 502, "connection"),
        consequence(Fault::Hangs(""), 504, 504, "in time"),
        consequence(Fault::Hangs(JSON), 504, 504, "in time"),
        consequence(Fault::Crawls(JSON), 504, 504, "in time"),
        consequence(Fault::Hangs(HTML), 200, 502, "Unexpected API response"),
        consequence(Fault::Hangs(HTML_ERROR), 503, 503, "503"),
        consequence(Fault::Floods(ERRORS), 500, 500, "500"),
        consequence(Fault::Floods(ENDLESS), 502, 502, "exceeds"),
        consequence(Fault::Says(NO_LENGTH), 502, 502, "connection"),
        consequence(Fault::Says(TWO_LENGTHS), 502, 502, "connection"),
    ];
    for (number, case) in cases.into_iter().enumerate() {
        let (api, base) = Faulty::start(case.fault).await?;
        let (_running, rest, mcp) = desk(Config::new().base_uri(base).timeout(TIME)).await?;
        for (path, status) in [("relayed", case.relayed), ("mapped", case.mapped)] {
            let answer = get(format!("{rest}/{path}")).await?;
            assert_eq!(answer.status(), status, "{number} {path}");
            let body = answer.text().await?;
            assert!(
                !body.contains("127.0.0.1") && body.len() < 1000,
                "{number} {path}: {body}"
            );
        }
        let call = rpc(&mcp, "tools/call", json!({"name": "get-thing", "arguments": {}})).await?;
        assert_eq!(call["isError"], true, "{number} {call}");
        let text = call["content"][0]["text"].as_str().unwrap_or_default();
        assert!(text.contains(case.told), "{number}: {text}");
        assert_eq!(api.calls.load(Ordering::SeqCst), 3, "{number}");
    }
    Ok(())
}

#[tokio::test]
async fn response_length_is_checked_and_nothing_is_left_on_the_connection() -> Outcome {
    let more =
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil";
    let (_api, base) = Faulty::start(Fault::Hangs(more)).await?;
    let (_running, rest, _) = desk(Config::new().base_uri(base).timeout(TIME)).await?;
    for _ in 0..3 {
        assert_eq!(get(format!("{rest}/relayed")).await?.text().await?, "{}");
    }
    Ok(())
}

#[tokio::test]
async fn disconnected_caller_cancels_the_upstream_call() -> Outcome {
    let (api, base) = Faulty::start(Fault::Hangs("")).await?;
    let (_running, rest, _) = desk(Config::new().base_uri(base)).await?;
    let mut client = TcpStream::connect(rest.trim_start_matches("http://")).await?;
    client
        .write_all(b"GET /relayed HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await?;
    until(|| api.calls.load(Ordering::SeqCst) == 1).await?;
    assert_eq!(api.closed.load(Ordering::SeqCst), 0);
    drop(client);
    until(|| api.closed.load(Ordering::SeqCst) == 1).await
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn endless_response_is_cut_and_its_memory_freed() -> Outcome {
    let _alone = MEMORY.lock().await;
    let (api, base) = Faulty::start(Fault::Floods(ERRORS)).await?;
    let (_running, rest, _) = desk(Config::new().base_uri(base)).await?;
    let flood = async |times: usize| -> Outcome {
        for _ in 0..times {
            assert_eq!(get(format!("{rest}/relayed")).await?.status(), 500);
        }
        Ok(())
    };
    flood(20).await?;
    let before = memory()?;
    flood(60).await?;
    let grown = memory()?.saturating_sub(before);
    let taken = api.sent.load(Ordering::SeqCst) / 80;
    println!("{grown} KiB more after 60 floods of 10 MiB, {taken} bytes taken of each");
    // At most what the sockets on both sides buffer.
    assert!(taken < 8 << 20, "{taken}");
    assert!(grown < 8 * 1024, "{grown}");
    Ok(())
}

/// Callers that read nothing of an endless stream: only what the buffers hold is sent.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn caller_that_reads_nothing_costs_constant_memory() -> Outcome {
    const CALLERS: usize = 100;
    let _alone = MEMORY.lock().await;
    let (api, base) = Faulty::start(Fault::Pours(ENDLESS)).await?;
    let (_running, rest, _) = desk(Config::new().base_uri(base)).await?;
    let start = memory()?;
    let mut callers = Vec::new();
    for _ in 0..CALLERS {
        let mut caller = TcpStream::connect(rest.trim_start_matches("http://")).await?;
        let request = b"GET /streamed HTTP/1.1\r\nhost: localhost\r\n\r\n";
        caller.write_all(request).await?;
        callers.push(caller);
    }
    until(|| api.calls.load(Ordering::SeqCst) == CALLERS).await?;
    // On a busy machine, buffers fill with pauses.
    let (mut before, mut still) = (0, 0);
    let sent = loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let sent = api.sent.load(Ordering::SeqCst);
        still = if sent == before { still + 1 } else { 0 };
        if still == 4 {
            break sent;
        }
        before = sent;
        // The sockets of the system buffer some MiB for each connection.
        assert!(sent / CALLERS < 32 << 20, "{sent}");
    };
    let filled = memory()?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (later, sent_later) = (memory()?, api.sent.load(Ordering::SeqCst));
    println!(
        "{} KiB for {CALLERS} callers, {sent} bytes taken",
        filled.saturating_sub(start)
    );
    assert_eq!(sent_later, sent);
    assert!(later.saturating_sub(filled) < 1024, "{filled}, then {later}");
    assert!(
        filled.saturating_sub(start) / CALLERS < 1024,
        "{start}, then {filled}"
    );
    // A caller that reads makes progress, and disconnected ones release the API.
    let mut taken = vec![0; 32 << 20];
    callers[0].read_exact(&mut taken).await?;
    drop(callers);
    until(|| api.closed.load(Ordering::SeqCst) == CALLERS).await
}

/// Returns the memory of this process in KiB.
#[cfg(target_os = "linux")]
fn memory() -> Result<usize, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    Ok(line.ok_or("no memory")?.trim().trim_end_matches(" kB").parse()?)
}

async fn until(condition: impl Fn() -> bool) -> Outcome {
    for _ in 0..500 {
        if condition() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Err("it did not happen".into())
}
