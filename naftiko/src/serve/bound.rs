//! An adapter on its way from a description to something that serves.

use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::adapter::Kind;
use super::address::{Address, Environment, variable_name};
use super::connection::{self, Phase};
use super::running::{Ended, Listening};
use super::{Adapter, ServeError};

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
    router: Router,
    protocol: &'static str,
    path: &'static str,
    note: Option<String>,
}

impl Plan {
    /// Settles the address: `chosen` by code, else the environment's, else the spec's.
    pub(super) fn new(
        adapter: &Adapter,
        chosen: Option<SocketAddr>,
        environment: Environment<'_>,
    ) -> Result<Self, ServeError> {
        let namespace = adapter.namespace().to_owned();
        let settle = |spec: &Address| match chosen {
            Some(address) => Ok(Address::from(address)),
            None => spec.with_environment(&namespace, environment),
        };
        let service = match &adapter.kind {
            #[cfg(feature = "rest")]
            Kind::Rest(spec, router) => {
                let http = Http {
                    router: router.clone(),
                    protocol: "rest",
                    path: "",
                    note: None,
                };
                Service::Http(settle(spec)?, http)
            }
            #[cfg(feature = "mcp")]
            Kind::Mcp(spec, server) => {
                let address = settle(spec)?;
                let http = mcp(&namespace, &address, server.clone(), environment)?;
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

/// An MCP server that knows by which names it is called.
#[cfg(feature = "mcp")]
fn mcp(
    namespace: &str,
    address: &Address,
    server: crate::mcp::Server,
    environment: Environment<'_>,
) -> Result<Http, ServeError> {
    let variable = variable_name(namespace, "ALLOWED_HOSTS");
    let allowed = super::address::list(&variable, "a list of host names", environment)?;
    let named = server.has_hosts() || !allowed.is_empty();
    let note = (address.is_unspecified() && !named).then(|| {
        format!(
            "{namespace} answers to the names of this machine alone; name others in {variable} (* is any)"
        )
    });
    let router = server
        .allow_hosts([address.host.clone()])
        .allow_hosts(allowed)
        .router();
    Ok(Http {
        router,
        protocol: "mcp",
        path: "/mcp",
        note,
    })
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
    pub(super) async fn serve(self, phase: watch::Receiver<Phase>) -> Ended {
        match self.service {
            Service::Http(listener, http) => {
                connection::serve(listener, http.router, phase).await;
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
