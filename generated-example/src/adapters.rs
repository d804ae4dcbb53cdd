//! The REST and MCP adapters of all capabilities, served by one program.

use std::net::{Ipv4Addr, SocketAddr};

use naftiko::serve::{Running, ServeError, Server};

use crate::wiring::Capabilities;

/// The addresses of the adapters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ports {
    /// The ports of the specs. The samples use 8080 and 9090, so all but the first of them get higher ports.
    Spec,
    /// Any free ports.
    Free,
}

/// The running adapters.
#[derive(Debug)]
pub struct Adapters(Vec<Running>);

impl Adapters {
    /// Starts the adapters.
    ///
    /// # Errors
    ///
    /// When an address cannot be bound.
    pub async fn start(capabilities: &Capabilities, ports: Ports) -> Result<Self, ServeError> {
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, if ports == Ports::Free { 0 } else { port }));
        let m3ter = match ports {
            Ports::Spec => capabilities.m3ter.server(),
            Ports::Free => moved(capabilities.m3ter.server(), "m3ter-auth", at(8080), at(9090)),
        };
        let servers = [
            m3ter,
            moved(
                capabilities.azure.server(),
                "instancemetadataclient-get-token",
                at(8081),
                at(9091),
            ),
            moved(capabilities.meti.server(), "meti", at(8082), at(9092)),
            moved(capabilities.orders.server(), "orders", at(8083), at(9093))
                .address("orders-skills", at(3013))
                .address("control", at(9193)),
        ];
        let mut running = Vec::new();
        for server in servers {
            running.push(server.start().await?);
        }
        Ok(Self(running))
    }

    /// Returns the address of an adapter by its namespace.
    pub fn address(&self, namespace: &str) -> Option<SocketAddr> {
        self.0.iter().find_map(|running| running.address(namespace))
    }

    /// Shuts down, after requests in flight have completed.
    pub async fn shutdown(self) {
        for running in self.0 {
            running.shutdown().await;
        }
    }
}

/// Returns the server with its adapters, `<prefix>-rest` and `<prefix>-mcp`, at other addresses.
fn moved(server: Server, prefix: &str, rest: SocketAddr, mcp: SocketAddr) -> Server {
    server
        .address(&format!("{prefix}-rest"), rest)
        .address(&format!("{prefix}-mcp"), mcp)
}
