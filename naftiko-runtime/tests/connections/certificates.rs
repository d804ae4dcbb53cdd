//! TLS trust of clients and servers; see the folder `certificates`.

use std::sync::Arc;

use naftiko::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use naftiko::rustls::server::WebPkiClientVerifier;
use naftiko::rustls::{ClientConfig, RootCertStore, ServerConfig, crypto::ring};
use tokio_rustls::TlsAcceptor;

use super::Outcome;

const AUTHORITY: &[u8] = include_bytes!("../certificates/authority.der");
const SERVER: (&[u8], &[u8]) = (
    include_bytes!("../certificates/server.der"),
    include_bytes!("../certificates/server.key"),
);
const CLIENT: (&[u8], &[u8]) = (
    include_bytes!("../certificates/client.der"),
    include_bytes!("../certificates/client.key"),
);

type Pair = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn pair((certificate, key): (&'static [u8], &'static [u8])) -> Pair {
    (vec![certificate.into()], PrivatePkcs8KeyDer::from(key).into())
}

fn roots() -> Outcome<RootCertStore> {
    let mut roots = RootCertStore::empty();
    roots.add(AUTHORITY.into())?;
    Ok(roots)
}

/// Returns a client that trusts the authority, with a client certificate if `shows`.
pub(super) fn client(shows: bool) -> Outcome<ClientConfig> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots()?);
    Ok(if shows {
        let (certificates, key) = pair(CLIENT);
        config.with_client_auth_cert(certificates, key)?
    } else {
        config.with_no_client_auth()
    })
}

/// Returns a server for `api.test` and 127.0.0.1, which requires a client certificate if `wants`.
pub(super) fn server(wants: bool) -> Outcome<TlsAcceptor> {
    Ok(Arc::new(server_config(wants)?).into())
}

/// Returns a server that offers HTTP/2.
#[cfg(all(feature = "http2", feature = "rest"))]
pub(super) fn server_of_http2() -> Outcome<TlsAcceptor> {
    let mut config = server_config(false)?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(Arc::new(config).into())
}

fn server_config(wants: bool) -> Outcome<ServerConfig> {
    let provider = Arc::new(ring::default_provider());
    let config =
        ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let config = if wants {
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots()?), provider).build()?;
        config.with_client_cert_verifier(verifier)
    } else {
        config.with_no_client_auth()
    };
    let (certificates, key) = pair(SERVER);
    Ok(config.with_single_cert(certificates, key)?)
}
