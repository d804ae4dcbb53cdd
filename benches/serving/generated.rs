//! The generated server.

use std::net::SocketAddr;

use crate::process::{report, until_closed};

naftiko::naftiko!("serving/desk.yaml");

/// Any free port.
const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

pub(crate) async fn serve(upstream: &str) {
    let builder = desk::Capability::builder().warehouse(|config| config.base_uri(upstream));
    let server = builder.build().unwrap().server();
    let server = server.address("desk-api", ANY).address("desk-mcp", ANY);
    let running = server.start().await.unwrap();
    let at = |namespace| running.address(namespace).unwrap();
    report(at("desk-api"), at("desk-mcp"));
    until_closed().await;
}
