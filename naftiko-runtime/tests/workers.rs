//! Tests of worker threads: what they separate, and what they share.

#![cfg(feature = "rest")]

mod loopback;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use loopback::Failure;
use naftiko::axum::extract::{ConnectInfo, State};
use naftiko::axum::{self, Router};
use naftiko::client::{
    AccessToken, Api, Authentication, AuthenticationError, Config, HttpClient, Operation, Piece, Placement,
    Response, TokenSource, Variables, build_clients,
};
use naftiko::http::Method;
use naftiko::rest::{Problem, Reply, Request, Routes};
use naftiko::serve::{Adapter, Running, Server};
use naftiko::{Bytes, Value};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

type Outcome = Result<(), Failure>;

static API: Api = Api::new("things", &[]);
static GET_THING: Operation = Operation::new("things.get-thing", Method::GET, &[Piece::Text("/thing")]);

/// Returns the name of the thread, and the response of the API.
async fn thread(State(client): State<HttpClient>, _: Request) -> Result<Reply, Problem> {
    let _: Response<Bytes> = client.call(&GET_THING).send().await?;
    let name = std::thread::current().name().unwrap_or_default().to_owned();
    Ok(Reply::json(naftiko::http::StatusCode::OK, json!(name)))
}

/// An API that records its callers.
#[derive(Clone, Default)]
struct Callers(Arc<Mutex<BTreeSet<SocketAddr>>>);

impl Callers {
    async fn api(&self) -> Result<String, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", listener.local_addr()?);
        let callers = self.clone();
        let router = Router::new().fallback(async move |ConnectInfo(caller): ConnectInfo<SocketAddr>| {
            let mut callers = callers.0.lock().unwrap_or_else(PoisonError::into_inner);
            callers.insert(caller);
            "{}"
        });
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Ok(base)
    }

    fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

async fn started(config: Config) -> Result<(Running, SocketAddr), Failure> {
    let [client] = build_clients([(&API, config)], &Variables::default())?;
    let routes = Routes::new()
        .route(Method::GET, "/", thread)
        .route(Method::GET, "/slow", async |_, _| {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Ok(Reply::json(naftiko::http::StatusCode::OK, Value::Null))
        })
        .into_router(client);
    let server = Server::new("desk").adapter(Adapter::rest("desk-api", "127.0.0.1", 0, routes));
    let running = server.workers(2).start().await?;
    let address = running.address("desk-api").ok_or("no address")?;
    Ok((running, address))
}

/// A kept connection.
struct Client(TcpStream);

impl Client {
    async fn ask(&mut self, path: &str) -> Result<String, Failure> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        self.0.write_all(request.as_bytes()).await?;
        let mut answer = [0; 4096];
        let read = self.0.read(&mut answer).await?;
        let answer = String::from_utf8_lossy(answer.get(..read).unwrap_or_default()).into_owned();
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        Ok(answer.lines().last().unwrap_or_default().to_owned())
    }
}

#[tokio::test]
async fn connections_stay_on_their_worker_and_share_tokens() -> Outcome {
    let callers = Callers::default();
    let minted = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&minted);
    let source = TokenSource::from_fn(move || {
        count.fetch_add(1, Ordering::SeqCst);
        async {
            let token = AccessToken::new("t").expires_in(Duration::from_secs(3600));
            Ok::<_, AuthenticationError>(token)
        }
    });
    let config = Config::new()
        .base_uri(callers.api().await?)
        .authentication(Authentication::tokens(source, Placement::Bearer));
    let (_running, address) = started(config).await?;
    let mut clients = Vec::new();
    let mut threads: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..4 {
        let mut client = Client(TcpStream::connect(address).await?);
        let name = client.ask("/").await?;
        *threads.entry(name.clone()).or_default() += 1;
        clients.push((client, name));
    }
    for (client, name) in &mut clients {
        for _ in 0..3 {
            assert_eq!(client.ask("/").await?, *name);
        }
    }
    let expected = ["\"naftiko-1\"", "\"naftiko-2\""].map(|name| (name.to_owned(), 2));
    assert_eq!(threads, BTreeMap::from(expected));
    // One connection to the API on each thread, and one token for both.
    assert_eq!((callers.count(), minted.load(Ordering::SeqCst)), (2, 1));
    Ok(())
}

#[tokio::test]
async fn closed_connection_frees_its_worker() -> Outcome {
    let (_running, address) = started(Config::new().base_uri(Callers::default().api().await?)).await?;
    let mut first = Client(TcpStream::connect(address).await?);
    let mut second = Client(TcpStream::connect(address).await?);
    let (first_name, second_name) = (first.ask("/").await?, second.ask("/").await?);
    assert_ne!(first_name, second_name);
    for _ in 0..3 {
        drop(second);
        // The worker notices soon that the connection is closed.
        let mut tries = 0;
        second = loop {
            let mut client = Client(TcpStream::connect(address).await?);
            if client.ask("/").await? == second_name {
                break client;
            }
            tries += 1;
            assert!(tries < 100, "the worker is not free");
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
    }
    assert_eq!(first.ask("/").await?, first_name);
    Ok(())
}

#[tokio::test]
async fn shutdown_completes_requests_and_stops_workers() -> Outcome {
    let (running, address) = started(Config::new().base_uri("http://127.0.0.1:1")).await?;
    let asked: Vec<_> = (0..4)
        .map(|_| {
            tokio::spawn(async move {
                let mut client = Client(
                    TcpStream::connect(address)
                        .await
                        .map_err(|error| error.to_string())?,
                );
                client.ask("/slow").await.map_err(|error| error.to_string())
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    running.shutdown().await;
    for answer in asked {
        assert_eq!(answer.await??, "null");
    }
    assert!(TcpStream::connect(address).await.is_err());
    Ok(())
}
