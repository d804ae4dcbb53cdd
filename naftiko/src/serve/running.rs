//! A capability that is being served.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::bound::Bound;
use super::connection::{self, Phase};
use super::service::Front;
use super::workers::Workers;
use super::{Limits, ServeError};

/// How an adapter's task ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// It was told to, or nobody ever spoke to it.
    Quietly,
    /// The client that started the program has gone.
    #[cfg(feature = "mcp")]
    ClientLeft,
    #[cfg(feature = "mcp")]
    Failed { adapter: String, source: std::io::Error },
}

/// A capability that is being served. Dropped, it stops at once.
pub struct Running {
    listening: Vec<Listening>,
    phase: watch::Sender<Phase>,
    adapters: JoinSet<Ended>,
    drain: Duration,
    health: Option<Health>,
}

/// The answering of health checks, until this is dropped.
struct Health {
    address: SocketAddr,
    _phase: watch::Sender<Phase>,
}

/// An adapter that listens.
#[derive(Clone, Debug)]
pub(super) struct Listening {
    pub(super) namespace: String,
    pub(super) address: SocketAddr,
    /// What people should know: `listening on http://127.0.0.1:3001/mcp (mcp desk-mcp)`.
    pub(super) lines: Vec<String>,
}

impl Running {
    /// Serves adapters that have their listeners.
    pub(super) fn new(bound: Vec<Bound>, workers: &Workers, drain: Duration) -> Self {
        let listening = bound.iter().filter_map(Bound::listening).collect();
        let (phase, phases) = watch::channel(Phase::Serving);
        let adapters = bound
            .into_iter()
            .map(|adapter| adapter.serve(workers.clone(), phases.clone()))
            .collect();
        Self {
            listening,
            phase,
            adapters,
            drain,
            health: None,
        }
    }

    /// Answers health checks too.
    pub(super) fn with_health(mut self, listener: TcpListener) -> Self {
        // A listener knows its address; it would not be one otherwise.
        let Ok(address) = listener.local_addr() else {
            return self;
        };
        let router = super::health::router(self.phase.subscribe());
        let front = Front::new(router, None, None, Limits::new());
        let (phase, phases) = watch::channel(Phase::Serving);
        tokio::spawn(connection::serve(listener, front, Workers::default(), phases));
        self.health = Some(Health {
            address,
            _phase: phase,
        });
        self
    }

    /// Where health checks are answered.
    pub fn health_address(&self) -> Option<SocketAddr> {
        self.health.as_ref().map(|health| health.address)
    }

    /// Denies readiness, for some time before the end: whoever sends requests here can turn elsewhere.
    pub(super) async fn leave(&self, time: Duration) {
        if !time.is_zero() {
            self.phase.send_replace(Phase::Leaving);
            tokio::time::sleep(time).await;
        }
    }

    /// What people should know about where it listens, line by line.
    pub(super) fn descriptions(&self) -> impl Iterator<Item = String> {
        let health = self
            .health_address()
            .map(|address| format!("listening on http://{address}/health/ready (health)"));
        self.listening
            .iter()
            .flat_map(|adapter| adapter.lines.iter().cloned())
            .chain(health)
    }

    /// Where an adapter listens; `None` for one that is not there, or is on standard input and output.
    pub fn address(&self, namespace: &str) -> Option<SocketAddr> {
        self.listening
            .iter()
            .find(|adapter| adapter.namespace == namespace)
            .map(|adapter| adapter.address)
    }

    /// Waits until there is nothing left to serve: the client on standard input and output has gone, or
    /// every adapter has ended. HTTP adapters end only when they are told to.
    ///
    /// # Errors
    /// When an adapter on standard input and output failed.
    pub async fn wait(&mut self) -> Result<(), ServeError> {
        while let Some(ended) = self.adapters.join_next().await {
            match ended {
                Ok(Ended::Quietly) => {}
                #[cfg(feature = "mcp")]
                Ok(Ended::ClientLeft) => return Ok(()),
                #[cfg(feature = "mcp")]
                Ok(Ended::Failed { adapter, source }) => return Err(ServeError::Stdio { adapter, source }),
                Err(_) => return Err(ServeError::Stopped),
            }
        }
        Ok(())
    }

    /// Stops all adapters together: nothing new is accepted, what is under way may end within the time the
    /// server was given for that ([`Server::drain`](super::Server::drain)), and is dropped then.
    pub async fn shutdown(mut self) {
        self.phase.send_replace(Phase::Draining);
        if tokio::time::timeout(self.drain, self.ended()).await.is_err() {
            self.phase.send_replace(Phase::Dropping);
            // Connections are dropped by the adapters that hold them; standard input may be waited for
            // forever.
            if tokio::time::timeout(Duration::from_secs(1), self.ended())
                .await
                .is_err()
            {
                self.adapters.shutdown().await;
            }
        }
    }

    async fn ended(&mut self) {
        while self.adapters.join_next().await.is_some() {}
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("listening", &self.listening)
            .finish_non_exhaustive()
    }
}
