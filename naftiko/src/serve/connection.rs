//! Accepting connections and answering what comes over them.

use std::io;
use std::time::Duration;

use futures_util::FutureExt as _;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::clock::Clock;
use super::service::Front;
use super::stream::Impatient;
use super::workers::Workers;

/// How long to wait when there are no resources for a connection.
const EXHAUSTED_PAUSE: Duration = Duration::from_millis(100);

/// How long an idle connection is kept once the server is told to stop: a request may be on its way, and is
/// told then that it was the last.
const LINGER: Duration = Duration::from_millis(300);

/// How far a server has come on its way down.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Phase {
    Serving,
    /// All as before, except that readiness is denied.
    Leaving,
    /// Nothing new; what is under way may end.
    Draining,
    /// What is still under way is dropped.
    Dropping,
}

/// Resolves once the phase is reached, or nobody is left who could announce it.
pub(super) async fn reached(phase: &mut watch::Receiver<Phase>, wanted: Phase) {
    // The error says that the sender is gone, which ends waiting too.
    let _ = phase.wait_for(|phase| *phase >= wanted).await;
}

/// Serves connections until the phases tell otherwise, and returns when all of them have ended.
pub(super) async fn serve(
    listener: TcpListener,
    front: Front,
    workers: Workers,
    mut phase: watch::Receiver<Phase>,
) {
    let mut connections = JoinSet::new();
    let mut draining = phase.clone();
    let most = front.limits().connections_at_once();
    loop {
        tokio::select! {
            () = reached(&mut draining, Phase::Draining) => break,
            accepted = listener.accept(), if connections.len() < most => match accepted {
                Ok((stream, _)) => {
                    let (front, phase) = (front.clone(), phase.clone());
                    workers.spawn(&mut connections, stream, |stream| connection(stream, front, phase));
                }
                Err(error) if is_of_the_connection(&error) => {}
                Err(error) => {
                    tracing::error!(%error, "no connection can be accepted");
                    tokio::time::sleep(EXHAUSTED_PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    front.close();
    // The system has accepted these already: their clients count on us.
    while let Some(Ok((stream, _))) = listener.accept().now_or_never() {
        let (front, phase) = (front.clone(), phase.clone());
        workers.spawn(&mut connections, stream, |stream| {
            connection(stream, front, phase)
        });
    }
    drop(listener);
    tokio::select! {
        () = reached(&mut phase, Phase::Dropping) => {}
        () = async { while connections.join_next().await.is_some() {} } => {}
    }
    connections.shutdown().await;
}

async fn connection(stream: TcpStream, front: Front, mut phase: watch::Receiver<Phase>) {
    // Without it a small answer may wait for the acknowledgement of the one before. It is fine not to have
    // it.
    let _ = stream.set_nodelay(true);
    // Who says nothing costs a socket and little more: no buffers yet.
    let spoken = tokio::select! {
        spoken = tokio::time::timeout(front.limits().idle_time(), stream.readable()) => {
            matches!(spoken, Ok(Ok(())))
        }
        () = lingered(&mut phase) => false,
    };
    if spoken {
        Box::pin(requests(stream, front, phase)).await;
    }
}

async fn requests(stream: TcpStream, front: Front, mut phase: watch::Receiver<Phase>) {
    let limits = *front.limits();
    let stream = Impatient::new(stream, limits.idle_time());
    let clock = Clock::default();
    let connection = http1::Builder::new()
        .timer(clock.clone())
        .header_read_timeout(limits.idle_time())
        .max_buf_size(limits.head_size())
        .serve_connection(TokioIo::new(stream), front.entrance(clock))
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = lingered(&mut phase) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// Resolves when a connection has no more to expect.
async fn lingered(phase: &mut watch::Receiver<Phase>) {
    reached(phase, Phase::Draining).await;
    tokio::time::sleep(LINGER).await;
}

/// Whether an error of accepting says something about one connection alone.
fn is_of_the_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionRefused | ConnectionAborted | ConnectionReset
    )
}
