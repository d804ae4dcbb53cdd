//! The HTTP client of one who calls the adapters.

/// A client for the loopback interface, which no proxy is for.
///
/// # Errors
///
/// The client cannot be made.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    // The runtime leaves the process without a default provider of cryptography, and a client of one's own wants one; that it
    // is there already is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build()
}
