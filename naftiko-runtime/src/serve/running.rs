//! A running server.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::ServeError;
use super::bound::{BoundAdapter, ServedEndpoint};
use super::connection::Phase;
use super::control::{BoundControl, ServedAdapter, ServedControl, ServerState, Settings};
use super::workers::Workers;
use crate::telemetry::Telemetry;

/// Why the task of an adapter ended.
#[derive(Debug)]
pub(super) enum ExitReason {
    /// Shutdown.
    Finished,
    /// Stdin was closed before a client connected.
    #[cfg(feature = "mcp")]
    NeverConnected,
    /// The client that started the program disconnected.
    #[cfg(feature = "mcp")]
    ClientDisconnected,
    #[cfg(feature = "mcp")]
    Failed { adapter: String, source: std::io::Error },
}

impl ExitReason {
    /// Returns whether the adapter counts as stopped. A program in a container has no client on stdio, and its other adapters are ready.
    fn has_stopped(&self) -> bool {
        match self {
            #[cfg(feature = "mcp")]
            Self::NeverConnected => false,
            #[cfg(feature = "mcp")]
            Self::ClientDisconnected | Self::Failed { .. } => true,
            Self::Finished => true,
        }
    }
}

/// A running server. Dropping it aborts all requests.
pub struct Running {
    listening: Vec<Listening>,
    phase: watch::Sender<Phase>,
    /// What control adapters show of the adapters.
    served: Arc<[ServedAdapter]>,
    adapters: JoinSet<ExitReason>,
    shutdown_timeout: Duration,
    /// They stop when this is dropped.
    controls: Vec<ServedControl>,
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
        let (served, endpoints): (Vec<_>, Vec<_>) = bound.into_iter().map(BoundAdapter::into_parts).unzip();
        let served: Arc<[ServedAdapter]> = served.into();
        let mut adapters = JoinSet::new();
        for (place, endpoint) in endpoints.into_iter().enumerate() {
            let (served, workers, phases) = (Arc::clone(&served), workers.clone(), phases.clone());
            adapters.spawn(serve(endpoint, served, place, workers, phases));
        }
        Self {
            listening,
            phase,
            served,
            adapters,
            shutdown_timeout,
            controls: Vec::new(),
        }
    }

    /// Starts the control adapters.
    pub(super) fn with_controls(
        mut self,
        controls: Vec<BoundControl>,
        name: String,
        telemetry: Option<Arc<Telemetry>>,
        settings: Settings,
    ) -> Self {
        let state = ServerState {
            name,
            phase: self.phase.subscribe(),
            telemetry,
            adapters: Arc::clone(&self.served),
            settings,
        };
        let controls = controls.into_iter().map(|control| control.serve(state.clone()));
        self.controls = controls.collect();
        self
    }

    /// Returns the address of the health endpoint: that of the program, else that of the first control adapter.
    pub fn health_address(&self) -> Option<SocketAddr> {
        let mut controls = self.controls.iter().filter(|control| control.has_health);
        let own = controls.clone().find(|control| control.is_health_endpoint);
        own.or_else(|| controls.next()).map(|control| control.address)
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
        let adapters = self.listening.iter().flat_map(|adapter| &adapter.lines);
        let controls = self.controls.iter().flat_map(|control| &control.lines);
        adapters.chain(controls).cloned()
    }

    /// Returns the address of an adapter; `None` for an unknown adapter and for stdio.
    pub fn address(&self, namespace: &str) -> Option<SocketAddr> {
        let adapters = self.listening.iter();
        let adapters = adapters.map(|adapter| (&adapter.namespace, adapter.address));
        let controls = self.controls.iter();
        let controls = controls.map(|control| (&control.namespace, control.address));
        let mut all = adapters.chain(controls);
        all.find(|(name, _)| *name == namespace)
            .map(|(_, address)| address)
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
                Ok(ExitReason::NeverConnected) => {}
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

/// Serves an adapter, and marks it when it has stopped.
async fn serve(
    endpoint: ServedEndpoint,
    served: Arc<[ServedAdapter]>,
    place: usize,
    workers: Workers,
    phase: watch::Receiver<Phase>,
) -> ExitReason {
    let Some(adapter) = served.get(place) else {
        return ExitReason::Finished;
    };
    let reason = endpoint.serve(adapter, workers, phase).await;
    adapter.has_stopped.store(reason.has_stopped(), Ordering::Relaxed);
    reason
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("listening", &self.listening)
            .finish_non_exhaustive()
    }
}
