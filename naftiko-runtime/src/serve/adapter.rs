//! Adapters of a server: what each serves, and its address.

use std::net::SocketAddr;

use super::address::Address;
use super::control::Control;
use crate::guard::Guard;
#[cfg(feature = "rest")]
use crate::rest;
#[cfg(feature = "rest")]
use crate::skill::{self, Skill};

/// An adapter of a capability: its namespace, its address and what it serves.
#[derive(Clone, Debug)]
pub struct Adapter {
    pub(super) namespace: String,
    pub(super) guard: Option<Guard>,
    /// Hosts that it accepts besides its own.
    pub(super) hosts: Vec<String>,
    /// Origins of web pages that it accepts besides its own.
    pub(super) origins: Vec<String>,
    /// Whether other machines may reach it without a guard.
    pub(super) unauthenticated: bool,
    /// Whether responses are compressed for callers that accept it.
    pub(super) compression: bool,
    pub(super) kind: AdapterKind,
}

#[derive(Clone, Debug)]
pub(super) enum AdapterKind {
    #[cfg(feature = "rest")]
    Rest(Address, rest::Service),
    #[cfg(feature = "rest")]
    Skill(Address, rest::Service),
    #[cfg(feature = "mcp")]
    Mcp(Address, crate::mcp::Server),
    #[cfg(feature = "mcp")]
    Stdio(crate::mcp::Server),
    Control(Address, Control),
}

impl Adapter {
    /// Creates a REST adapter at the address of its spec (a host name or IP address, and a port; port 0 takes a free
    /// one). It serves [routes](rest::Routes::into_service) or a router.
    #[cfg(feature = "rest")]
    pub fn rest(namespace: &str, host: &str, port: u16, service: impl Into<rest::Service>) -> Self {
        let address = Address::new(host, port);
        Self::new(namespace, AdapterKind::Rest(address, service.into()))
    }

    /// Creates a skill adapter at the address of its spec, see [`Adapter::rest`].
    #[cfg(feature = "rest")]
    pub fn skill(namespace: &str, host: &str, port: u16, skills: &[&'static Skill]) -> Self {
        let service = skill::service(skills);
        Self::new(namespace, AdapterKind::Skill(Address::new(host, port), service))
    }

    /// Creates an MCP adapter over HTTP at the address of its spec.
    #[cfg(feature = "mcp")]
    pub fn mcp(namespace: &str, host: &str, port: u16, server: crate::mcp::Server) -> Self {
        let guard = server.guard().cloned();
        let (hosts, origins) = (server.hosts().to_vec(), server.origins().to_vec());
        let adapter = Self::new(namespace, AdapterKind::Mcp(Address::new(host, port), server));
        Self {
            guard,
            hosts,
            origins,
            ..adapter
        }
    }

    /// Creates an MCP adapter over stdio. When its client disconnects, the capability shuts down.
    #[cfg(feature = "mcp")]
    pub fn stdio(namespace: &str, server: crate::mcp::Server) -> Self {
        Self::new(namespace, AdapterKind::Stdio(server))
    }

    /// Creates a control adapter at the address of its spec.
    pub fn control(namespace: &str, host: &str, port: u16, control: Control) -> Self {
        Self::new(namespace, AdapterKind::Control(Address::new(host, port), control))
    }

    fn new(namespace: &str, kind: AdapterKind) -> Self {
        Self {
            namespace: namespace.to_owned(),
            guard: None,
            hosts: Vec::new(),
            origins: Vec::new(),
            unauthenticated: false,
            compression: false,
            kind,
        }
    }

    /// Sets the guard of the adapter, in place of an earlier one. The stdio transport has no authentication: its only
    /// client is the process that started the program.
    #[must_use]
    pub fn authentication(mut self, guard: Guard) -> Self {
        self.guard = Some(guard);
        self
    }

    /// Accepts requests for these hosts too (`name` or `name:port`); `*` accepts any host.
    ///
    /// An adapter accepts the machine's loopback names and its own address, and at an address that other machines
    /// reach also every IP address. A browser sends other names when a web page attacks the adapter by DNS rebinding.
    #[must_use]
    pub fn allow_hosts(mut self, hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.hosts.extend(hosts.into_iter().map(Into::into));
        self
    }

    /// Accepts requests of web pages from these origins (`https://app.example`; without a port, any port; `*` is any
    /// origin), and lets the pages read the responses.
    ///
    /// Pages of the adapter's own host and port are accepted always, unless it accepts any host. Others are rejected.
    #[must_use]
    pub fn allow_origins(mut self, origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.origins.extend(origins.into_iter().map(Into::into));
        self
    }

    /// Serves the adapter without a guard at an address that other machines reach. Otherwise such an adapter does not
    /// start.
    #[must_use]
    pub fn allow_unauthenticated(mut self) -> Self {
        self.unauthenticated = true;
        self
    }

    /// Compresses responses (gzip) for callers that accept it: texts of 1 KiB and more that are not encoded yet, except event streams.
    #[must_use]
    pub fn compression(mut self) -> Self {
        self.compression = true;
        self
    }

    /// Returns the namespace.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Returns the adapter as it is served at an address that the program chose: over HTTP, also in place of stdio.
    #[cfg_attr(
        not(feature = "mcp"),
        expect(unused_variables, reason = "other adapters have their address in the plan")
    )]
    pub(super) fn listening(self, address: SocketAddr) -> Self {
        match self.kind {
            #[cfg(feature = "mcp")]
            AdapterKind::Stdio(server) => Self {
                kind: AdapterKind::Mcp(Address::from(address), server),
                ..self
            },
            _ => self,
        }
    }

    /// Returns the type of the adapter in the spec.
    pub(super) fn kind(&self) -> &'static str {
        match &self.kind {
            #[cfg(feature = "rest")]
            AdapterKind::Rest(..) => "rest",
            #[cfg(feature = "rest")]
            AdapterKind::Skill(..) => "skill",
            #[cfg(feature = "mcp")]
            AdapterKind::Mcp(..) | AdapterKind::Stdio(_) => "mcp",
            AdapterKind::Control(..) => "control",
        }
    }

    /// Returns what a control adapter shows, if it shows records of requests.
    pub(super) fn records(&self) -> Option<&Control> {
        let AdapterKind::Control(_, control) = &self.kind else {
            return None;
        };
        Some(control).filter(|control| control.records())
    }

    /// Returns whether callers that anyone may be find out nothing from it.
    pub(super) fn tells_nothing(&self) -> bool {
        matches!(&self.kind, AdapterKind::Control(_, control) if control.is_health_only())
    }
}
