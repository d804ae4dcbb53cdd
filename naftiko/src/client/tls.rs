//! TLS for our own clients: rustls over ring, verified against the platform's roots.
//!
//! The configuration is handed to the HTTP client, so that no process-wide provider is installed. A provider
//! that the program has installed itself is used instead of ring.

use super::transport::Profile;

/// Gives a client builder its TLS; the error says why it cannot have it.
#[cfg(feature = "tls")]
pub(super) fn configure(
    builder: reqwest::ClientBuilder,
    profile: Profile,
) -> Result<reqwest::ClientBuilder, String> {
    use std::sync::Arc;

    use rustls::crypto::CryptoProvider;
    use rustls::{ClientConfig, RootCertStore};
    use rustls_platform_verifier::BuilderVerifierExt as _;

    let provider = CryptoProvider::get_default()
        .map_or_else(|| Arc::new(rustls::crypto::ring::default_provider()), Arc::clone);
    let versions = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    // Reading the platform's roots takes milliseconds, and fails where there are none: only who needs them
    // pays. (Without them, an https proxy in front of a plain http API cannot be verified and is refused.)
    let verified = if profile.https {
        versions
            .with_platform_verifier()
            .map_err(|error| error.to_string())?
    } else {
        versions.with_root_certificates(RootCertStore::empty())
    };
    let mut config = verified.with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(builder.tls_backend_preconfigured(config))
}

/// Without TLS there is plain http only.
#[cfg(not(feature = "tls"))]
pub(super) fn configure(
    builder: reqwest::ClientBuilder,
    profile: Profile,
) -> Result<reqwest::ClientBuilder, String> {
    if profile.https {
        return Err(
            "https needs the feature `tls` of the crate naftiko, or a client of your own: `Config::http`"
                .to_owned(),
        );
    }
    Ok(builder)
}

/// The innermost reason why a client could not be made.
pub(super) fn reason(error: &reqwest::Error) -> String {
    let mut reason: &dyn std::error::Error = error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    reason.to_string()
}
