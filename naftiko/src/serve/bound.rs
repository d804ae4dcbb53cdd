//! An adapter on its way from a description to something that serves.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::adapter::Kind;
use super::address::{Address, Environment, variable_name};
use super::connection::{self, Phase};
#[cfg(feature = "rest")]
use super::hosts::Hosts;
use super::limits::Limits;
use super::running::{Ended, Listening};
use super::service::Front;
use super::workers::Workers;
use super::{Adapter, ServeError};
use crate::inbound::Guard;

/// An adapter whose address is settled.
pub(super) struct Plan {
    namespace: String,
    service: Service<Address>,
}

/// An adapter that has its listener, if it needs one.
pub(super) struct Bound {
    namespace: String,
    service: Service<TcpListener>,
}

enum Service<Place> {
    Http(Place, Http),
    #[cfg(feature = "mcp")]
    Stdio(crate::mcp::Server),
}

/// What answers over HTTP, and how people are told about it.
struct Http {
    front: Front,
    protocol: &'static str,
    path: &'static str,
    note: Option<String>,
}

impl Plan {
    /// Settles the address: `chosen` by code, else the environment's, else the spec's; and the limits.
    pub(super) fn new(
        adapter: &Adapter,
        chosen: Option<SocketAddr>,
        limits: Limits,
        environment: Environment<'_>,
    ) -> Result<Self, ServeError> {
        let namespace = adapter.namespace().to_owned();
        if let Some(problem) = adapter.guard.as_ref().and_then(Guard::problem) {
            return Err(ServeError::Authentication {
                adapter: namespace,
                problem,
            });
        }
        let settle = |spec: &Address| match chosen {
            Some(address) => Ok(Address::from(address)),
            None => spec.with_environment(&namespace, environment),
        };
        let service = match &adapter.kind {
            #[cfg(feature = "rest")]
            Kind::Rest(spec, router) => {
                let settled = Settled::new(adapter, settle(spec)?, limits, environment)?;
                let (address, http) = settled.rest(adapter, router.clone());
                Service::Http(address, http)
            }
            #[cfg(feature = "mcp")]
            Kind::Mcp(spec, server) => {
                let settled = Settled::new(adapter, settle(spec)?, limits, environment)?;
                let (address, http) = settled.mcp(adapter, server.clone());
                Service::Http(address, http)
            }
            #[cfg(feature = "mcp")]
            Kind::Stdio(server) => Service::Stdio(server.clone()),
        };
        Ok(Self { namespace, service })
    }

    /// Takes the address.
    pub(super) async fn bind(self) -> Result<Bound, ServeError> {
        let Self { namespace, service } = self;
        let service = match service {
            Service::Http(address, http) => match address.bind().await {
                Ok(listener) => Service::Http(listener, http),
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
            Service::Stdio(server) => Service::Stdio(server),
        };
        Ok(Bound { namespace, service })
    }
}

/// What is settled about an adapter that listens.
struct Settled {
    address: Address,
    limits: Limits,
    /// Hosts it answers to besides its own.
    hosts: Vec<String>,
    /// Origins of web pages that it answers to.
    #[cfg(feature = "mcp")]
    origins: Vec<String>,
    /// The variable that names more of the hosts.
    #[cfg(feature = "mcp")]
    variable: String,
}

impl Settled {
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
    fn rest(self, adapter: &Adapter, router: axum::Router) -> (Address, Http) {
        let hosts = Hosts::new(&self.address, self.hosts);
        let http = Http {
            front: Front::new(router, adapter.guard.clone(), hosts, self.limits),
            protocol: "rest",
            path: "",
            note: None,
        };
        (self.address, http)
    }

    /// An MCP server that knows by which names it is called.
    #[cfg(feature = "mcp")]
    fn mcp(self, adapter: &Adapter, server: crate::mcp::Server) -> (Address, Http) {
        let named = server.has_hosts() || !self.hosts.is_empty();
        let note = (self.address.is_unspecified() && !named).then(|| {
            let (namespace, variable) = (adapter.namespace(), &self.variable);
            format!(
                "{namespace} answers to the names of this machine alone; name others in {variable} (* is any)"
            )
        });
        let router = server
            .allow_hosts([self.address.host.clone()])
            .allow_hosts(self.hosts)
            .allow_origins(self.origins)
            .open_router();
        let http = Http {
            front: Front::new(router, adapter.guard.clone(), None, self.limits),
            protocol: "mcp",
            path: "/mcp",
            note,
        };
        (self.address, http)
    }
}

impl Bound {
    /// Where it listens; `None` on standard input and output.
    pub(super) fn listening(&self) -> Option<Listening> {
        match &self.service {
            Service::Http(listener, http) => {
                // A listener knows its address; it would not be one otherwise.
                let address = listener.local_addr().ok()?;
                let Http {
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
            Service::Stdio(_) => None,
        }
    }

    /// Serves until the phases tell otherwise.
    pub(super) async fn serve(self, workers: Workers, phase: watch::Receiver<Phase>) -> Ended {
        match self.service {
            Service::Http(listener, http) => {
                connection::serve(listener, http.front, workers, phase).await;
                Ended::Quietly
            }
            #[cfg(feature = "mcp")]
            Service::Stdio(server) => stdio(self.namespace, server, phase).await,
        }
    }
}

#[cfg(feature = "mcp")]
async fn stdio(adapter: String, server: crate::mcp::Server, mut phase: watch::Receiver<Phase>) -> Ended {
    let stop = async move { connection::reached(&mut phase, Phase::Draining).await };
    match server.serve_stdio_until(stop).await {
        Ok(crate::mcp::Client::Absent) => Ended::Quietly,
        Ok(crate::mcp::Client::Left) => Ended::ClientLeft,
        Err(source) => Ended::Failed { adapter, source },
    }
}
