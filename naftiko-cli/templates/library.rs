//! The capability of `specs/__spec__`.

__code__

__modules__

#[cfg(test)]
mod tests {
    use std::error::Error;

    #[tokio::test]
    async fn __test__() -> Result<(), Box<dyn Error>> {
        __check__
    }
}
