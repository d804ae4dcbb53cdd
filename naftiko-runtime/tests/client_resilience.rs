//! Tests of retries, timeouts and cancellation.

#![cfg(feature = "client")]

mod authority;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use authority::apis::Made;
use naftiko::client::{
    Api, Body, Config, Error, FakeResponse, FakeTransport, HttpClient, Operation, Part, Piece, Retry,
    TransportError, Variables, build_clients,
};
use naftiko::http::Method;
use naftiko::{Bytes, Value};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::Instant;

type Outcome = Made<()>;

static API: Api = Api::new("plain", &[Piece::Text("https://api.plain.test")]);
static GET: Operation = Operation::new("plain.get", Method::GET, &[Piece::Text("/x")]);
static POST: Operation = Operation::new("plain.post", Method::POST, &[Piece::Text("/x")]);
static SAFE_POST: Operation = Operation::new("plain.safe", Method::POST, &[Piece::Text("/x")]).idempotent();

fn client(config: Config) -> Made<HttpClient> {
    let [client] = build_clients([(&API, config)], &Variables::default())?;
    Ok(client)
}

/// Returns a client, and a transport that fails a number of times before it succeeds.
fn failing(times: usize, failure: fn() -> FakeResponse) -> Made<(HttpClient, FakeTransport)> {
    let seen = AtomicUsize::new(0);
    let fake = FakeTransport::new(move |_| {
        if seen.fetch_add(1, Ordering::SeqCst) < times {
            failure()
        } else {
            FakeResponse::status(200)
        }
    });
    Ok((client(Config::new().transport(fake.clone()))?, fake))
}

async fn send(client: &HttpClient, operation: &Operation) -> Result<(), Error> {
    client.call(operation).send::<Value>().await.map(drop)
}

#[tokio::test(start_paused = true)]
async fn safe_call_is_retried() -> Outcome {
    type Case = (fn() -> FakeResponse, usize, usize);
    let cases: [Case; 6] = [
        (|| FakeResponse::status(503), 3, 3),
        (|| FakeResponse::status(429), 3, 3),
        (|| FakeResponse::status(502), 3, 1),
        (|| FakeResponse::status(404), 1, 1),
        (|| FakeResponse::failure(TransportError::no_connection("x")), 3, 3),
        (|| FakeResponse::failure(TransportError::broken("x")), 3, 1),
    ];
    for (failure, of_get, of_post) in cases {
        for (operation, attempts) in [(&GET, of_get), (&POST, of_post), (&SAFE_POST, of_get)] {
            let (client, fake) = failing(2, failure)?;
            assert_eq!(
                send(&client, operation).await.is_ok(),
                attempts == 3,
                "{operation:?}"
            );
            assert_eq!(fake.requests().len(), attempts);
        }
    }
    let (client, fake) = failing(2, || FakeResponse::status(502))?;
    client
        .call(&POST)
        .header("Idempotency-Key", "1")
        .send::<Value>()
        .await?;
    assert_eq!(fake.requests().len(), 3);
    Ok(())
}

/// An agent that retries on our word repeats what the client itself would.
#[tokio::test(start_paused = true)]
async fn advice_to_retry_is_what_the_client_does() -> Outcome {
    for status in [400, 404, 408, 409, 429, 500, 502, 503, 504] {
        for (operation, key) in [(&GET, ""), (&POST, ""), (&SAFE_POST, ""), (&POST, "1")] {
            let fake = FakeTransport::new(move |_| FakeResponse::status(status));
            let client = client(Config::new().transport(fake.clone()))?;
            let call = client.call(operation);
            let call = if key.is_empty() {
                call
            } else {
                call.header("Idempotency-Key", key)
            };
            let error = call.send::<Value>().await.err().ok_or("no error")?;
            let retries = fake.requests().len() > 1;
            assert_eq!(error.is_retryable(), retries, "{status} {operation:?} {key}");
        }
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn streamed_body_is_sent_once() -> Outcome {
    let (client, fake) = failing(1, || FakeResponse::status(503))?;
    let stream = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"abc"))]);
    let call = client
        .call(&SAFE_POST)
        .body("text/plain", Body::from_stream(stream));
    assert!(call.send::<Value>().await.is_err());
    let seen = fake.requests();
    assert_eq!(
        seen.iter()
            .map(|request| request.body().clone())
            .collect::<Vec<_>>(),
        ["abc"]
    );
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_followed_within_the_timeout() -> Outcome {
    let (client, fake) = failing(1, || FakeResponse::status(429).header("retry-after", "7"))?;
    let started = Instant::now();
    send(&client, &POST).await?;
    assert_eq!((started.elapsed().as_secs(), fake.requests().len()), (7, 2));

    let (client, _) = failing(1, || FakeResponse::status(503).header("retry-after-ms", "40"))?;
    let started = Instant::now();
    send(&client, &GET).await?;
    assert!(started.elapsed() < Duration::from_millis(60));

    // The delay exceeds the policy or the timeout, so the call returns the response.
    let (client, fake) = failing(9, || FakeResponse::status(429).header("retry-after", "61"))?;
    let error = send(&client, &GET).await.err().ok_or("it succeeded")?;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(61)));
    let (hurried, _) = failing(9, || FakeResponse::status(429).header("retry-after", "7"))?;
    let deadline = (Instant::now() + Duration::from_secs(5)).into_std();
    let error = hurried
        .call(&GET)
        .deadline(deadline)
        .send::<Value>()
        .await
        .err()
        .ok_or("it succeeded")?;
    assert_eq!(
        (error.retry_after(), fake.requests().len()),
        (Some(Duration::from_secs(7)), 1)
    );
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn retry_policy_of_client_and_call_applies() -> Outcome {
    let (client, fake) = failing(99, || FakeResponse::status(503))?;
    let often = client
        .call(&GET)
        .retry(Retry::default().attempts(5))
        .timeout(Duration::from_secs(600));
    assert!(often.send::<Value>().await.is_err());
    assert_eq!(fake.requests().len(), 5);
    assert!(
        client
            .call(&GET)
            .retry(Retry::none())
            .send::<Value>()
            .await
            .is_err()
    );
    assert_eq!(fake.requests().len(), 6);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn retry_budget_limits_retries_during_an_outage() -> Outcome {
    let (client, fake) = failing(usize::MAX, || FakeResponse::status(503))?;
    for _ in 0..100 {
        assert!(send(&client, &GET).await.is_err());
    }
    // A hundred calls, and twenty retries for all of them.
    assert_eq!(fake.requests().len(), 120);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn timeout_covers_all_attempts() -> Outcome {
    let (client, fake) = failing(99, || FakeResponse::status(503).after(Duration::from_secs(4)))?;
    let started = Instant::now();
    let error = client
        .call(&GET)
        .timeout(Duration::from_secs(6))
        .send::<Value>()
        .await
        .err();
    assert!(error.is_some_and(|error| error.is_timeout()));
    assert_eq!(
        (started.elapsed(), fake.requests().len()),
        (Duration::from_secs(6), 2)
    );
    // An attempt that exceeds the read timeout may be retried.
    let (client, fake) = failing(1, || FakeResponse::status(200).after(Duration::from_secs(30)))?;
    client
        .call(&GET)
        .read_timeout(Duration::from_secs(2))
        .send::<Value>()
        .await?;
    assert_eq!(fake.requests().len(), 2);
    Ok(())
}

/// A dropped call closes its connection, so that the API can stop working on it.
#[tokio::test]
async fn dropped_call_closes_the_connection() -> Outcome {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let base_uri = format!("http://{}", listener.local_addr()?);
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await?;
        let mut request = [0; 1024];
        stream.readable().await?;
        let _ = begun.send(());
        while stream.read(&mut request).await? > 0 {}
        Ok::<_, std::io::Error>(())
    });
    let client = client(Config::new().base_uri(base_uri))?;
    let call = client.call(&GET).send::<Value>();
    tokio::select! {
        begun = has_begun => begun?,
        outcome = call => return Err(format!("no response was sent: {outcome:?}").into()),
    }
    tokio::time::timeout(Duration::from_secs(5), server).await???;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn file_is_sent_again_on_retry() -> Outcome {
    let path = std::env::temp_dir().join(format!("naftiko-multipart-{}", std::process::id()));
    let mut file = tokio::fs::File::create(&path).await?;
    file.write_all(&vec![b'x'; 200_000]).await?;
    file.flush().await?;
    let (client, fake) = failing(1, || FakeResponse::status(503))?;
    let parts = [
        Part::text("a", 1.5),
        Part::file("f", &path).await?.content_type("text/plain"),
    ];
    let outcome = client.call(&SAFE_POST).multipart(parts).send::<Value>().await;
    tokio::fs::remove_file(&path).await?;
    outcome?;
    let seen = fake.requests();
    let bodies: Vec<_> = seen.iter().map(naftiko::http::Request::body).collect();
    assert!(matches!(&bodies[..], [first, second] if first == second && first.len() > 200_000));
    let streamed = Part::stream("s", Body::from(Bytes::from_static(b"abc")));
    client
        .call(&POST)
        .multipart([streamed, Part::text("z", "1")])
        .send::<Value>()
        .await?;
    let last = fake.requests().pop().ok_or("nothing was sent")?;
    let text = String::from_utf8_lossy(last.body()).into_owned();
    assert!(
        text.contains("name=\"s\"\r\n\r\nabc\r\n--") && text.ends_with("--\r\n"),
        "{text}"
    );
    Ok(())
}

#[tokio::test]
async fn streamed_response_is_limited() -> Outcome {
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&sent);
    let endless = FakeTransport::new(move |_| {
        let counter = Arc::clone(&counter);
        let chunks = futures_util::stream::repeat_with(move || {
            counter.fetch_add(1, Ordering::SeqCst);
            Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 1000]))
        });
        FakeResponse::body(200, Body::from_stream(chunks))
    });
    let client = client(Config::new().transport(endless))?;
    let mut answer = client.call(&GET).stream().await?;
    for _ in 0..10 {
        assert_eq!(answer.chunk().await?.map(|chunk| chunk.len()), Some(1000));
    }
    // Nothing is read ahead.
    assert!(sent.load(Ordering::SeqCst) <= 11);
    drop(answer);
    let mut bounded = client.call(&GET).response_limit(5000).stream().await?;
    let mut file = Vec::new();
    let error = bounded.write_to(&mut file).await.err().ok_or("it ended")?;
    assert!(
        error.to_string().contains("exceeds 5000 bytes") && file.len() == 5000,
        "{error}"
    );
    Ok(())
}
