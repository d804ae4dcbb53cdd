//! A running server.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::admission::Shared;
use super::bound::BoundAdapter;
use super::connection::{self, Phase};
use super::service::{AdapterService, Served};
use super::workers::Workers;
use super::{Limits, ServeError};
use crate::origins::OriginPolicy;
use crate::problem;

/// The largest number of connections of the health endpoint.
const CONNECTIONS: usize = 64;

/// Why the task of an adapter ended.
#[derive(Debug)]
pub(super) enum ExitReason {
    /// Shutdown, or no client ever connected.
    Finished,
    /// The client that started the program disconnected.
    #[cfg(feature = "mcp")]
    ClientDisconnected,
    #[cfg(feature = "mcp")]
    Failed { adapter: String, source: std::io::Error },
}

/// A running server. Dropping it aborts all requests.
pub struct Running {
    listening: Vec<Listening>,
    phase: watch::Sender<Phase>,
    adapters: JoinSet<ExitReason>,
    shutdown_timeout: Duration,
    health: Option<Health>,
}

/// The health endpoint; it stops when this is dropped.
struct Health {
    address: SocketAddr,
    _phase: watch::Sender<Phase>,
}

/// The address of an adapter that listens.
#[derive(Clone, Debug)]
pub(super) struct Listening {
    pub(super) namespace: String,
    pub(super) address: SocketAddr,
    /// Startup messages: `listening on http://127.0.0.1:3001/mcp (mcp desk-mcp)`.
    pub(super) lines: Vec<String>,
}

impl Running {
    /// Starts the adapters.
    pub(super) fn new(bound: Vec<BoundAdapter>, workers: &Workers, shutdown_timeout: Duration) -> Self {
        let listening = bound.iter().filter_map(BoundAdapter::listening).collect();
        let (phase, phases) = watch::channel(Phase::Serving);
        let adapters = bound
            .into_iter()
            .map(|adapter| adapter.serve(workers.clone(), phases.clone()))
            .collect();
        Self {
            listening,
            phase,
            adapters,
            shutdown_timeout,
            health: None,
        }
    }

    /// Starts the health endpoint.
    pub(super) fn with_health(mut self, listener: TcpListener) -> Self {
        // A bound listener always has an address.
        let Ok(address) = listener.local_addr() else {
            return self;
        };
        let router = super::health::router(self.phase.subscribe());
        let served = Served {
            router,
            guard: None,
            compression: false,
            policy: OriginPolicy::open(),
            overloaded: problem::overloaded,
        };
        // The memory of its own is small, and left when callers take all of the server's.
        let limits = Limits::new().connections(CONNECTIONS).requests(CONNECTIONS);
        let service = AdapterService::new(served, limits, Shared::new(None, Vec::new()));
        let (phase, phases) = watch::channel(Phase::Serving);
        tokio::spawn(connection::serve(listener, service, Workers::default(), phases));
        self.health = Some(Health {
            address,
            _phase: phase,
        });
        self
    }

    /// Returns the address of the health endpoint.
    pub fn health_address(&self) -> Option<SocketAddr> {
        self.health.as_ref().map(|health| health.address)
    }

    /// Makes readiness 503 for some time before shutdown, so that load balancers stop routing here.
    pub(super) async fn delay_shutdown(&self, time: Duration) {
        if !time.is_zero() {
            self.phase.send_replace(Phase::Unready);
            tokio::time::sleep(time).await;
        }
    }

    /// Returns the startup messages, one a line.
    pub(super) fn startup_messages(&self) -> impl Iterator<Item = String> {
        let health = self
            .health_address()
            .map(|address| format!("listening on http://{address}/health/ready (health)"));
        self.listening
            .iter()
            .flat_map(|adapter| adapter.lines.iter().cloned())
            .chain(health)
    }

    /// Returns the address of an adapter; `None` for an unknown adapter and for stdio.
    pub fn address(&self, namespace: &str) -> Option<SocketAddr> {
        self.listening
            .iter()
            .find(|adapter| adapter.namespace == namespace)
            .map(|adapter| adapter.address)
    }

    /// Waits until the client on stdio disconnects, or until every adapter has ended. HTTP adapters end at shutdown
    /// only.
    ///
    /// # Errors
    /// When the stdio transport of an adapter fails.
    pub async fn wait(&mut self) -> Result<(), ServeError> {
        while let Some(ended) = self.adapters.join_next().await {
            match ended {
                Ok(ExitReason::Finished) => {}
                #[cfg(feature = "mcp")]
                Ok(ExitReason::ClientDisconnected) => return Ok(()),
                #[cfg(feature = "mcp")]
                Ok(ExitReason::Failed { adapter, source }) => {
                    return Err(ServeError::Stdio { adapter, source });
                }
                Err(_) => return Err(ServeError::Stopped),
            }
        }
        Ok(())
    }

    /// Shuts down all adapters: new connections are refused, and requests in flight may complete within the timeout
    /// ([`Server::shutdown_timeout`](super::Server::shutdown_timeout)). The rest is aborted.
    pub async fn shutdown(mut self) {
        self.phase.send_replace(Phase::Draining);
        if tokio::time::timeout(self.shutdown_timeout, self.join_all())
            .await
            .is_err()
        {
            self.phase.send_replace(Phase::Aborting);
            // Adapters abort their own connections; a read of stdin may block forever.
            if tokio::time::timeout(Duration::from_secs(1), self.join_all())
                .await
                .is_err()
            {
                self.adapters.shutdown().await;
            }
        }
    }

    async fn join_all(&mut self) {
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
