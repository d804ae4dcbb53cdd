//! The adapters of a capability, and running them.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;

use super::signal::Signals;
use super::workers::Workers;
use super::{Adapter, Limits, Running, ServeError};
use crate::inbound::Guard;

/// How long what is under way may take to end, unless another time is set.
const DRAIN: Duration = Duration::from_secs(10);

/// The target of what the server says of itself.
pub(super) const TARGET: &str = "naftiko::serve";

/// The adapters of a capability, ready to be served.
///
/// Each is at the address its spec gives, unless the environment (`<NAMESPACE>_ADDRESS`,
/// `<NAMESPACE>_PORT`) or, before it, [`Server::address`] says otherwise. MCP adapters, and REST adapters
/// that only this machine can reach, answer to the loopback names, to their own address, and to the hosts in
/// `<NAMESPACE>_ALLOWED_HOSTS` (a list with commas; `*` is any).
#[derive(Clone, Debug)]
pub struct Server {
    pub(super) name: String,
    pub(super) adapters: Vec<Adapter>,
    pub(super) addresses: Vec<(String, SocketAddr)>,
    /// Adapters that were to be guarded and are not there.
    pub(super) unguarded: Vec<String>,
    pub(super) limits: Limits,
    pub(super) health: Option<SocketAddr>,
    pub(super) workers: Option<usize>,
    leave: Duration,
    drain: Duration,
}

impl Server {
    /// No adapters yet. The name is the capability's.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            adapters: Vec::new(),
            addresses: Vec::new(),
            unguarded: Vec::new(),
            limits: Limits::new(),
            health: None,
            workers: None,
            leave: Duration::ZERO,
            drain: DRAIN,
        }
    }

    /// Adds an adapter, in place of the one with the same namespace, whose guard it takes over unless it has
    /// one of its own.
    #[must_use]
    pub fn adapter(mut self, mut adapter: Adapter) -> Self {
        match self
            .adapters
            .iter_mut()
            .find(|present| present.namespace() == adapter.namespace())
        {
            Some(present) => {
                adapter.guard = adapter.guard.or_else(|| present.guard.take());
                *present = adapter;
            }
            None => self.adapters.push(adapter),
        }
        self
    }

    /// Has an adapter answer only callers that this guard lets pass, whatever its spec says of them.
    ///
    /// # Errors
    /// [`Server::start`] fails when there is no adapter of that namespace.
    #[must_use]
    pub fn authentication(mut self, namespace: &str, guard: Guard) -> Self {
        match self
            .adapters
            .iter_mut()
            .find(|present| present.namespace() == namespace)
        {
            Some(adapter) => adapter.guard = Some(guard),
            None => self.unguarded.push(namespace.to_owned()),
        }
        self
    }

    /// Sets where an adapter listens, whatever the spec and the environment say. Port 0 is any free one.
    #[must_use]
    pub fn address(mut self, namespace: &str, address: SocketAddr) -> Self {
        self.addresses.retain(|(present, _)| present != namespace);
        self.addresses.push((namespace.to_owned(), address));
        self
    }

    /// Sets the limits of every adapter, whatever the environment says.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Answers health checks at an address of their own: `GET /health/live`, and `GET /health/ready` which
    /// is 503 once the program was told to stop. `<NAME>_HEALTH_ADDRESS` (an IP address and a port) in the
    /// environment does the same.
    #[must_use]
    pub fn health(mut self, address: SocketAddr) -> Self {
        self.health = Some(address);
        self
    }

    /// Answers connections on so many threads, each with a runtime and connections to APIs of its own, in place of
    /// the runtime that the server is started on; 0 is that one. `<NAME>_WORKERS` in the environment (a number, or
    /// `cores`) does the same.
    ///
    /// A request then stays on its thread, which takes less processor time. Limits, tokens and the budget of
    /// repetitions are one for all threads; connections to an API are kept on each. A connection stays where it
    /// was dealt to, so a few busy ones may leave threads idle; and a handler that blocks holds up the others of
    /// its thread.
    #[must_use]
    pub fn workers(mut self, threads: usize) -> Self {
        self.workers = Some(threads);
        self
    }

    /// Sets how long to go on after a signal to stop, as before but not ready: the time that a balancer takes
    /// to notice. No time without it.
    #[must_use]
    pub fn leave(mut self, time: Duration) -> Self {
        self.leave = time;
        self
    }

    /// Sets how long what is under way may take to end once the server is told to stop; 10 seconds without
    /// it.
    #[must_use]
    pub fn drain(mut self, time: Duration) -> Self {
        self.drain = time;
        self
    }

    /// Starts every adapter, or none.
    ///
    /// # Errors
    /// When an address of the environment cannot be used, or an adapter cannot listen at its address.
    pub async fn start(self) -> Result<Running, ServeError> {
        let environment = |name: &str| std::env::var_os(name);
        let plans = self.plan(&environment)?;
        let workers = self.worker_count(&environment)?;
        let health = match self.health_address(&environment)? {
            Some(address) => Some(
                TcpListener::bind(address)
                    .await
                    .map_err(|source| ServeError::Health { address, source })?,
            ),
            None => None,
        };
        let mut adapters = Vec::with_capacity(plans.len());
        for plan in plans {
            adapters.push(plan.bind().await?);
        }
        let workers = Workers::start(workers).map_err(ServeError::Workers)?;
        let running = Running::new(adapters, &workers, self.drain);
        Ok(match health {
            Some(listener) => running.with_health(listener),
            None => running,
        })
    }

    /// Serves until SIGINT or SIGTERM (Ctrl-C), or until the client on standard input and output has gone;
    /// then stops gracefully, and at once on another signal. Says on standard error where it listens: in lines
    /// for people, or in the log where `<NAME>_LOG` asks for one.
    ///
    /// # Errors
    /// As [`Server::start`], and when an adapter on standard input and output fails.
    pub async fn run(self) -> Result<(), ServeError> {
        let (name, leave) = (self.name.clone(), self.leave);
        let say = if self.logs(&|name: &str| std::env::var_os(name))? {
            log
        } else {
            print
        };
        let mut signals = Signals::new()?;
        let mut running = self.start().await?;
        running.descriptions().for_each(|line| say(&line));
        let ended = tokio::select! {
            ended = running.wait() => ended,
            () = signals.next() => {
                say(&format!("{name}: stopping"));
                Ok(())
            }
        };
        let end = async {
            running.leave(leave).await;
            running.shutdown().await;
        };
        tokio::select! {
            () = end => {}
            () = signals.next() => {}
        }
        ended
    }
}

/// A line on standard error, which may be closed.
fn print(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

fn log(line: &str) {
    tracing::info!(target: TARGET, "{line}");
}
