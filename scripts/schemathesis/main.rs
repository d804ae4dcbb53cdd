//! Serves every capability below `generated`, in front of an upstream that answers whatever it is asked.
//!
//! `FAULTS=1` in the environment makes the upstream fail in one way after another.

mod generated;
mod modules;
mod upstream;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let faults = std::env::var_os("FAULTS").is_some();
    let listener = tokio::net::TcpListener::bind(std::env::var("UPSTREAM")?).await?;
    tokio::spawn(upstream::serve(listener, faults));
    modules::serve().await
}
