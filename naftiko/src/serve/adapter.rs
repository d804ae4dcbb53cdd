//! One way into a capability, and where it is.

use super::address::Address;
use crate::inbound::Guard;

/// An adapter of a capability: what it serves, under which namespace, and where.
#[derive(Clone, Debug)]
pub struct Adapter {
    pub(super) namespace: String,
    pub(super) guard: Option<Guard>,
    /// Hosts it answers to besides its own.
    pub(super) hosts: Vec<String>,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    #[cfg(feature = "rest")]
    Rest(Address, axum::Router),
    #[cfg(feature = "mcp")]
    Mcp(Address, crate::mcp::Server),
    #[cfg(feature = "mcp")]
    Stdio(crate::mcp::Server),
}

impl Adapter {
    /// A REST adapter, at the address its spec gives (a host name or an IP address, and a port; 0 is any
    /// free one).
    #[cfg(feature = "rest")]
    pub fn rest(namespace: &str, host: &str, port: u16, router: axum::Router) -> Self {
        Self::new(namespace, Kind::Rest(Address::new(host, port), router))
    }

    /// An MCP adapter over HTTP, at the address its spec gives.
    #[cfg(feature = "mcp")]
    pub fn mcp(namespace: &str, host: &str, port: u16, server: crate::mcp::Server) -> Self {
        let guard = server.guard().cloned();
        let mut adapter = Self::new(namespace, Kind::Mcp(Address::new(host, port), server));
        adapter.guard = guard;
        adapter
    }

    /// An MCP adapter over standard input and output. When its client leaves, the capability ends.
    #[cfg(feature = "mcp")]
    pub fn stdio(namespace: &str, server: crate::mcp::Server) -> Self {
        Self::new(namespace, Kind::Stdio(server))
    }

    fn new(namespace: &str, kind: Kind) -> Self {
        Self {
            namespace: namespace.to_owned(),
            guard: None,
            hosts: Vec::new(),
            kind,
        }
    }

    /// Answers only callers that this guard lets pass, whatever was said before. Over standard input and output there is one caller,
    /// who started the program: nothing is asked there.
    #[must_use]
    pub fn authentication(mut self, guard: Guard) -> Self {
        self.guard = Some(guard);
        self
    }

    /// Answers requests to these hosts too (`name` or `name:port`); `*` is any host.
    ///
    /// An adapter that only this machine can reach answers to the machine's own names and to its address: a
    /// request to another was sent by a web page. So does an MCP adapter anywhere.
    #[must_use]
    pub fn allow_hosts(mut self, hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.hosts.extend(hosts.into_iter().map(Into::into));
        self
    }

    /// The namespace.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Whether it listens on an address.
    pub(super) fn listens(&self) -> bool {
        match &self.kind {
            #[cfg(feature = "rest")]
            Kind::Rest(..) => true,
            #[cfg(feature = "mcp")]
            Kind::Mcp(..) => true,
            #[cfg(feature = "mcp")]
            Kind::Stdio(_) => false,
        }
    }
}
