//! The capability of `specs/__spec__`.

__code__

#[cfg(test)]
mod fake;

#[cfg(test)]
mod tests {
    use std::error::Error;

    #[tokio::test]
    async fn adapters_start() -> Result<(), Box<dyn Error>> {
        crate::fake::start().await
    }
}
