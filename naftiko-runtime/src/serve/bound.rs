//! Adapters between their description and serving: planned with an address, then bound to a listener.

use std::io;
use std::net::SocketAddr;
#[cfg(feature = "mcp")]
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::adapter::AdapterKind;
use super::address::{Address, Environment, list, variable, variable_name};
use super::admission::Shared;
use super::connection::{self, Phase};
use super::control::{Control, PlannedControl, ServedAdapter};
use super::limits::Limits;
use super::running::{ExitReason, Listening};
use super::service::{AdapterService, Routes, Served};
#[cfg(feature = "mcp")]
use super::tools;
use super::workers::Workers;
use super::{Adapter, ServeError};
use crate::guard::Guard;
use crate::hosts::LOOPBACK;
#[cfg(feature = "mcp")]
use crate::mcp::StdioLimits;
use crate::origins::{OriginPolicy, is_origin};
#[cfg(feature = "rest")]
use crate::problem;

/// An adapter of the spec with its final address, by the phases of shutdown that it has.
pub(super) enum Planned {
    Adapter(PlannedAdapter),
    Control(PlannedControl),
}

/// An adapter with its final address and limits.
pub(super) struct PlannedAdapter {
    served: ServedAdapter,
    endpoint: Endpoint<Address>,
}

/// An adapter with its listener, if it needs one.
pub(super) struct BoundAdapter {
    pub(super) served: ServedAdapter,
    endpoint: Endpoint<TcpListener>,
}

enum Endpoint<Target> {
    Http(Target, HttpEndpoint),
    #[cfg(feature = "mcp")]
    Stdio(crate::mcp::Server, StdioLimits),
}

/// The service of an HTTP adapter, and what the startup message says about it.
struct HttpEndpoint {
    service: AdapterService,
    protocol: &'static str,
    path: &'static str,
    notes: Vec<String>,
}

/// Decides the address and the limits. The address is `chosen` by code, else from the environment, else from the
/// spec.
pub(super) fn plan(
    adapter: &Adapter,
    chosen: Option<SocketAddr>,
    limits: Limits,
    shared: &Shared,
    environment: Environment<'_>,
) -> Result<Planned, ServeError> {
    let namespace = adapter.namespace().to_owned();
    if let Some(problem) = adapter.guard.as_ref().and_then(Guard::configuration_error) {
        return Err(ServeError::Authentication {
            adapter: namespace,
            problem,
        });
    }
    let address_of = |spec: &Address| match chosen {
        Some(address) => Ok(Address::from(address)),
        None => spec.with_environment(&namespace, environment),
    };
    let limits = limits.with_environment(&namespace, environment)?;
    let options =
        |spec: &Address| ListenOptions::new(adapter, address_of(spec)?, limits, shared.clone(), environment);
    let endpoint = match &adapter.kind {
        #[cfg(feature = "rest")]
        AdapterKind::Rest(spec, service) => {
            let (address, http) = options(spec)?.rest(adapter, service.clone(), "");
            Endpoint::Http(address, http)
        }
        #[cfg(feature = "rest")]
        AdapterKind::Skill(spec, service) => {
            let (address, http) = options(spec)?.rest(adapter, service.clone(), "/skills");
            Endpoint::Http(address, http)
        }
        #[cfg(feature = "mcp")]
        AdapterKind::Mcp(spec, server) => {
            let server = tools::with_environment(server, &namespace, environment)?;
            let (address, http) = options(spec)?.mcp(adapter, &server);
            Endpoint::Http(address, http)
        }
        #[cfg(feature = "mcp")]
        AdapterKind::Stdio(server) => {
            let limits = StdioLimits {
                message: limits.body_size(),
                memory: Arc::clone(&shared.memory),
                recorder: shared.recorder(adapter),
            };
            let server = tools::with_environment(server, &namespace, environment)?;
            if let Some(note) = tools::note(&server, &namespace) {
                tracing::info!(target: "naftiko::mcp", "{note}");
            }
            Endpoint::Stdio(server, limits)
        }
        AdapterKind::Control(spec, control) => {
            let options = options(spec)?;
            return Ok(Planned::Control(options.control(adapter, *control)));
        }
    };
    let served = ServedAdapter {
        kind: adapter.kind(),
        address: None,
        is_guarded: adapter.guard.is_some(),
        limits,
        has_stopped: AtomicBool::new(false),
        namespace,
    };
    Ok(Planned::Adapter(PlannedAdapter { served, endpoint }))
}

impl PlannedAdapter {
    /// Binds the address.
    pub(super) async fn bind(self) -> Result<BoundAdapter, ServeError> {
        let Self { mut served, endpoint } = self;
        let endpoint = match endpoint {
            Endpoint::Http(address, http) => match address.bind().await {
                Ok(listener) => {
                    served.address = listener.local_addr().ok();
                    Endpoint::Http(listener, http)
                }
                Err(source) => return Err(unbound(served.namespace, &address, source)),
            },
            #[cfg(feature = "mcp")]
            Endpoint::Stdio(server, limits) => Endpoint::Stdio(server, limits),
        };
        Ok(BoundAdapter { served, endpoint })
    }
}

/// Returns the error of an adapter that cannot bind its address.
pub(super) fn unbound(adapter: String, address: &Address, source: io::Error) -> ServeError {
    ServeError::Bind {
        variable: variable_name(&adapter, "PORT"),
        address: address.to_string(),
        adapter,
        source,
    }
}

/// Options of an adapter that listens.
struct ListenOptions {
    address: Address,
    limits: Limits,
    shared: Shared,
    policy: OriginPolicy,
    compression: bool,
    /// What the startup message says about hosts.
    note: Option<String>,
}

impl ListenOptions {
    fn new(
        adapter: &Adapter,
        address: Address,
        limits: Limits,
        shared: Shared,
        environment: Environment<'_>,
    ) -> Result<Self, ServeError> {
        let namespace = adapter.namespace();
        check_exposure(adapter, &address, environment)?;
        let variable = variable_name(namespace, "ALLOWED_HOSTS");
        let mut hosts = list(&variable, "a list of host names", |_| true, environment)?;
        hosts.extend(adapter.hosts.iter().cloned());
        let note = (address.is_unspecified() && hosts.is_empty()).then(|| {
            format!(
                "{namespace} accepts loopback host names and IP addresses only; set {variable} to allow others (`*` for any)"
            )
        });
        hosts.extend(LOOPBACK.map(str::to_owned));
        hosts.push(address.host.clone());
        let origins = origins(adapter, environment)?;
        Ok(Self {
            compression: adapter.compression || flag(environment, namespace, "COMPRESSION")?.0,
            policy: OriginPolicy::new(&hosts, !address.is_loopback(), &origins),
            address,
            limits,
            shared,
            note,
        })
    }

    #[cfg(feature = "rest")]
    fn rest(
        self,
        adapter: &Adapter,
        service: crate::rest::Service,
        path: &'static str,
    ) -> (Address, HttpEndpoint) {
        let what = Served {
            routes: Routes::Rest(service),
            guard: adapter.guard.clone(),
            policy: self.policy,
            compression: self.compression,
            overloaded: problem::overloaded,
            recorder: self.shared.recorder(adapter),
        };
        let http = HttpEndpoint {
            service: AdapterService::new(what, self.limits, self.shared),
            protocol: adapter.kind(),
            path,
            notes: self.note.into_iter().collect(),
        };
        (self.address, http)
    }

    #[cfg(feature = "mcp")]
    fn mcp(self, adapter: &Adapter, server: &crate::mcp::Server) -> (Address, HttpEndpoint) {
        let what = Served {
            routes: Routes::Mcp(server.open_service()),
            guard: adapter.guard.clone(),
            policy: self.policy,
            compression: self.compression,
            overloaded: crate::mcp::overloaded,
            recorder: self.shared.recorder(adapter),
        };
        let http = HttpEndpoint {
            service: AdapterService::new(what, self.limits, self.shared),
            protocol: "mcp",
            path: "/mcp",
            notes: self
                .note
                .into_iter()
                .chain(tools::note(server, adapter.namespace()))
                .collect(),
        };
        (self.address, http)
    }

    fn control(self, adapter: &Adapter, control: Control) -> PlannedControl {
        PlannedControl {
            namespace: adapter.namespace().to_owned(),
            address: self.address,
            control,
            guard: adapter.guard.clone(),
            policy: self.policy,
            note: self.note,
            is_health_endpoint: false,
        }
    }
}

/// Checks that other machines do not reach an adapter without a guard by accident. An address alone does not show that
/// it is meant.
fn check_exposure(
    adapter: &Adapter,
    address: &Address,
    environment: Environment<'_>,
) -> Result<(), ServeError> {
    if address.is_loopback() || adapter.guard.is_some() || adapter.unauthenticated || adapter.tells_nothing()
    {
        return Ok(());
    }
    let (is_allowed, name) = flag(environment, adapter.namespace(), "ALLOW_UNAUTHENTICATED")?;
    if is_allowed {
        return Ok(());
    }
    Err(ServeError::Unauthenticated {
        adapter: adapter.namespace().to_owned(),
        address: address.to_string(),
        variable: name,
    })
}

/// Returns whether a variable of an adapter is on, and its name.
fn flag(environment: Environment<'_>, namespace: &str, suffix: &str) -> Result<(bool, String), ServeError> {
    let name = variable_name(namespace, suffix);
    let value = variable(environment, name.clone(), "1 or 0", |text| match text {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    })?;
    Ok((value == Some(true), name))
}

/// Returns the accepted origins, of the environment and of code.
fn origins(adapter: &Adapter, environment: Environment<'_>) -> Result<Vec<String>, ServeError> {
    let variable = variable_name(adapter.namespace(), "ALLOWED_ORIGINS");
    let expected = "a list of origins such as `https://app.example`";
    let mut origins = list(&variable, expected, is_origin, environment)?;
    if let Some(invalid) = adapter.origins.iter().find(|origin| !is_origin(origin)) {
        return Err(ServeError::Origin {
            adapter: adapter.namespace().to_owned(),
            origin: invalid.clone(),
        });
    }
    origins.extend(adapter.origins.iter().cloned());
    Ok(origins)
}

impl BoundAdapter {
    /// Returns the address and the startup messages; `None` for stdio.
    pub(super) fn listening(&self) -> Option<Listening> {
        match &self.endpoint {
            Endpoint::Http(_, http) => {
                // A bound listener always has an address.
                let address = self.served.address?;
                let HttpEndpoint {
                    protocol,
                    path,
                    notes,
                    ..
                } = http;
                let namespace = self.served.namespace.clone();
                let place = format!("listening on http://{address}{path} ({protocol} {namespace})");
                let lines = std::iter::once(place).chain(notes.iter().cloned()).collect();
                Some(Listening {
                    namespace,
                    address,
                    lines,
                })
            }
            #[cfg(feature = "mcp")]
            Endpoint::Stdio(..) => None,
        }
    }

    /// Splits what is served from what others see of it.
    pub(super) fn into_parts(self) -> (ServedAdapter, ServedEndpoint) {
        (self.served, ServedEndpoint(self.endpoint))
    }
}

/// What an adapter serves, and where.
pub(super) struct ServedEndpoint(Endpoint<TcpListener>);

impl ServedEndpoint {
    /// Serves until the phase reaches shutdown.
    #[cfg_attr(
        not(feature = "mcp"),
        expect(unused_variables, reason = "only errors of stdio name the adapter")
    )]
    pub(super) async fn serve(
        self,
        adapter: &ServedAdapter,
        workers: Workers,
        phase: watch::Receiver<Phase>,
    ) -> ExitReason {
        match self.0 {
            Endpoint::Http(listener, http) => {
                connection::serve(listener, http.service, workers, phase).await;
                ExitReason::Finished
            }
            #[cfg(feature = "mcp")]
            Endpoint::Stdio(server, limits) => stdio(adapter.namespace.clone(), server, limits, phase).await,
        }
    }
}

#[cfg(feature = "mcp")]
async fn stdio(
    adapter: String,
    server: crate::mcp::Server,
    limits: StdioLimits,
    mut phase: watch::Receiver<Phase>,
) -> ExitReason {
    let stop = async move { connection::reached(&mut phase, Phase::Draining).await };
    match server.serve_stdio_until(limits, stop).await {
        Ok(crate::mcp::Client::NeverConnected) => ExitReason::NeverConnected,
        Ok(crate::mcp::Client::Disconnected) => ExitReason::ClientDisconnected,
        Err(source) => ExitReason::Failed { adapter, source },
    }
}
