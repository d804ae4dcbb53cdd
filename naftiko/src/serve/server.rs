//! The adapters of a capability, and running them.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::time::Duration;

use super::address::Environment;
use super::bound::Plan;
use super::signal::Signals;
use super::{Adapter, Running, ServeError};

/// How long what is under way may take to end, unless another time is set.
const DRAIN: Duration = Duration::from_secs(10);

/// The adapters of a capability, ready to be served.
///
/// Each is at the address its spec gives, unless the environment (`<NAMESPACE>_ADDRESS`,
/// `<NAMESPACE>_PORT`) or, before it, [`Server::address`] says otherwise. MCP adapters answer to the
/// loopback names, to their own address, and to the hosts in `<NAMESPACE>_ALLOWED_HOSTS` (a list with
/// commas; `*` is any).
#[derive(Clone, Debug)]
pub struct Server {
    name: String,
    adapters: Vec<Adapter>,
    addresses: Vec<(String, SocketAddr)>,
    drain: Duration,
}

impl Server {
    /// No adapters yet. The name is the capability's.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            adapters: Vec::new(),
            addresses: Vec::new(),
            drain: DRAIN,
        }
    }

    /// Adds an adapter, in place of the one with the same namespace.
    #[must_use]
    pub fn adapter(mut self, adapter: Adapter) -> Self {
        match self
            .adapters
            .iter_mut()
            .find(|present| present.namespace() == adapter.namespace())
        {
            Some(present) => *present = adapter,
            None => self.adapters.push(adapter),
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
        let plans = self.plan(&|name| std::env::var_os(name))?;
        let mut adapters = Vec::with_capacity(plans.len());
        for plan in plans {
            adapters.push(plan.bind().await?);
        }
        Ok(Running::new(adapters, self.drain))
    }

    /// Settles the address of every adapter.
    fn plan(&self, environment: Environment<'_>) -> Result<Vec<Plan>, ServeError> {
        if self.adapters.is_empty() {
            return Err(ServeError::NoAdapters(self.name.clone()));
        }
        let listens = |namespace: &str| {
            let mut adapters = self.adapters.iter();
            adapters.any(|adapter| adapter.namespace() == namespace && adapter.listens())
        };
        if let Some((unknown, _)) = self.addresses.iter().find(|(namespace, _)| !listens(namespace)) {
            return Err(ServeError::UnknownAdapter(unknown.clone()));
        }
        self.adapters
            .iter()
            .map(|adapter| Plan::new(adapter, self.chosen(adapter), environment))
            .collect()
    }

    fn chosen(&self, adapter: &Adapter) -> Option<SocketAddr> {
        let mut addresses = self.addresses.iter();
        addresses
            .find(|(namespace, _)| namespace == adapter.namespace())
            .map(|(_, address)| *address)
    }

    /// Serves until SIGINT or SIGTERM (Ctrl-C), or until the client on standard input and output has gone;
    /// then stops gracefully, and at once on another signal. Says on standard error where it listens.
    ///
    /// # Errors
    /// As [`Server::start`], and when an adapter on standard input and output fails.
    pub async fn run(self) -> Result<(), ServeError> {
        let name = self.name.clone();
        let mut signals = Signals::new()?;
        let mut running = self.start().await?;
        running.descriptions().for_each(say);
        let ended = tokio::select! {
            ended = running.wait() => ended,
            () = signals.next() => {
                say(&format!("{name}: stopping"));
                Ok(())
            }
        };
        tokio::select! {
            () = running.shutdown() => {}
            () = signals.next() => {}
        }
        ended
    }
}

/// A line on standard error, which may be closed.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
