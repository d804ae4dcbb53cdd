//! Rows M10 and I11 on a connection: how answers come.

use std::time::{Duration, Instant};

use naftiko_upstreams::meti::Meti;
use naftiko_upstreams::{Fault, Served};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::Outcome;

/// Everything that comes back until the connection is closed.
async fn exchange(served: &Served) -> Outcome<String> {
    let uri = served.uri();
    let address = uri.strip_prefix("http://").ok_or("no http URI")?;
    let mut stream = TcpStream::connect(address).await?;
    let request = "GET /sources HTTP/1.1\r\nhost: meti\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8(answer)?)
}

#[tokio::test]
async fn response_is_whole_late_cut_or_missing() -> Outcome {
    let api = Meti::default();
    let served = Served::start(api.clone()).await?;
    let whole = exchange(&served).await?;
    assert!(
        whole.starts_with("HTTP/1.1 401 Unauthorized\r\n") && whole.ends_with('}'),
        "{whole}"
    );
    let (_, body) = whole.split_once("\r\n\r\n").ok_or("no body")?;

    api.ledger.state().resource_faults = [
        Fault::Reset,
        Fault::Truncated,
        Fault::Slow(Duration::from_millis(60)),
        Fault::Trickle(Duration::from_millis(2)),
    ]
    .into();
    assert_eq!(exchange(&served).await?, "");
    let cut = exchange(&served).await?;
    let (head, half) = cut.split_once("\r\n\r\n").ok_or("no head")?;
    assert!(
        head.contains(&format!("content-length: {}", body.len())),
        "{head}"
    );
    assert_eq!(half, &body[..body.len() / 2]);
    let started = Instant::now();
    assert!(exchange(&served).await?.ends_with(body));
    assert!(started.elapsed() >= Duration::from_millis(60));
    let started = Instant::now();
    assert!(exchange(&served).await?.ends_with(body));
    assert!(started.elapsed() >= Duration::from_millis(body.len() as u64 * 2));
    assert_eq!(api.ledger.counters().resource_calls, 5);
    Ok(())
}
