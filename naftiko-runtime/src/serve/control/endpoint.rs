//! Control adapters between their description and serving.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::Control;
use super::pages::{ControlState, ServedAdapter, Settings, router};
use crate::guard::Guard;
use crate::origins::OriginPolicy;
use crate::problem;
use crate::serve::address::Address;
use crate::serve::admission::Shared;
use crate::serve::connection::{self, Phase};
use crate::serve::limits::Limits;
use crate::serve::service::{AdapterService, Routes, Served};
use crate::serve::workers::Workers;
use crate::telemetry::Telemetry;

/// The largest number of connections, and of requests.
const CONNECTIONS: usize = 64;

/// A control adapter with its final address.
pub(in crate::serve) struct PlannedControl {
    pub(in crate::serve) namespace: String,
    pub(in crate::serve) address: Address,
    pub(in crate::serve) control: Control,
    pub(in crate::serve) guard: Option<Guard>,
    pub(in crate::serve) policy: OriginPolicy,
    /// What the startup message says about hosts.
    pub(in crate::serve) note: Option<String>,
    /// Whether the program has added it, and not the spec.
    pub(in crate::serve) is_health_endpoint: bool,
}

/// A control adapter with its listener.
pub(in crate::serve) struct BoundControl {
    plan: PlannedControl,
    listener: TcpListener,
    address: SocketAddr,
}

/// A control adapter that is served until this is dropped, while other adapters shut down too.
pub(in crate::serve) struct ServedControl {
    pub(in crate::serve) namespace: String,
    pub(in crate::serve) address: SocketAddr,
    /// Startup messages.
    pub(in crate::serve) lines: Vec<String>,
    pub(in crate::serve) has_health: bool,
    /// Whether the program has added it, and not the spec.
    pub(in crate::serve) is_health_endpoint: bool,
    _phase: watch::Sender<Phase>,
}

/// What control adapters show of their server.
#[derive(Clone)]
pub(in crate::serve) struct ServerState {
    pub(in crate::serve) name: String,
    pub(in crate::serve) phase: watch::Receiver<Phase>,
    pub(in crate::serve) telemetry: Option<Arc<Telemetry>>,
    pub(in crate::serve) adapters: Arc<[ServedAdapter]>,
    pub(in crate::serve) settings: Settings,
}

impl PlannedControl {
    /// Plans the health endpoint that a program adds.
    pub(in crate::serve) fn health(address: SocketAddr) -> Self {
        Self {
            namespace: "health".to_owned(),
            address: Address::from(address),
            control: Control::new(),
            guard: None,
            policy: OriginPolicy::open(),
            note: None,
            is_health_endpoint: true,
        }
    }

    /// Binds the address.
    pub(in crate::serve) async fn bind(self) -> io::Result<BoundControl> {
        let listener = self.address.bind().await?;
        let address = listener.local_addr()?;
        Ok(BoundControl {
            plan: self,
            listener,
            address,
        })
    }
}

impl BoundControl {
    /// Starts to serve. Its memory is its own and small, and left when callers take all of the server's.
    pub(in crate::serve) fn serve(self, server: ServerState) -> ServedControl {
        let Self {
            plan,
            listener,
            address,
        } = self;
        let page = if plan.control.health { "/health/ready" } else { "" };
        let place = format!("listening on http://{address}{page} ({})", plan.namespace);
        let state = ControlState {
            server,
            control: plan.control,
            guard: plan.guard,
            started: Instant::now(),
        };
        let pages = Served {
            routes: Routes::Control(router(state)),
            guard: None,
            compression: false,
            policy: plan.policy,
            overloaded: problem::overloaded,
            recorder: None,
        };
        let limits = Limits::new().connections(CONNECTIONS).requests(CONNECTIONS);
        let service = AdapterService::new(pages, limits, Shared::new(None, Vec::new()));
        let (phase, phases) = watch::channel(Phase::Serving);
        tokio::spawn(connection::serve(listener, service, Workers::default(), phases));
        ServedControl {
            namespace: plan.namespace,
            address,
            has_health: plan.control.health,
            is_health_endpoint: plan.is_health_endpoint,
            lines: std::iter::once(place).chain(plan.note).collect(),
            _phase: phase,
        }
    }
}
