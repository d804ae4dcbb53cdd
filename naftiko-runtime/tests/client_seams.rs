//! Tests of layers, transports and spans; no secrets in any of them.

#![cfg(feature = "client")]

mod authority;
mod sink;

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use authority::apis::{self, Made, PRODUCTS, SOURCES};
use authority::{Authority, CANARY};
use futures_util::future::join_all;
use naftiko::client::{Body, Config, FakeResponse, FakeTransport, HttpClient, TransportError};
use naftiko::http::{Request, Response};
use naftiko::{Bytes, Value};
use naftiko_upstreams::{Fault, Hint};
use sink::Sink;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tower_layer::{Layer, layer_fn};
use tower_service::Service;

type Outcome = Made<()>;

/// Counts and marks requests, and fails the first.
#[derive(Clone)]
struct Counting<S> {
    inner: S,
    count: Arc<AtomicUsize>,
}

impl<S> Service<Request<Body>> for Counting<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = TransportError> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response<Body>;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let first = self.count.fetch_add(1, Ordering::SeqCst) == 0;
        let mark = naftiko::http::HeaderValue::from_static("yes");
        request.headers_mut().insert("x-mark", mark);
        let mut inner = self.inner.clone();
        Box::pin(async move {
            if first {
                return Err("the layer is not ready yet".into());
            }
            Ok(inner.call(request).await?)
        })
    }
}

fn counting<S>(count: &Arc<AtomicUsize>) -> impl Layer<S, Service = Counting<S>> + Clone + use<S> {
    let count = Arc::clone(count);
    layer_fn(move |inner| Counting {
        inner,
        count: Arc::clone(&count),
    })
}

#[tokio::test(start_paused = true)]
async fn layer_sees_every_request() -> Outcome {
    let authority = Authority::default();
    let fake = authority.fake();
    let count = Arc::new(AtomicUsize::new(0));
    let client = apis::m3ter(apis::through(&fake).layer(counting(&count)))?;
    client
        .call(&PRODUCTS)
        .path("org", "org-1")
        .send::<Value>()
        .await?;
    // The token request, which is sent again after the layer failed, and the call.
    assert_eq!((count.load(Ordering::SeqCst), authority.counts()), (3, (1, 1)));
    let marks = fake
        .requests()
        .iter()
        .filter(|request| request.headers().contains_key("x-mark"))
        .count();
    assert_eq!(marks, 2);
    Ok(())
}

#[tokio::test]
async fn layer_wraps_the_built_in_client() -> Outcome {
    let authority = Authority::default();
    let served = authority.serve().await?;
    let config = Config::new().base_uri(served.uri());
    let count = Arc::new(AtomicUsize::new(0));
    let client = apis::meti(&config.layer(counting(&count)))?;
    assert_eq!(
        client.call(&SOURCES).send::<Value>().await?.value()?[0]["id"],
        "src_0000"
    );
    assert_eq!(count.load(Ordering::SeqCst), 3);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn metadata_service_gets_five_concurrent_requests() -> Outcome {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (running, peak) = (Arc::clone(&now), Arc::clone(&most));
    let fake = FakeTransport::new(move |_| {
        peak.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let running = Arc::clone(&running);
        let done = futures_util::stream::once(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            running.fetch_sub(1, Ordering::SeqCst);
            Ok::<_, std::io::Error>(Bytes::from_static(b"{}"))
        });
        FakeResponse::body(200, Body::from_stream(done))
    });
    let (_, imds) = apis::vault(&apis::through(&fake))?;
    let outcomes = join_all((0..23).map(|_| imds.call(&SOURCES).send::<Value>())).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(most.load(Ordering::SeqCst), 5);
    Ok(())
}

#[tokio::test]
async fn redirect_of_a_token_endpoint_is_an_error() -> Outcome {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let base_uri = format!("http://{}", listener.local_addr()?);
    let seen = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 4096]).await;
            let answer =
                b"HTTP/1.1 307 Temporary Redirect\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n";
            let _ = stream.write_all(answer).await;
        }
    });
    let client = apis::meti(&Config::new().base_uri(base_uri))?;
    let error = client
        .call(&SOURCES)
        .send::<Value>()
        .await
        .err()
        .ok_or("it succeeded")?;
    assert!(
        error
            .to_string()
            .ends_with("the API returned 307 Temporary Redirect"),
        "{error}"
    );
    assert_eq!(seen.load(Ordering::SeqCst), 1);
    Ok(())
}

async fn exercise(sink: &Sink, client: &HttpClient) {
    for operation in [&PRODUCTS, &SOURCES] {
        let call = client.call(operation).path("org", "org-1");
        match call.send::<Value>().await {
            Ok(response) => sink.write(format_args!("{response:?}")),
            Err(error) => sink.write(format_args!(
                "{error} {error:?} {:?} {:?}",
                error.kind(),
                std::error::Error::source(&error)
            )),
        }
        sink.write(format_args!("{client:?} {:?}", client.tokens()));
    }
}

/// Every result of a token request, and every kind of token: no secret appears.
#[tokio::test(start_paused = true)]
async fn tokens_and_credentials_appear_in_no_output() -> Outcome {
    let sink = Sink::default();
    // With a single subscriber, a call site that another test's thread reaches first would stay disabled.
    let _second = tracing::Dispatch::new(Sink::default());
    let guard = tracing::subscriber::set_default(sink.clone());
    let faults: [Vec<Fault>; 7] = [
        vec![],
        vec![Fault::Html; 9],
        vec![Fault::Huge; 9],
        vec![Fault::Answer(200, CANARY)],
        vec![Fault::Answer(
            200,
            r#"{"access_token":7.5,"token":{"canary-5d2e":1}}"#,
        )],
        vec![Fault::Answer(400, r#"{"error":"canary-5d2e"}"#)],
        vec![
            Fault::RetryAfter(503, Hint::Seconds(900)),
            Fault::Slow(Duration::from_secs(900)),
        ],
    ];
    for faults in faults {
        let authority = Authority::new(|state| state.token_faults = faults.into());
        let config = apis::on(&authority);
        sink.write(format_args!("{config:?} {:?}", apis::variables()));
        let (vault, imds) = apis::vault(&config)?;
        for client in [apis::m3ter(config.clone())?, apis::meti(&config)?, vault, imds] {
            exercise(&sink, &client).await;
            authority.revoke();
            tokio::time::sleep(Duration::from_secs(2)).await;
            exercise(&sink, &client).await;
        }
    }
    drop(guard);
    let leaks = sink.leaks(CANARY);
    assert!(leaks.is_empty(), "{leaks:#?}");
    let text = sink.text();
    for part in [
        "span call",
        "span token",
        "source=\"the token endpoint https://api.m3ter.test\"",
        "attempts=3",
        "waited_ms=",
        "token refreshed",
        "token refresh failed",
        "retrying request",
        "generation=1",
        "failure=\"authentication\"",
        "age: Some",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    Ok(())
}

/// Rejected credentials of the server are not the caller's: no 401, and no text of the API.
#[cfg(all(feature = "rest", feature = "mcp"))]
#[tokio::test(start_paused = true)]
async fn upstream_authentication_error_is_a_502_for_callers() -> Outcome {
    use naftiko::mcp::ToolError;
    use naftiko::rest::Problem;

    for (fault, retryable) in [(Fault::Answer(401, CANARY), false), (Fault::Html, true)] {
        let authority = Authority::new(|state| state.token_faults = vec![fault; 9].into());
        let client = apis::m3ter(apis::on(&authority))?;
        let call = client.call(&PRODUCTS).path("org", "org-1").send::<Value>();
        let error = call.await.err().ok_or("it succeeded")?;
        assert_eq!(error.is_retryable(), retryable);
        let tool = ToolError::from(error.clone());
        assert_eq!((tool.is_retryable(), tool.status()), (retryable, None));
        assert!(
            tool.message().contains("could not authenticate") && !tool.message().contains(CANARY),
            "{tool}"
        );
        assert_eq!(
            Problem::from(error).status(),
            naftiko::http::StatusCode::BAD_GATEWAY
        );
    }
    Ok(())
}

/// The client does not ask for compression, and a slow server times out.
#[tokio::test]
async fn slow_response_times_out() -> Outcome {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let config = Config::new().base_uri(format!("http://{}", listener.local_addr()?));
    let heads = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&heads);
    tokio::spawn(async move {
        let mut stalled = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 4096];
            let length = stream.read(&mut head).await.unwrap_or_default();
            let text = String::from_utf8_lossy(head.get(..length).unwrap_or_default()).to_lowercase();
            seen.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push_str(&text);
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
                .await;
            for _ in 0..50 {
                if stream.write_all(b"x").await.is_err() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            stalled.push(stream);
        }
    });
    let (_, imds) = apis::vault(&config)?;
    let started = std::time::Instant::now();
    let call = imds.call(&SOURCES).timeout(Duration::from_millis(400));
    assert!(call.send::<Value>().await.is_err_and(|error| error.is_timeout()));
    let mut stalled = imds
        .call(&SOURCES)
        .read_timeout(Duration::from_secs(2))
        .stream()
        .await?;
    let error = loop {
        if let Err(error) = stalled.chunk().await {
            break error;
        }
    };
    assert!(error.is_timeout() && !error.is_retryable() && started.elapsed() < Duration::from_secs(15));
    let head = heads.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(head.contains("metadata: true"), "{head}");
    assert!(
        !head.contains("x-forwarded") && !head.contains("referer"),
        "{head}"
    );
    Ok(())
}
