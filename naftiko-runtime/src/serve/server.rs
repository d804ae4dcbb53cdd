//! The server of a capability: configuration, start and run.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use super::address::{Environment, variable, variable_name};
use super::admission::Shared;
use super::bound::{Planned, PlannedAdapter, plan, unbound};
use super::control::{PlannedControl, Settings};
use super::signal::Signals;
use super::workers::Workers;
use super::{Adapter, AddressRange, Limits, Running, ServeError};
use crate::guard::Guard;
use crate::telemetry::Telemetry;

/// How long requests in flight may take during shutdown by default.
const DEFAULT_SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// A larger number of threads is a mistake.
const MOST_WORKERS: usize = 1024;

/// The target of the server's own log events.
pub(super) const TARGET: &str = "naftiko::serve";

/// The adapters of a capability, and how to serve them.
///
/// The address of an adapter is set by code ([`Server::address`]), else by the environment (`<NAMESPACE>_ADDRESS`,
/// `<NAMESPACE>_PORT`), else by the spec. Adapters accept loopback host names, their own address, and the hosts in
/// `<NAMESPACE>_ALLOWED_HOSTS` (comma-separated; `*` accepts any). One that other machines reach needs a guard, or
/// [`Server::allow_unauthenticated`].
#[derive(Clone, Debug)]
pub struct Server {
    name: String,
    adapters: Vec<Adapter>,
    addresses: Vec<(String, SocketAddr)>,
    /// Unknown adapters that the program configured.
    unknown: Vec<String>,
    limits: Limits,
    memory: Option<usize>,
    proxies: Vec<AddressRange>,
    health: Option<SocketAddr>,
    workers: Option<usize>,
    shutdown_delay: Duration,
    shutdown_timeout: Duration,
}

impl Server {
    /// Creates a server without adapters. The name is the capability's.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            adapters: Vec::new(),
            addresses: Vec::new(),
            unknown: Vec::new(),
            limits: Limits::new(),
            memory: None,
            proxies: Vec::new(),
            health: None,
            workers: None,
            shutdown_delay: Duration::ZERO,
            shutdown_timeout: DEFAULT_SHUTDOWN_TIMEOUT,
        }
    }

    /// Adds an adapter. It replaces one with the same namespace, and keeps that one's guard unless it has its own. It
    /// keeps the accepted hosts and origins.
    #[must_use]
    pub fn adapter(mut self, mut adapter: Adapter) -> Self {
        match self
            .adapters
            .iter_mut()
            .find(|present| present.namespace() == adapter.namespace())
        {
            Some(present) => {
                adapter.guard = adapter.guard.or_else(|| present.guard.take());
                adapter.hosts.append(&mut present.hosts);
                adapter.origins.append(&mut present.origins);
                adapter.unauthenticated |= present.unauthenticated;
                adapter.compression |= present.compression;
                *present = adapter;
            }
            None => self.adapters.push(adapter),
        }
        self
    }

    /// Sets the guard of an adapter, in place of the spec's.
    ///
    /// # Errors
    /// [`Server::start`] fails when no adapter has that namespace.
    #[must_use]
    pub fn authentication(self, namespace: &str, guard: Guard) -> Self {
        self.configure(namespace, |adapter| adapter.authentication(guard))
    }

    /// Accepts requests for these hosts too: [`Adapter::allow_hosts`].
    ///
    /// # Errors
    /// As [`Server::authentication`].
    #[must_use]
    pub fn allow_hosts(self, namespace: &str, hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.configure(namespace, |adapter| adapter.allow_hosts(hosts))
    }

    /// Accepts requests of web pages from these origins: [`Adapter::allow_origins`].
    ///
    /// # Errors
    /// As [`Server::authentication`].
    #[must_use]
    pub fn allow_origins(
        self,
        namespace: &str,
        origins: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.configure(namespace, |adapter| adapter.allow_origins(origins))
    }

    /// Serves an adapter without a guard at an address that other machines reach. `<NAMESPACE>_ALLOW_UNAUTHENTICATED=1`
    /// in the environment does the same.
    ///
    /// # Errors
    /// As [`Server::authentication`].
    #[must_use]
    pub fn allow_unauthenticated(self, namespace: &str) -> Self {
        self.configure(namespace, Adapter::allow_unauthenticated)
    }

    /// Compresses responses of an adapter for callers that accept it: [`Adapter::compression`]. `<NAMESPACE>_COMPRESSION=1` in the
    /// environment does the same.
    ///
    /// # Errors
    /// As [`Server::authentication`].
    #[must_use]
    pub fn compression(self, namespace: &str) -> Self {
        self.configure(namespace, Adapter::compression)
    }

    fn configure(mut self, namespace: &str, change: impl FnOnce(Adapter) -> Adapter) -> Self {
        let mut adapters = self.adapters.iter_mut();
        match adapters.find(|present| present.namespace() == namespace) {
            Some(adapter) => *adapter = change(adapter.clone()),
            None => self.unknown.push(namespace.to_owned()),
        }
        self
    }

    /// Sets the address of an adapter, in place of the spec's and the environment's. Port 0 takes a free port. An MCP adapter over stdio is
    /// served over HTTP there.
    #[must_use]
    pub fn address(mut self, namespace: &str, address: SocketAddr) -> Self {
        self.addresses.retain(|(present, _)| present != namespace);
        self.addresses.push((namespace.to_owned(), address));
        self
    }

    /// Sets the limits of every adapter, in place of the environment's.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the memory in bytes for everything under way: connections, bodies of callers, responses of APIs and what is made of them. What
    /// does not fit gets 503. `<NAME>_MAX_MEMORY_BYTES` in the environment does the same. Default: 128 MiB.
    ///
    /// The program takes at most about twice as much, as allocators and values have their own needs.
    #[must_use]
    pub fn memory_limit(mut self, bytes: usize) -> Self {
        self.memory = Some(bytes);
        self
    }

    /// Sets the addresses of the proxies in front of the server. `<NAME>_TRUSTED_PROXIES` in the environment (addresses or ranges such as
    /// `10.0.0.0/8`, comma-separated) does the same.
    ///
    /// Above half of a limit (memory, requests, connections), a caller gets a sixteenth of it at most. A caller is an IPv4 address or a
    /// network of IPv6 addresses (/64). A proxy is none: the caller of a request is the last address in its `X-Forwarded-For` that is not
    /// a proxy's.
    #[must_use]
    pub fn trusted_proxies(mut self, proxies: impl IntoIterator<Item = AddressRange>) -> Self {
        self.proxies = proxies.into_iter().collect();
        self
    }

    /// Serves health checks at an address of their own ([`Control::new`](super::Control::new)), for a spec without a control adapter.
    /// `<NAME>_HEALTH_ADDRESS` (an IP address and a port) in the environment does the same.
    #[must_use]
    pub fn health(mut self, address: SocketAddr) -> Self {
        self.health = Some(address);
        self
    }

    /// Serves connections on this many worker threads, each with its own runtime and its own connections to APIs.
    /// With 0, connections are served on the runtime that starts the server. `<NAME>_WORKERS` in the environment (a
    /// number, or `cores`) does the same.
    ///
    /// A request stays on one thread, which takes less processor time. Limits, tokens and the retry budget are shared
    /// by all threads. A connection stays on its thread, so a few busy ones may leave others idle; a handler that
    /// blocks delays the other requests of its thread.
    #[must_use]
    pub fn workers(mut self, threads: usize) -> Self {
        self.workers = Some(threads);
        self
    }

    /// Sets how long requests are served after a stop signal while readiness is 503, so that load balancers can
    /// react. Default: zero.
    #[must_use]
    pub fn shutdown_delay(mut self, time: Duration) -> Self {
        self.shutdown_delay = time;
        self
    }

    /// Sets how long requests in flight may take to complete during shutdown. Default: 10 seconds.
    #[must_use]
    pub fn shutdown_timeout(mut self, time: Duration) -> Self {
        self.shutdown_timeout = time;
        self
    }

    /// Starts every adapter, or none.
    ///
    /// # Errors
    /// When a variable is invalid, a guard is invalid or missing where other machines reach the adapter, or an adapter
    /// cannot bind its address.
    pub async fn start(self) -> Result<Running, ServeError> {
        let environment = |name: &str| std::env::var_os(name);
        let shared = self.shared(&environment)?;
        let (adapters, mut controls) = self.plan(&shared, &environment)?;
        let workers = self.worker_count(&environment)?;
        let settings = Settings {
            memory: shared.memory.limit(),
            workers,
        };
        controls.extend(self.health_address(&environment)?.map(PlannedControl::health));
        let mut bound_controls = Vec::with_capacity(controls.len());
        for plan in controls {
            let (namespace, address) = (plan.namespace.clone(), plan.address.clone());
            let bound = plan.bind().await;
            bound_controls.push(bound.map_err(|source| unbound(namespace, &address, source))?);
        }
        let mut bound = Vec::with_capacity(adapters.len());
        for plan in adapters {
            bound.push(plan.bind().await?);
        }
        let workers = Workers::start(workers).map_err(ServeError::Workers)?;
        let running = Running::new(bound, &workers, self.shutdown_timeout);
        Ok(running.with_controls(bound_controls, self.name, shared.telemetry, settings))
    }

    /// Serves until SIGINT or SIGTERM (Ctrl-C), or until the client on stdio disconnects, then shuts down gracefully;
    /// a second signal aborts at once. Prints the addresses on standard error as plain lines, or logs them when
    /// `<NAME>_LOG` is set.
    ///
    /// # Errors
    /// As [`Server::start`], and when the stdio transport of an adapter fails.
    pub async fn run(self) -> Result<(), ServeError> {
        let (name, shutdown_delay) = (self.name.clone(), self.shutdown_delay);
        let report = if self.logs(&|name: &str| std::env::var_os(name))? {
            log
        } else {
            print
        };
        let mut signals = Signals::new()?;
        let mut running = self.start().await?;
        running.startup_messages().for_each(|line| report(&line));
        let ended = tokio::select! {
            ended = running.wait() => ended,
            () = signals.next() => {
                report(&format!("{name}: stopping"));
                Ok(())
            }
        };
        let end = async {
            running.delay_shutdown(shutdown_delay).await;
            running.shutdown().await;
        };
        tokio::select! {
            () = end => {}
            () = signals.next() => {}
        }
        ended
    }

    /// Returns the address of the health endpoint.
    fn health_address(&self, environment: Environment<'_>) -> Result<Option<SocketAddr>, ServeError> {
        if self.health.is_some() {
            return Ok(self.health);
        }
        let name = variable_name(&self.name, "HEALTH_ADDRESS");
        variable(environment, name, "an IP address and a port", |text| {
            text.parse().ok()
        })
    }

    /// Returns the number of worker threads.
    fn worker_count(&self, environment: Environment<'_>) -> Result<usize, ServeError> {
        if let Some(count) = self.workers {
            return Ok(count);
        }
        let name = variable_name(&self.name, "WORKERS");
        let expected = "a number of threads up to 1024, or `cores`";
        let count = variable(environment, name, expected, |text| match text {
            "cores" => Some(available_parallelism().map_or(1, NonZero::get)),
            number => number.parse().ok().filter(|count| *count <= MOST_WORKERS),
        });
        Ok(count?.unwrap_or_default())
    }

    /// Plans every adapter: its address and limits.
    fn plan(
        &self,
        shared: &Shared,
        environment: Environment<'_>,
    ) -> Result<(Vec<PlannedAdapter>, Vec<PlannedControl>), ServeError> {
        if self.adapters.is_empty() {
            return Err(ServeError::NoAdapters(self.name.clone()));
        }
        let exists = |namespace: &str| {
            let mut adapters = self.adapters.iter();
            adapters.any(|adapter| adapter.namespace() == namespace)
        };
        if let Some((unknown, _)) = self.addresses.iter().find(|(namespace, _)| !exists(namespace)) {
            return Err(ServeError::UnknownAdapter(unknown.clone()));
        }
        if let Some(unknown) = self.unknown.first() {
            return Err(ServeError::UnknownAdapter(unknown.clone()));
        }
        let (mut adapters, mut controls) = (Vec::new(), Vec::new());
        for adapter in &self.adapters {
            let chosen = self.chosen(adapter);
            let adapter = match chosen {
                Some(address) => &adapter.clone().listening(address),
                None => adapter,
            };
            match plan(adapter, chosen, self.limits, shared, environment)? {
                Planned::Adapter(planned) => adapters.push(planned),
                Planned::Control(planned) => controls.push(planned),
            }
        }
        Ok((adapters, controls))
    }

    /// Returns what the adapters have in common.
    fn shared(&self, environment: Environment<'_>) -> Result<Shared, ServeError> {
        let (memory, proxies) = (self.memory_bytes(environment)?, self.proxy_ranges(environment)?);
        Ok(Shared::new(memory, proxies).recording(self.telemetry()))
    }

    /// Returns what is recorded, if a control adapter shows it.
    fn telemetry(&self) -> Option<Arc<Telemetry>> {
        let controls = || self.adapters.iter().filter_map(Adapter::records);
        let kept = controls().map(|control| control.traces).max()?;
        let share = controls().map(|control| control.sampling).fold(0.0, f64::max);
        Some(Telemetry::new(kept, share))
    }

    /// Returns the limit of memory, if one is set.
    fn memory_bytes(&self, environment: Environment<'_>) -> Result<Option<usize>, ServeError> {
        if self.memory.is_some() {
            return Ok(self.memory);
        }
        let name = variable_name(&self.name, "MAX_MEMORY_BYTES");
        variable(environment, name, "a number above 0", |text| {
            text.parse().ok().filter(|bytes| *bytes > 0)
        })
    }

    /// Returns the addresses of proxies.
    fn proxy_ranges(&self, environment: Environment<'_>) -> Result<Vec<AddressRange>, ServeError> {
        if !self.proxies.is_empty() {
            return Ok(self.proxies.clone());
        }
        let name = variable_name(&self.name, "TRUSTED_PROXIES");
        let expected = "IP addresses, or ranges such as 10.0.0.0/8";
        let ranges = variable(environment, name, expected, |text| {
            let ranges = text.split(',').map(str::trim).filter(|range| !range.is_empty());
            ranges.map(|range| range.parse().ok()).collect()
        })?;
        Ok(ranges.unwrap_or_default())
    }

    fn chosen(&self, adapter: &Adapter) -> Option<SocketAddr> {
        let mut addresses = self.addresses.iter();
        addresses
            .find(|(namespace, _)| namespace == adapter.namespace())
            .map(|(_, address)| *address)
    }

    /// Starts to log, if the environment asks for it.
    #[cfg(feature = "logs")]
    fn logs(&self, environment: Environment<'_>) -> Result<bool, ServeError> {
        use super::logs::{EXPECTED, filter, install};
        let filter = variable(environment, variable_name(&self.name, "LOG"), EXPECTED, filter)?;
        Ok(filter.map(install).is_some())
    }

    #[cfg(not(feature = "logs"))]
    #[expect(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "it fails in other configurations"
    )]
    fn logs(&self, _: Environment<'_>) -> Result<bool, ServeError> {
        Ok(false)
    }
}

/// Prints a line on standard error, which may be closed.
fn print(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

fn log(line: &str) {
    tracing::info!(target: TARGET, "{line}");
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    #[test]
    fn memory_and_proxies_come_from_the_environment() {
        let problem = |set: &str, text: &str| {
            let environment = |name: &str| (name == set).then(|| OsString::from(text));
            let shared = Server::new("parcel-desk").shared(&environment);
            shared.err().map(|error| error.to_string())
        };
        assert_eq!(problem("PARCEL_DESK_MAX_MEMORY_BYTES", "1000000"), None);
        for text in ["0", "1 GiB", "-1"] {
            assert_eq!(
                problem("PARCEL_DESK_MAX_MEMORY_BYTES", text).as_deref(),
                Some("invalid value of `PARCEL_DESK_MAX_MEMORY_BYTES`: expected a number above 0")
            );
        }
        assert_eq!(problem("PARCEL_DESK_TRUSTED_PROXIES", "10.0.0.0/8, ::1,"), None);
        assert_eq!(
            problem("PARCEL_DESK_TRUSTED_PROXIES", "10.0.0.0/8,proxy").as_deref(),
            Some(
                "invalid value of `PARCEL_DESK_TRUSTED_PROXIES`: expected IP addresses, or ranges such as 10.0.0.0/8"
            )
        );
    }

    #[test]
    fn worker_count_is_a_number_or_the_number_of_cores() {
        let count = |server: &Server, text: &str| {
            let environment = |name: &str| (name == "PARCEL_DESK_WORKERS").then(|| OsString::from(text));
            server.worker_count(&environment)
        };
        let server = Server::new("parcel-desk");
        for (text, expected) in [("", 0), ("0", 0), ("3", 3), (" 1024 ", 1024)] {
            assert!(
                matches!(count(&server, text), Ok(count) if count == expected),
                "{text}"
            );
        }
        assert!(count(&server, "cores").is_ok_and(|count| count > 0));
        for text in ["many", "-1", "1025", "1.5"] {
            let error = count(&server, text).err().map(|error| error.to_string());
            assert_eq!(
                error.as_deref(),
                Some(
                    "invalid value of `PARCEL_DESK_WORKERS`: expected a number of threads up to 1024, or `cores`"
                )
            );
        }
        // Code overrides the environment.
        assert!(count(&server.workers(2), "many").is_ok_and(|count| count == 2));
    }
}
