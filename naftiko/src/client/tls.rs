//! TLS for our own client: rustls over ring, verified against the platform's roots.
//!
//! The configuration is handed to the connector, so that no process-wide provider is installed. A provider that
//! the program has installed itself is used instead of ring.

#[cfg(not(feature = "tls"))]
pub(super) use absent::{Io, Over, Tls, configuration, over, plain, without_http2};
#[cfg(feature = "tls")]
pub(super) use present::{Io, Over, Tls, configuration, over, plain, without_http2};

use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A connection, nothing being encrypted.
pub(super) type Tcp = TokioIo<TcpStream>;

#[cfg(feature = "tls")]
mod present {
    use std::sync::Arc;

    use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
    use rustls::crypto::CryptoProvider;
    use rustls::{ClientConfig, RootCertStore};
    use rustls_platform_verifier::BuilderVerifierExt as _;

    use super::Tcp;
    use crate::client::transport::Profile;

    /// What both sides agree on, and whom we believe.
    pub(in crate::client) type Tls = Arc<ClientConfig>;

    /// A connector with TLS on its connections to https URIs.
    pub(in crate::client) type Over<C> = HttpsConnector<C>;

    /// A connection to a host or proxy, with TLS or without.
    pub(in crate::client) type Io = MaybeHttpsStream<Tcp>;

    const HTTP1: &[u8] = b"http/1.1";

    /// The configuration for a profile; the error says why there is none.
    pub(in crate::client) fn configuration(profile: Profile) -> Result<Tls, String> {
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
        config.alpn_protocols = vec![HTTP1.to_vec()];
        if cfg!(feature = "http2") {
            config.alpn_protocols.insert(0, b"h2".to_vec());
        }
        Ok(Arc::new(config))
    }

    /// The same for a proxy, which is spoken to in HTTP/1.1.
    pub(in crate::client) fn without_http2(tls: &Tls) -> Tls {
        if !cfg!(feature = "http2") {
            return Arc::clone(tls);
        }
        let mut config = ClientConfig::clone(tls);
        config.alpn_protocols = vec![HTTP1.to_vec()];
        Arc::new(config)
    }

    pub(in crate::client) fn over<C>(connector: C, tls: &Tls) -> Over<C> {
        HttpsConnector::from((connector, Arc::clone(tls)))
    }

    pub(in crate::client) fn plain(tcp: Tcp) -> Io {
        MaybeHttpsStream::Http(tcp)
    }
}

/// Without TLS there is plain http only.
#[cfg(not(feature = "tls"))]
mod absent {
    use super::Tcp;
    use crate::client::transport::Profile;

    #[derive(Clone)]
    pub(in crate::client) struct Tls;
    pub(in crate::client) type Over<C> = C;
    pub(in crate::client) type Io = Tcp;

    pub(in crate::client) fn configuration(profile: Profile) -> Result<Tls, String> {
        if profile.https {
            return Err(
                "https needs the feature `tls` of the crate naftiko, or a transport of your own: `Config::transport`"
                    .to_owned(),
            );
        }
        Ok(Tls)
    }

    pub(in crate::client) fn without_http2(_: &Tls) -> Tls {
        Tls
    }

    pub(in crate::client) fn over<C>(connector: C, _: &Tls) -> Over<C> {
        connector
    }

    pub(in crate::client) fn plain(tcp: Tcp) -> Io {
        tcp
    }
}
