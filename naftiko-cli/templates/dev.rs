//! Serves the specs of `naftiko dev` until it closes standard input.

__modules__

use std::iter::successors;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let Err(error) = serve().await else {
        return ExitCode::SUCCESS;
    };
    eprintln!("error: {}", with_causes(&*error));
    ExitCode::FAILURE
}

/// Returns the message of an error and of its sources, since an error does not repeat its source.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = successors(Some(error), |error| error.source());
    let causes: Vec<String> = causes.map(ToString::to_string).collect();
    causes.join(": ")
}

/// Starts each adapter on a free port of this machine, and prints the ports in the order of the adapters.
async fn serve() -> Result<(), Box<dyn std::error::Error>> {
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let mut all = Vec::new();
    let mut ports: Vec<String> = Vec::new();
__servers__
    println!("{}", ports.join(" "));
__wait__
    for server in all {
        server.shutdown().await;
    }
    Ok(())
}
