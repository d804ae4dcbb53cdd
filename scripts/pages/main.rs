//! The freight desk over a fake API, at the address that it prints.

mod generated;

use generated::freight_desk;
use naftiko::client::{FakeResponse, FakeTransport};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let shipment = json!({"id": "7", "kind": "parcel", "state": "ready", "grams": 250});
    let api = FakeTransport::new(move |_| FakeResponse::json(200, &shipment));
    let capability = freight_desk::Capability::builder()
        .freight(|config| config.transport(api))
        .build()?;
    let loopback = "127.0.0.1:0".parse()?;
    let server = capability
        .server()
        .address("desk", loopback)
        .address("tools", loopback);
    let running = server.start().await?;
    println!("http://{}", running.address("desk").ok_or("no address")?);
    tokio::signal::ctrl_c().await?;
    running.shutdown().await;
    Ok(())
}
