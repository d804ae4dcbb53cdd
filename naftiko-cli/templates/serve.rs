//! Serves the capability of `specs/__spec__`.

__modules__

use std::env;
use std::error::Error;

__code__

/// Serves until the process gets a stop signal. With `--fake`, a fake API answers in place of each
/// API. With `--once`, the adapters start over fake APIs, and the program ends.
#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let has = |flag: &str| env::args().skip(1).any(|argument| argument == flag);
    if has("--once") {
        return fake::start().await;
    }
    if has("--fake") {
        fake::apis().await?.capability.serve().await?;
    } else {
        Capability::from_env(__scripts__)?.serve().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    #[tokio::test]
    async fn adapters_start() -> Result<(), Box<dyn Error>> {
        crate::fake::start().await
    }
}
