
/// Starts each adapter over fake APIs, on a free port, and shuts it down.
pub(crate) async fn start() -> Result<(), Box<dyn Error>> {
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let fake = apis().await?;
    let server = fake.capability.server();
__addresses__
    let running = server.start().await?;
    println!("every adapter listens");
    running.shutdown().await;
    Ok(())
}
