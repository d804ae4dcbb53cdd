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
    Http(Http<Place>),
    #[cfg(feature = "mcp")]
    Stdio(crate::mcp::Server),
}

struct Http<Place> {
    place: Place,
    router: Router,
    /// What it is called in a line about where it listens.
    protocol: &'static str,
    path: &'static str,
    /// What else should be said about where it listens.
    note: Option<String>,
}

/// Settles the address: `chosen` by code, else the environment's, else the spec's.
pub(super) fn plan(
    adapter: &Adapter,
    chosen: Option<SocketAddr>,
    environment: Environment<'_>,
) -> Result<Plan, ServeError> {
    let namespace = adapter.namespace().to_owned();
    let place = |spec: &Address| match chosen {
        Some(address) => Ok(Address::from(address)),
        None => spec.with_environment(&namespace, environment),
    };
    let service = match &adapter.kind {
        #[cfg(feature = "rest")]
        Kind::Rest(address, router) => {
            let (place, router) = (place(address)?, router.clone());
            Service::Http(Http {
                place,
                router,
                protocol: "rest",
                path: "",
                note: None,
            })
        }
        #[cfg(feature = "mcp")]
        Kind::Mcp(address, server) => {
            Service::Http(mcp(&namespace, place(address)?, server.clone(), environment)?)
        }
        #[cfg(feature = "mcp")]
        Kind::Stdio(server) => Service::Stdio(server.clone()),
    };
    Ok(Plan { namespace, service })
}

#[cfg(feature = "mcp")]
fn mcp(
    namespace: &str,
    place: Address,
    server: crate::mcp::Server,
    environment: Environment<'_>,
) -> Result<Http<Address>, ServeError> {
    use super::address::list;
    let variable = variable_name(namespace, "ALLOWED_HOSTS");
    let allowed = list(&variable, "a list of host names", environment)?;
    let told = server.has_hosts() || !allowed.is_empty();
    let note = (place.is_unspecified() && !told).then(|| {
        format!(
            "{namespace} answers to the names of this machine alone; name others in {variable} (* is any)"
        )
    });
    let router = server
        .allow_hosts([place.host.clone()])
        .allow_hosts(allowed)
        .router();
    Ok(Http {
        place,
        router,
        protocol: "mcp",
        path: "/mcp",
        note,
    })
}

impl Plan {
    /// Takes the address.
    pub(super) async fn bind(self) -> Result<Bound, ServeError> {
        let Self { namespace, service } = self;
        let service = match service {
            Service::Http(http) => match http.place.bind().await {
                Ok(place) => {
                    let Http {
                        router,
                        protocol,
                        path,
                        note,
                        ..
                    } = http;
                    Service::Http(Http {
                        place,
                        router,
                        protocol,
                        path,
                        note,
                    })
                }
                Err(source) => {
                    let (variable, address) = (variable_name(&namespace, "PORT"), http.place.to_string());
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

impl Bound {
    /// Where it listens; `None` on standard input and output.
    pub(super) fn listening(&self) -> Option<Listening> {
        match &self.service {
            Service::Http(http) => {
                // A listener knows its address; it would not be one otherwise.
                let address = http.place.local_addr().ok()?;
                let Http {
                    protocol, path, note, ..
                } = http;
                let mut lines = vec![format!(
                    "listening on http://{address}{path} ({protocol} {})",
                    self.namespace
                )];
                lines.extend(note.clone());
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
            Service::Http(http) => {
                connection::serve(http.place, http.router, phase).await;
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
