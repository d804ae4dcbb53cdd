//! Accepting connections and answering what comes over them.

use std::io;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long a client may take to send the head of a request, and an idle connection is kept.
const HEAD_TIME: Duration = Duration::from_secs(60);

/// How long to wait when there are no resources for a connection.
const EXHAUSTED_PAUSE: Duration = Duration::from_millis(100);

/// How far a server has come on its way down.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Phase {
    Serving,
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
pub(super) async fn serve(listener: TcpListener, router: Router, mut phase: watch::Receiver<Phase>) {
    let mut connections = JoinSet::new();
    let mut draining = phase.clone();
    loop {
        tokio::select! {
            () = reached(&mut draining, Phase::Draining) => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(connection(stream, router.clone(), phase.clone()))),
                Err(error) if is_of_the_connection(&error) => {}
                Err(error) => {
                    tracing::error!(%error, "no connection can be accepted");
                    tokio::time::sleep(EXHAUSTED_PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    tokio::select! {
        () = reached(&mut phase, Phase::Dropping) => {}
        () = async { while connections.join_next().await.is_some() {} } => {}
    }
    connections.shutdown().await;
}

async fn connection(stream: TcpStream, router: Router, mut phase: watch::Receiver<Phase>) {
    // Without it a small answer may wait for the acknowledgement of the one before. It is fine not to have
    // it.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = reached(&mut phase, Phase::Draining) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// Whether an error of accepting says something about one connection alone.
fn is_of_the_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionRefused | ConnectionAborted | ConnectionReset
    )
}
