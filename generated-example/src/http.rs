//! The HTTP client that calls the adapters.

/// Returns a client for the loopback interface, without a proxy.
///
/// # Errors
///
/// When the client cannot be built.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    // The runtime installs no default cryptography provider, but a reqwest client needs one. An error means that it
    // is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build()
}
