//! The accept loop, and the connections of an adapter.

use std::io::{self, Read as _, Write as _};
use std::net::IpAddr;
use std::time::Duration;

use futures_util::FutureExt as _;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::admission::CallerShares;
use super::clock::ConnectionClock;
use super::service::AdapterService;
use super::stream::TimeoutStream;
use super::workers::Workers;

/// How long to wait when the system has no resources for a connection.
const EXHAUSTED_PAUSE: Duration = Duration::from_millis(100);

/// How long an idle connection is kept during shutdown: a request may be on its way, and its response closes the
/// connection.
const IDLE_DRAIN: Duration = Duration::from_millis(300);

/// Phases of a server, in order of shutdown.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Phase {
    Serving,
    /// Requests are served, but readiness is 503.
    Unready,
    /// No new connections; requests in flight may complete.
    Draining,
    /// Requests in flight are aborted.
    Aborting,
}

/// Resolves when the phase is reached, or when its sender is gone.
pub(super) async fn reached(phase: &mut watch::Receiver<Phase>, wanted: Phase) {
    // An error means that the sender is gone, which ends the wait too.
    let _ = phase.wait_for(|phase| *phase >= wanted).await;
}

/// Serves connections until shutdown, and returns when all of them have ended.
pub(super) async fn serve(
    listener: TcpListener,
    service: AdapterService,
    workers: Workers,
    mut phase: watch::Receiver<Phase>,
) {
    let mut connections = JoinSet::new();
    let mut draining = phase.clone();
    let most = service.limits().connections_at_once();
    loop {
        tokio::select! {
            () = reached(&mut draining, Phase::Draining) => break,
            accepted = listener.accept(), if connections.len() < most => match accepted {
                Ok((stream, peer)) => {
                    let (service, phase) = (service.clone(), phase.clone());
                    start(&workers, &mut connections, (stream, peer.ip()), service, phase);
                }
                Err(error) if is_of_the_connection(&error) => {}
                Err(error) => {
                    tracing::error!(target: "naftiko::serve", %error, "accept failed");
                    tokio::time::sleep(EXHAUSTED_PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    service.close();
    // The system has accepted these connections already, so their clients expect a response.
    while let Some(Ok((stream, peer))) = listener.accept().now_or_never() {
        let (service, phase) = (service.clone(), phase.clone());
        start(&workers, &mut connections, (stream, peer.ip()), service, phase);
    }
    drop(listener);
    tokio::select! {
        () = reached(&mut phase, Phase::Aborting) => {}
        () = async { while connections.join_next().await.is_some() {} } => {}
    }
    connections.shutdown().await;
}

/// Serves a connection, unless its caller has too many.
fn start(
    workers: &Workers,
    connections: &mut JoinSet<()>,
    (stream, caller): (TcpStream, IpAddr),
    service: AdapterService,
    phase: watch::Receiver<Phase>,
) {
    let shares = service.admission().shares(caller);
    let Some(counted) = service.admission().connection(&shares) else {
        return refuse(stream);
    };
    workers.spawn(connections, stream, |stream| async move {
        let _counted = counted;
        connection(stream, shares, service, phase).await;
    });
}

/// Closes a connection with a response. What was sent is read, since a connection with unread bytes is reset and its response lost.
fn refuse(stream: TcpStream) {
    const RESPONSE: &[u8] =
        b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    if let Ok(mut stream) = stream.into_std() {
        // Neither waits; the response fits the empty buffer of the connection. A caller that is gone needs none.
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write(RESPONSE);
    }
}

async fn connection(
    stream: TcpStream,
    shares: CallerShares,
    service: AdapterService,
    mut phase: watch::Receiver<Phase>,
) {
    // Without it a small response may wait for the acknowledgement of the one before. A failure only costs time.
    let _ = stream.set_nodelay(true);
    // A silent client costs a socket only: buffers come with the first byte.
    let readable = tokio::select! {
        readable = tokio::time::timeout(service.limits().idle_time(), stream.readable()) => {
            matches!(readable, Ok(Ok(())))
        }
        () = idle_drained(&mut phase) => false,
    };
    if !readable {
        return;
    }
    match service.admission().connection_memory(&shares) {
        Some(_memory) => Box::pin(requests(stream, shares, service, phase)).await,
        None => refuse(stream),
    }
}

async fn requests(
    stream: TcpStream,
    shares: CallerShares,
    service: AdapterService,
    mut phase: watch::Receiver<Phase>,
) {
    let limits = *service.limits();
    let stream = TimeoutStream::new(stream, limits.idle_time());
    let clock = ConnectionClock::default();
    let connection = http1::Builder::new()
        .timer(clock.clone())
        .header_read_timeout(limits.idle_time())
        .max_buf_size(limits.head_size())
        .serve_connection(TokioIo::new(stream), service.for_connection(clock, shares))
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = idle_drained(&mut phase) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(target: "naftiko::serve", %error, "connection error");
    }
}

/// Resolves when an idle connection may be closed during shutdown.
async fn idle_drained(phase: &mut watch::Receiver<Phase>) {
    reached(phase, Phase::Draining).await;
    tokio::time::sleep(IDLE_DRAIN).await;
}

/// Returns whether an error of `accept` concerns one connection only.
fn is_of_the_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionRefused | ConnectionAborted | ConnectionReset
    )
}
