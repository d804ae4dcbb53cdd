//! One way into a capability, and where it is.

use super::address::Address;

/// An adapter of a capability: what it serves, under which namespace, and where.
#[derive(Clone, Debug)]
pub struct Adapter {
    pub(super) namespace: String,
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
        Self {
            namespace: namespace.to_owned(),
            kind: Kind::Rest(Address::new(host, port), router),
        }
    }

    /// An MCP adapter over HTTP, at the address its spec gives.
    #[cfg(feature = "mcp")]
    pub fn mcp(namespace: &str, host: &str, port: u16, server: crate::mcp::Server) -> Self {
        Self {
            namespace: namespace.to_owned(),
            kind: Kind::Mcp(Address::new(host, port), server),
        }
    }

    /// An MCP adapter over standard input and output. When its client leaves, the capability ends.
    #[cfg(feature = "mcp")]
    pub fn stdio(namespace: &str, server: crate::mcp::Server) -> Self {
        Self {
            namespace: namespace.to_owned(),
            kind: Kind::Stdio(server),
        }
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
