//! Tests of several adapters of one capability: they start together and end together.

#![cfg(all(feature = "rest", feature = "mcp"))]

mod loopback;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use loopback::{Failure, get, http, rpc};
use naftiko::axum::Router;
use naftiko::http::{Method, StatusCode};
use naftiko::input::Inputs;
use naftiko::mcp::{self, Dispatch, ToolFuture};
use naftiko::rest::{Reply, Routes};
use naftiko::serve::{Adapter, Running, ServeError, Server};
use serde_json::json;
use tokio::sync::Semaphore;

type Outcome = Result<(), Failure>;

struct NoTools;

impl Dispatch for NoTools {
    fn call<'a>(&'a self, _: &str, _: Inputs) -> Option<ToolFuture<'a>> {
        None
    }
}

fn no_tools() -> mcp::Server {
    mcp::Server::new(&loopback::INFO, &[], NoTools)
}

/// Signals a test that a request has started or ended.
#[derive(Clone)]
struct Sign(Arc<Semaphore>);

impl Sign {
    fn new() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    fn give(&self) {
        self.0.add_permits(1);
    }

    async fn seen(&self) -> Outcome {
        tokio::time::timeout(Duration::from_secs(10), self.0.acquire())
            .await??
            .forget();
        Ok(())
    }
}

struct OnDrop(Sign);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.give();
    }
}

/// Returns a router whose response takes a while.
fn slow(time: Duration, begun: Sign, over: Sign) -> Router {
    let handler = move |_, _| {
        let (begun, over) = (begun.clone(), OnDrop(over.clone()));
        async move {
            begun.give();
            tokio::time::sleep(time).await;
            drop(over);
            Ok(Reply::new(StatusCode::OK).with_body("text/plain", "done"))
        }
    };
    Routes::new().route(Method::GET, "/slow", handler).into_router(())
}

fn server(rest: Router) -> Server {
    Server::new("parcel-desk")
        .adapter(Adapter::rest("desk-api", "localhost", 0, rest))
        .adapter(Adapter::mcp("desk-mcp", "127.0.0.1", 0, no_tools()))
}

fn address(running: &Running, namespace: &str) -> Result<SocketAddr, Failure> {
    running.address(namespace).ok_or_else(|| "no address".into())
}

#[tokio::test]
async fn request_in_flight_completes_during_shutdown() -> Outcome {
    let (begun, over) = (Sign::new(), Sign::new());
    let running = server(slow(Duration::from_millis(300), begun.clone(), over))
        .start()
        .await?;
    let (rest, mcp) = (address(&running, "desk-api")?, address(&running, "desk-mcp")?);
    // An open idle connection does not delay the shutdown.
    let client = http();
    let listed = rpc(&format!("http://{mcp}/mcp"), "tools/list", json!({})).await?;
    assert_eq!(listed["tools"], json!([]));
    assert_eq!(client.get(format!("http://{mcp}/")).send().await?.status(), 405);

    let request = tokio::spawn(get(format!("http://{rest}/slow")));
    begun.seen().await?;
    let start = Instant::now();
    running.shutdown().await;
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert_eq!(request.await??.text().await?, "done");
    for address in [rest, mcp] {
        assert!(std::net::TcpStream::connect(address).is_err());
    }
    Ok(())
}

#[tokio::test]
async fn request_over_the_shutdown_timeout_is_aborted() -> Outcome {
    let (begun, over) = (Sign::new(), Sign::new());
    let slow = slow(Duration::from_secs(3600), begun.clone(), over.clone());
    let running = server(slow)
        .shutdown_timeout(Duration::from_millis(50))
        .start()
        .await?;
    let request = tokio::spawn(get(format!("http://{}/slow", address(&running, "desk-api")?)));
    begun.seen().await?;
    let start = Instant::now();
    running.shutdown().await;
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    over.seen().await?;
    assert!(request.await?.is_err());
    Ok(())
}

#[tokio::test]
async fn dropped_server_stops() -> Outcome {
    let (begun, over) = (Sign::new(), Sign::new());
    let running = server(slow(Duration::from_secs(3600), begun.clone(), over.clone()))
        .start()
        .await?;
    let rest = address(&running, "desk-api")?;
    let request = tokio::spawn(get(format!("http://{rest}/slow")));
    begun.seen().await?;
    drop(running);
    over.seen().await?;
    assert!(request.await?.is_err());
    Ok(())
}

#[tokio::test]
async fn failed_bind_starts_no_adapter() -> Outcome {
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
    let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let server = server(Router::new())
        .address("desk-api", free)
        .address("desk-mcp", taken.local_addr()?);
    match server.start().await {
        Err(ServeError::Bind { adapter, address, .. }) => {
            assert_eq!(
                (adapter, address),
                ("desk-mcp".to_owned(), taken.local_addr()?.to_string())
            );
        }
        other => return Err(format!("{other:?}").into()),
    }
    std::net::TcpListener::bind(free)?;
    Ok(())
}

#[tokio::test]
async fn adapter_over_stdio_is_served_at_an_address() -> Outcome {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Server::new("parcel-desk").adapter(Adapter::stdio("desk-mcp", no_tools()));
    let running = server.address("desk-mcp", any).start().await?;
    let mcp = format!("http://{}/mcp", address(&running, "desk-mcp")?);
    let listed = rpc(&mcp, "tools/list", json!({})).await?;
    assert_eq!(listed["tools"], json!([]));
    running.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn invalid_server_does_not_start() {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let unknown = server(Router::new()).address("desk", any).start().await;
    assert!(matches!(unknown, Err(ServeError::UnknownAdapter(name)) if name == "desk"));
    let empty = Server::new("parcel-desk").start().await;
    assert!(matches!(empty, Err(ServeError::NoAdapters(name)) if name == "parcel-desk"));
}

#[tokio::test]
async fn server_runs_in_a_task() -> Outcome {
    let task = tokio::spawn(Server::new("parcel-desk").run());
    assert!(matches!(task.await?, Err(ServeError::NoAdapters(_))));
    Ok(())
}

#[tokio::test]
async fn adapter_replaces_one_with_the_same_namespace() -> Outcome {
    let replaced = Routes::new().route(Method::GET, "/", async |_, _| {
        Ok(Reply::new(StatusCode::IM_A_TEAPOT))
    });
    let replaced = Adapter::rest("desk-api", "127.0.0.1", 0, replaced.into_router(()));
    let running = server(Router::new()).adapter(replaced).start().await?;
    let answer = get(format!("http://{}/", address(&running, "desk-api")?)).await?;
    assert_eq!(answer.status(), 418);
    running.shutdown().await;
    Ok(())
}
