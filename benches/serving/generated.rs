//! The generated server.

use std::net::SocketAddr;

use naftiko::serve::Server;

use crate::process::{report, until_closed};

naftiko::naftiko!("serving/desk.yaml");

/// Any free port.
const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

pub(crate) async fn serve(upstream: &str) {
    run(capability(upstream).server()).await;
}

/// Returns the capability over the upstream API.
pub(crate) fn capability(upstream: &str) -> desk::Capability {
    let builder = desk::Capability::builder().warehouse(|config| config.base_uri(upstream));
    builder.build().unwrap()
}

/// Runs a server until standard input closes.
pub(crate) async fn run(server: Server) {
    let server = server.address("desk-api", ANY).address("desk-mcp", ANY);
    let running = server.start().await.unwrap();
    let at = |namespace| running.address(namespace).unwrap();
    report(at("desk-api"), at("desk-mcp"));
    until_closed().await;
}
