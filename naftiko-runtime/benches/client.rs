//! Benchmarks of the client against plain reqwest: calls, token reads, relaying, memory of downloads.
//!
//! Times are CPU times of the one thread that runs everything, as Linux counts them, so other load hardly affects
//! them. The API runs in this process too, so its share is part of both times of a call.
//!
//! `cargo bench -p naftiko-runtime --bench client`

use std::error::Error;
use std::hint::black_box;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::routing::get;
use naftiko::client::{
    AccessToken, Api, AuthenticationError, Config, HttpClient, Operation, Piece, TokenSource, Variables,
    build_clients,
};
use naftiko::http::Method;
use naftiko::rest::Reply;
use naftiko::{Bytes, Value};

static API: Api = Api::new("bench", &[]);
static SMALL: Operation = Operation::new(
    "bench.small",
    Method::GET,
    &[Piece::Text("/small/"), Piece::Argument("id")],
);
static RECORDS: Operation = Operation::new(
    "bench.records",
    Method::GET,
    &[Piece::Text("/records/"), Piece::Argument("count")],
);
static LARGE: Operation = Operation::new("bench.large", Method::GET, &[Piece::Text("/large")]);

const CALLS: u32 = 5_000;
const GIB: usize = 1 << 30;
const PIECE: usize = 64 * 1024;

/// The largest memory of the process in KiB, including downloads of any size.
const MEMORY: u64 = 32 * 1024;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let base_uri = serve().await?;
        let [client] = build_clients([(&API, Config::new().base_uri(&base_uri))], &Variables::default())?;
        calls(&base_uri, &client).await?;
        tokens(&base_uri).await?;
        answers(&client).await?;
        download(&client).await
    })
}

/// Starts an API in this process.
async fn serve() -> Outcome<String> {
    let large = || async {
        let piece = Bytes::from(vec![b'x'; PIECE]);
        let pieces = (0..GIB / PIECE).map(move |_| Ok::<_, std::io::Error>(piece.clone()));
        Body::from_stream(futures_util::stream::iter(pieces))
    };
    let app = Router::new()
        .route("/small/{id}", get(|| async { r#"{"id":7,"name":"parcel"}"# }))
        .route("/records/{count}", get(records))
        .route("/large", get(large));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let base_uri = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(base_uri)
}

/// Returns a typical JSON list, with about 187 bytes per record.
async fn records(Path(count): Path<usize>) -> ([(&'static str, &'static str); 1], String) {
    let record = |number| {
        format!(
            r#"{{"id":"prd_{number:08}","name":"Product number {number:04}","version":3,"tags":["metered","active"],"price":{{"amount":{number}.25,"currency":"EUR"}},"created":"2026-01-{:02}T08:15:30Z"}}"#,
            number % 28 + 1
        )
    };
    let records: Vec<String> = (0..count).map(record).collect();
    let body = format!(r#"{{"data":[{}],"nextToken":null}}"#, records.join(","));
    ([("content-type", "application/json")], body)
}

/// Returns a reqwest client configured like the built-in one, without encryption.
fn plain_client() -> reqwest::Result<reqwest::Client> {
    #[cfg(feature = "tls")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// Compares the best of five rounds of each, in turn.
async fn calls(base_uri: &str, client: &HttpClient) -> Outcome<()> {
    let reqwest = plain_client()?;
    let url = format!("{base_uri}/small/7?q=1");
    let (mut plain, mut ours) = (Duration::MAX, Duration::MAX);
    for _ in 0..5 {
        let started = cpu()?;
        for _ in 0..CALLS {
            let response = reqwest.get(&url).send().await?;
            black_box(response.bytes().await?);
        }
        plain = plain.min(since(started)? / CALLS);
        let started = cpu()?;
        for _ in 0..CALLS {
            let response = client
                .call(&SMALL)
                .path("id", 7)
                .query("q", 1)
                .send::<Value>()
                .await?;
            black_box(response.into_bytes());
        }
        ours = ours.min(since(started)? / CALLS);
    }
    println!(
        "call: {ours:?}, with plain reqwest {plain:?}: {:.2} of it",
        ours.as_secs_f64() / plain.as_secs_f64()
    );
    Ok(())
}

/// Measures what a token adds to a call.
async fn tokens(base_uri: &str) -> Outcome<()> {
    let source = TokenSource::from_fn(|| async {
        Ok::<_, AuthenticationError>(AccessToken::new("t".repeat(1000)).expires_in(Duration::from_secs(3600)))
    });
    let config = Config::new().base_uri(base_uri).tokens(source.clone());
    let [client] = build_clients([(&API, config)], &Variables::default())?;
    client.call(&SMALL).path("id", 7).send::<Value>().await?;
    let started = cpu()?;
    let reads = 1_000_000;
    for _ in 0..reads {
        source.prefetch().await?;
    }
    println!("token read: {:?}", since(started)? / reads);
    Ok(())
}

/// Measures what a response adds to a call: relayed, and decoded and encoded again.
async fn answers(client: &HttpClient) -> Outcome<()> {
    for records in [5, 200] {
        let response = client
            .call(&RECORDS)
            .path("count", records)
            .send::<Value>()
            .await?;
        let size = response.bytes().len();
        let passed = best(|| {
            black_box(Reply::relay(response.clone()));
            Ok(())
        })?;
        let read = best(|| {
            black_box(response.json()?);
            Ok(())
        })?;
        let written = best(|| {
            black_box(Reply::json(response.status(), response.json()?));
            Ok(())
        })?;
        println!(
            "answer of {size} bytes: passed on {passed:?}, parsed {read:?}, parsed and written {written:?}"
        );
    }
    Ok(())
}

/// Returns the best of five rounds, each long enough that the clock ticks of the system do not matter.
fn best(mut run: impl FnMut() -> Outcome<()>) -> Outcome<Duration> {
    const ROUND: Duration = Duration::from_millis(50);
    let mut round = |runs: u32| {
        let started = cpu()?;
        for _ in 0..runs {
            run()?;
        }
        since(started)
    };
    let mut runs = 100;
    while round(runs)? < ROUND {
        runs *= 4;
    }
    let mut best = Duration::MAX;
    for _ in 0..5 {
        best = best.min(round(runs)? / runs);
    }
    Ok(best)
}

/// Downloads one gibibyte, and checks the peak memory of the process (including the server).
async fn download(client: &HttpClient) -> Outcome<()> {
    let before = peak_memory()?;
    let started = cpu()?;
    let mut answer = client.call(&LARGE).stream().await?;
    let written = answer.write_to(&mut tokio::io::sink()).await?;
    let (took, peak) = (since(started)?, peak_memory()?);
    println!("download: {written} bytes in {took:?}, peak memory {peak} KiB, before it {before} KiB");
    if written == GIB as u64 && peak < MEMORY {
        Ok(())
    } else {
        Err("the download is not what it should be".into())
    }
}

/// Returns the CPU time of this thread.
fn cpu() -> Outcome<Duration> {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = counted.split_whitespace().next().unwrap_or_default();
    Ok(Duration::from_nanos(nanoseconds.parse()?))
}

fn since(started: Duration) -> Outcome<Duration> {
    Ok(cpu()?.saturating_sub(started))
}

/// Returns the peak memory in KiB, as Linux reports it.
fn peak_memory() -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let text = line.unwrap_or_default().trim().trim_end_matches(" kB");
    Ok(text.parse()?)
}
