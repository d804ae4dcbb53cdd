//! A capability that is being served.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::ServeError;
use super::bound::Bound;
use super::connection::Phase;

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
    pub(super) fn new(bound: Vec<Bound>, drain: Duration) -> Self {
        let listening = bound.iter().filter_map(Bound::listening).collect();
        let (phase, phases) = watch::channel(Phase::Serving);
        let adapters = bound
            .into_iter()
            .map(|adapter| adapter.serve(phases.clone()))
            .collect();
        Self {
            listening,
            phase,
            adapters,
            drain,
        }
    }

    /// What people should know about where it listens, line by line.
    pub(super) fn descriptions(&self) -> impl Iterator<Item = &str> {
        self.listening
            .iter()
            .flat_map(|adapter| adapter.lines.iter().map(String::as_str))
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
