//! Calls the APIs of `specs/__spec__`.

__modules__

use std::env;
use std::error::Error;

__code__

/// Calls an API. With `--fake` or `--once`, a fake API answers in place of it.
#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let has = |flag: &str| env::args().skip(1).any(|argument| argument == flag);
    if has("--fake") || has("--once") {
        call(&fake::apis().await?.capability).await
    } else {
        call(&Capability::from_env(__scripts__)?).await
    }
}

/// Calls an operation of an API.
async fn call(capability: &Capability) -> Result<(), Box<dyn Error>> {
__call__
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    #[tokio::test]
    async fn api_is_called() -> Result<(), Box<dyn Error>> {
        super::call(&crate::fake::apis().await?.capability).await
    }
}
