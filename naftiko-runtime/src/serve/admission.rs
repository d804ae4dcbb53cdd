//! Admission of connections and requests: memory, numbers, and a share for each caller.

use std::net::IpAddr;
use std::sync::Arc;

use http::HeaderMap;

use super::Adapter;
use super::limits::Limits;
use super::proxies::{AddressRange, Proxies};
use crate::context::REQUEST_MEMORY;
use crate::problem;
use crate::quota::{DEFAULT_MEMORY, Quota, Share, Taken};
use crate::telemetry::{Recorder, Telemetry};

/// The memory of a connection beside its head: the rest of its buffers, and its task.
const CONNECTION_MEMORY: usize = 16 * 1024;

/// What all adapters of a server have in common. Cheap to clone.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) memory: Arc<Quota>,
    proxies: Proxies,
    /// What is recorded, if an adapter shows it.
    pub(super) telemetry: Option<Arc<Telemetry>>,
}

impl Shared {
    pub(super) fn new(memory: Option<usize>, proxies: Vec<AddressRange>) -> Self {
        Self {
            memory: Quota::new(memory.unwrap_or(DEFAULT_MEMORY)),
            proxies: Proxies::new(proxies),
            telemetry: None,
        }
    }

    /// Records requests there.
    pub(super) fn recording(self, telemetry: Option<Arc<Telemetry>>) -> Self {
        Self { telemetry, ..self }
    }

    /// Returns what records the requests of an adapter, if anything does.
    pub(super) fn recorder(&self, adapter: &Adapter) -> Option<Recorder> {
        let telemetry = self.telemetry.as_ref()?;
        Some(Recorder::new(telemetry, adapter.kind(), adapter.namespace()))
    }
}

/// The quotas of an adapter.
pub(super) struct Admission {
    shared: Shared,
    connections: Arc<Quota>,
    requests: Arc<Quota>,
    /// The memory of a connection.
    connection_memory: usize,
}

/// The shares of a caller; none for a proxy.
#[derive(Clone, Default)]
pub(super) struct CallerShares {
    connections: Option<Arc<Share>>,
    requests: Option<Arc<Share>>,
    memory: Option<Arc<Share>>,
}

/// A request that may run.
pub(super) struct Admitted {
    /// Counts the request until its response.
    _request: Taken,
    /// Holds its memory until the response is sent.
    pub(super) memory: Arc<Taken>,
}

impl Admission {
    pub(super) fn new(shared: Shared, limits: &Limits) -> Self {
        Self {
            shared,
            connections: Quota::new(limits.connections_at_once()),
            requests: Quota::new(limits.requests_at_once()),
            connection_memory: CONNECTION_MEMORY + limits.head_size(),
        }
    }

    /// Returns the shares of the caller of a connection.
    pub(super) fn shares(&self, address: IpAddr) -> CallerShares {
        let caller = self.shared.proxies.caller(address);
        caller.map(|caller| self.shares_of(caller)).unwrap_or_default()
    }

    fn shares_of(&self, caller: IpAddr) -> CallerShares {
        CallerShares {
            connections: Some(self.connections.share(caller)),
            requests: Some(self.requests.share(caller)),
            memory: Some(self.shared.memory.share(caller)),
        }
    }

    /// Counts a connection; `None` when the caller has too many.
    pub(super) fn connection(&self, shares: &CallerShares) -> Option<Taken> {
        self.connections.take(shares.connections.as_ref(), 1)
    }

    /// Takes the memory of a connection, once there is something to read.
    pub(super) fn connection_memory(&self, shares: &CallerShares) -> Option<Taken> {
        let bytes = self.connection_memory;
        self.shared.memory.take(shares.memory.as_ref(), bytes)
    }

    /// Admits a request of a connection, or returns the reason for which it has to be retried later.
    pub(super) fn request(
        &self,
        connection: &CallerShares,
        headers: &HeaderMap,
    ) -> Result<Admitted, &'static str> {
        let forwarded;
        let shares = if connection.requests.is_some() {
            connection
        } else {
            let caller = self.shared.proxies.forwarded(headers);
            forwarded = caller.map(|caller| self.shares_of(caller)).unwrap_or_default();
            &forwarded
        };
        let request = self.requests.take(shares.requests.as_ref(), 1);
        let request = request.ok_or("Too many concurrent requests.")?;
        let memory = self
            .shared
            .memory
            .take(shares.memory.as_ref(), REQUEST_MEMORY)
            .ok_or(problem::OUT_OF_MEMORY)?;
        Ok(Admitted {
            _request: request,
            memory: Arc::new(memory),
        })
    }
}
