
/// Starts each adapter over fake APIs, on a free port, and shuts it down.
pub(crate) async fn start() -> Result<(), Box<dyn Error>> {
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server = capability()?.server();
__addresses__
    let running = server.start().await?;
    println!("every adapter listens");
    running.shutdown().await;
    Ok(())
}
