//! Connector that uses proxies.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::{SocksV4, SocksV5, Tunnel};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use tower_service::Service;

use super::super::tls::{self, Tcp, Tls, TlsConnector};
use super::stream::ProxiedStream;
use crate::client::error::BoxError;

/// How often an idle connection is probed, and after how many lost probes it is closed.
const PROBE_INTERVAL: Duration = Duration::from_secs(15);
const PROBES: u32 = 3;

/// How long sent data may remain unacknowledged.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const UNACKNOWLEDGED_TIMEOUT: Duration = Duration::from_secs(30);

/// Connects to the host of a URI, directly or through a proxy, without TLS to the host.
#[derive(Clone)]
pub(crate) struct ProxyConnector {
    tcp: HttpConnector,
    /// Connects to a proxy, with TLS for an https proxy.
    to_proxy: TlsConnector<HttpConnector>,
    proxies: Option<Arc<Matcher>>,
}

type Connecting = Pin<Box<dyn Future<Output = Result<ProxiedStream, BoxError>> + Send>>;

impl ProxyConnector {
    pub(super) fn new(timeout: Duration, proxies: Option<Arc<Matcher>>, tls: &Tls) -> Self {
        let tcp = tcp(timeout);
        Self {
            to_proxy: tls::wrap(tcp.clone(), &tls::without_http2(tls)),
            tcp,
            proxies,
        }
    }

    fn direct(&mut self, to: Uri) -> Connecting {
        plain_stream(self.tcp.call(to))
    }

    /// Connects through a proxy. https requests and SOCKS use a tunnel; other requests are forwarded.
    fn connect_via(&mut self, proxy: &Intercept, to: Uri) -> Connecting {
        match proxy.uri().scheme_str() {
            Some("socks4" | "socks4a") => {
                let local = proxy.uri().scheme_str() == Some("socks4");
                let mut socks = SocksV4::new(proxy.uri().clone(), self.tcp.clone()).local_dns(local);
                plain_stream(socks.call(to))
            }
            Some("socks5" | "socks5h") => {
                let local = proxy.uri().scheme_str() == Some("socks5");
                let mut socks = SocksV5::new(proxy.uri().clone(), self.tcp.clone()).local_dns(local);
                if let Some((user, password)) = proxy.raw_auth() {
                    socks = socks.with_auth(user.to_owned(), password.to_owned());
                }
                plain_stream(socks.call(to))
            }
            _ if to.scheme() == Some(&Scheme::HTTPS) => {
                let mut tunnel = Tunnel::new(proxy.uri().clone(), self.to_proxy.clone());
                if let Some(password) = proxy.basic_auth() {
                    tunnel = tunnel.with_auth(password.clone());
                }
                let connecting = tunnel.call(to);
                Box::pin(async move { Ok(ProxiedStream::direct(connecting.await?)) })
            }
            _ => {
                let connecting = self.to_proxy.call(proxy.uri().clone());
                Box::pin(async move { Ok(ProxiedStream::via_proxy(connecting.await?)) })
            }
        }
    }
}

/// Returns an unencrypted connection to the host.
fn plain_stream<E: Into<BoxError>>(
    connecting: impl Future<Output = Result<Tcp, E>> + Send + 'static,
) -> Connecting {
    Box::pin(async move {
        let tcp = connecting.await.map_err(Into::into)?;
        Ok(ProxiedStream::direct(tls::plain_stream(tcp)))
    })
}

fn tcp(timeout: Duration) -> HttpConnector {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    // The addresses of a host share the timeout, so that the second one has time.
    tcp.set_connect_timeout(Some(timeout));
    tcp.set_keepalive(Some(PROBE_INTERVAL));
    tcp.set_keepalive_interval(Some(PROBE_INTERVAL));
    tcp.set_keepalive_retries(Some(PROBES));
    #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
    tcp.set_tcp_user_timeout(Some(UNACKNOWLEDGED_TIMEOUT));
    tcp
}

impl Service<Uri> for ProxyConnector {
    type Response = ProxiedStream;
    type Error = BoxError;
    type Future = Connecting;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // A TCP connection can always be started.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Connecting {
        let proxy = self.proxies.as_ref().and_then(|proxies| proxies.intercept(&to));
        match proxy {
            Some(proxy) => self.connect_via(&proxy, to),
            None => self.direct(to),
        }
    }
}
