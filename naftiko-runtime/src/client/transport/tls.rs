//! TLS of the built-in client: rustls with ring, verified against the platform's roots.
//!
//! The connector gets the configuration, so that no process-wide provider is installed. A provider that the program
//! has installed is used instead of ring.

#[cfg(not(feature = "tls"))]
pub(crate) use disabled::{Tls, TlsConnector, TlsStream, configuration, plain_stream, without_http2, wrap};
#[cfg(feature = "tls")]
pub(crate) use rustls_tls::{Tls, TlsConnector, TlsStream, configuration, plain_stream, without_http2, wrap};

use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// An unencrypted connection.
pub(crate) type Tcp = TokioIo<TcpStream>;

#[cfg(feature = "tls")]
mod rustls_tls {
    use std::sync::Arc;

    use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
    use rustls::crypto::CryptoProvider;
    use rustls::{ClientConfig, RootCertStore};
    use rustls_platform_verifier::BuilderVerifierExt as _;

    use super::Tcp;
    use crate::client::transport::TransportOptions;

    /// The TLS configuration, with the trusted roots.
    pub(crate) type Tls = Arc<ClientConfig>;

    /// A connector with TLS for https URIs.
    pub(crate) type TlsConnector<C> = HttpsConnector<C>;

    /// A connection to a host or proxy, with or without TLS.
    pub(crate) type TlsStream = MaybeHttpsStream<Tcp>;

    const HTTP1: &[u8] = b"http/1.1";

    /// Returns the configuration for a transport; the error says why there is none.
    pub(crate) fn configuration(options: TransportOptions) -> Result<Tls, String> {
        let provider = CryptoProvider::get_default()
            .map_or_else(|| Arc::new(rustls::crypto::ring::default_provider()), Arc::clone);
        let versions = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        // Loading the platform's roots takes milliseconds and fails where there are none, so only https clients do
        // it. (Without roots, an https proxy of a plain http API cannot be verified and is rejected.)
        let verified = if options.https {
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

    /// Returns the configuration for a proxy, which uses HTTP/1.1.
    pub(crate) fn without_http2(tls: &Tls) -> Tls {
        if !cfg!(feature = "http2") {
            return Arc::clone(tls);
        }
        let mut config = ClientConfig::clone(tls);
        config.alpn_protocols = vec![HTTP1.to_vec()];
        Arc::new(config)
    }

    pub(crate) fn wrap<C>(connector: C, tls: &Tls) -> TlsConnector<C> {
        HttpsConnector::from((connector, Arc::clone(tls)))
    }

    pub(crate) fn plain_stream(tcp: Tcp) -> TlsStream {
        MaybeHttpsStream::Http(tcp)
    }
}

/// Without TLS there is plain http only.
#[cfg(not(feature = "tls"))]
mod disabled {
    use super::Tcp;
    use crate::client::transport::TransportOptions;

    #[derive(Clone)]
    pub(crate) struct Tls;
    pub(crate) type TlsConnector<C> = C;
    pub(crate) type TlsStream = Tcp;

    pub(crate) fn configuration(options: TransportOptions) -> Result<Tls, String> {
        if options.https {
            return Err(
                "https requires feature `tls` of `naftiko`, or a transport set with `Config::transport`"
                    .to_owned(),
            );
        }
        Ok(Tls)
    }

    pub(crate) fn without_http2(_: &Tls) -> Tls {
        Tls
    }

    pub(crate) fn wrap<C>(connector: C, _: &Tls) -> TlsConnector<C> {
        connector
    }

    pub(crate) fn plain_stream(tcp: Tcp) -> TlsStream {
        tcp
    }
}
