//! Serves the adapters of `desk.yaml` for pages in a browser.

naftiko::naftiko!("desk.yaml");

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    desk::Capability::from_env()?.serve().await?;
    Ok(())
}
