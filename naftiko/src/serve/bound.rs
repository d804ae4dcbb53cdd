//! Adapters between their description and serving: planned with an address, then bound to a listener.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::adapter::AdapterKind;
use super::address::{Address, Environment, variable_name};
use super::connection::{self, Phase};
#[cfg(feature = "rest")]
use super::hosts::Hosts;
use super::limits::Limits;
use super::running::{ExitReason, Listening};
use super::service::AdapterService;
use super::workers::Workers;
use super::{Adapter, ServeError};
use crate::guard::Guard;

/// An adapter with its final address and limits.
pub(super) struct PlannedAdapter {
    namespace: String,
    endpoint: Endpoint<Address>,
}

/// An adapter with its listener, if it needs one.
pub(super) struct BoundAdapter {
    namespace: String,
    endpoint: Endpoint<TcpListener>,
}

enum Endpoint<Target> {
    Http(Target, HttpEndpoint),
    #[cfg(feature = "mcp")]
    Stdio(crate::mcp::Server),
}

/// The service of an HTTP adapter, and what the startup message says about it.
struct HttpEndpoint {
    service: AdapterService,
    protocol: &'static str,
    path: &'static str,
    note: Option<String>,
}

impl PlannedAdapter {
    /// Decides the address and the limits. The address is `chosen` by code, else from the environment, else from the
    /// spec.
    pub(super) fn new(
        adapter: &Adapter,
        chosen: Option<SocketAddr>,
        limits: Limits,
        environment: Environment<'_>,
    ) -> Result<Self, ServeError> {
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
        let endpoint = match &adapter.kind {
            #[cfg(feature = "rest")]
            AdapterKind::Rest(spec, router) => {
                let options = ListenOptions::new(adapter, address_of(spec)?, limits, environment)?;
                let (address, http) = options.rest(adapter, router.clone());
                Endpoint::Http(address, http)
            }
            #[cfg(feature = "mcp")]
            AdapterKind::Mcp(spec, server) => {
                let options = ListenOptions::new(adapter, address_of(spec)?, limits, environment)?;
                let (address, http) = options.mcp(adapter, server.clone());
                Endpoint::Http(address, http)
            }
            #[cfg(feature = "mcp")]
            AdapterKind::Stdio(server) => Endpoint::Stdio(server.clone()),
        };
        Ok(Self { namespace, endpoint })
    }

    /// Binds the address.
    pub(super) async fn bind(self) -> Result<BoundAdapter, ServeError> {
        let Self { namespace, endpoint } = self;
        let endpoint = match endpoint {
            Endpoint::Http(address, http) => match address.bind().await {
                Ok(listener) => Endpoint::Http(listener, http),
                Err(source) => {
                    let (variable, address) = (variable_name(&namespace, "PORT"), address.to_string());
                    return Err(ServeError::Bind {
                        adapter: namespace,
                        address,
                        variable,
                        source,
                    });
                }
            },
            #[cfg(feature = "mcp")]
            Endpoint::Stdio(server) => Endpoint::Stdio(server),
        };
        Ok(BoundAdapter { namespace, endpoint })
    }
}

/// Options of an adapter that listens.
struct ListenOptions {
    address: Address,
    limits: Limits,
    /// Hosts that it accepts besides its own.
    hosts: Vec<String>,
    /// Origins of web pages that it accepts.
    #[cfg(feature = "mcp")]
    origins: Vec<String>,
    /// The variable that adds hosts.
    #[cfg(feature = "mcp")]
    variable: String,
}

impl ListenOptions {
    fn new(
        adapter: &Adapter,
        address: Address,
        limits: Limits,
        environment: Environment<'_>,
    ) -> Result<Self, ServeError> {
        let variable = variable_name(adapter.namespace(), "ALLOWED_HOSTS");
        let mut hosts = super::address::list(&variable, "a list of host names", environment)?;
        hosts.extend(adapter.hosts.iter().cloned());
        #[cfg(feature = "mcp")]
        let origins = super::address::list(
            &variable_name(adapter.namespace(), "ALLOWED_ORIGINS"),
            "a list of origins",
            environment,
        )?;
        Ok(Self {
            address,
            limits: limits.with_environment(adapter.namespace(), environment)?,
            hosts,
            #[cfg(feature = "mcp")]
            origins,
            #[cfg(feature = "mcp")]
            variable,
        })
    }

    #[cfg(feature = "rest")]
    fn rest(self, adapter: &Adapter, router: axum::Router) -> (Address, HttpEndpoint) {
        let hosts = Hosts::new(&self.address, self.hosts);
        let http = HttpEndpoint {
            service: AdapterService::new(router, adapter.guard.clone(), hosts, self.limits),
            protocol: "rest",
            path: "",
            note: None,
        };
        (self.address, http)
    }

    /// Returns the MCP server with the hosts and origins that it accepts.
    #[cfg(feature = "mcp")]
    fn mcp(self, adapter: &Adapter, server: crate::mcp::Server) -> (Address, HttpEndpoint) {
        let named = server.has_hosts() || !self.hosts.is_empty();
        let note = (self.address.is_unspecified() && !named).then(|| {
            let (namespace, variable) = (adapter.namespace(), &self.variable);
            format!(
                "{namespace} accepts loopback host names only; set {variable} to allow others (`*` for any)"
            )
        });
        let router = server
            .allow_hosts([self.address.host.clone()])
            .allow_hosts(self.hosts)
            .allow_origins(self.origins)
            .open_router();
        let http = HttpEndpoint {
            service: AdapterService::new(router, adapter.guard.clone(), None, self.limits),
            protocol: "mcp",
            path: "/mcp",
            note,
        };
        (self.address, http)
    }
}

impl BoundAdapter {
    /// Returns the address and the startup messages; `None` for stdio.
    pub(super) fn listening(&self) -> Option<Listening> {
        match &self.endpoint {
            Endpoint::Http(listener, http) => {
                // A bound listener always has an address.
                let address = listener.local_addr().ok()?;
                let HttpEndpoint {
                    protocol, path, note, ..
                } = http;
                let place = format!(
                    "listening on http://{address}{path} ({protocol} {})",
                    self.namespace
                );
                let lines = std::iter::once(place).chain(note.clone()).collect();
                Some(Listening {
                    namespace: self.namespace.clone(),
                    address,
                    lines,
                })
            }
            #[cfg(feature = "mcp")]
            Endpoint::Stdio(_) => None,
        }
    }

    /// Serves until the phase reaches shutdown.
    pub(super) async fn serve(self, workers: Workers, phase: watch::Receiver<Phase>) -> ExitReason {
        match self.endpoint {
            Endpoint::Http(listener, http) => {
                connection::serve(listener, http.service, workers, phase).await;
                ExitReason::Finished
            }
            #[cfg(feature = "mcp")]
            Endpoint::Stdio(server) => stdio(self.namespace, server, phase).await,
        }
    }
}

#[cfg(feature = "mcp")]
async fn stdio(adapter: String, server: crate::mcp::Server, mut phase: watch::Receiver<Phase>) -> ExitReason {
    let stop = async move { connection::reached(&mut phase, Phase::Draining).await };
    match server.serve_stdio_until(stop).await {
        Ok(crate::mcp::Client::NeverConnected) => ExitReason::Finished,
        Ok(crate::mcp::Client::Disconnected) => ExitReason::ClientDisconnected,
        Err(source) => ExitReason::Failed { adapter, source },
    }
}
