//! The way to a host: straight, or through a proxy.

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

use super::stream::Hop;
use crate::client::body::BoxError;
use crate::client::tls::{self, Over, Tcp, Tls};

/// How often an idle connection is probed, and how often without an answer before it is given up.
const PROBE_INTERVAL: Duration = Duration::from_secs(15);
const PROBES: u32 = 3;

/// How long what was sent may remain unacknowledged.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// Leads to the host of a URI. TLS with that host is not its concern.
#[derive(Clone)]
pub(in crate::client) struct Route {
    tcp: HttpConnector,
    /// To a proxy, with TLS where its own URI says so.
    to_proxy: Over<HttpConnector>,
    proxies: Option<Arc<Matcher>>,
}

type Connecting = Pin<Box<dyn Future<Output = Result<Hop, BoxError>> + Send>>;

impl Route {
    pub(super) fn new(timeout: Duration, proxies: Option<Arc<Matcher>>, tls: &Tls) -> Self {
        let tcp = tcp(timeout);
        Self {
            to_proxy: tls::over(tcp.clone(), &tls::without_http2(tls)),
            tcp,
            proxies,
        }
    }

    fn straight(&mut self, to: Uri) -> Connecting {
        plain(self.tcp.call(to))
    }

    /// Requests to an https URI go through a tunnel, and so does everything through SOCKS; others are forwarded.
    fn through(&mut self, proxy: &Intercept, to: Uri) -> Connecting {
        match proxy.uri().scheme_str() {
            Some("socks4" | "socks4a") => {
                let local = proxy.uri().scheme_str() == Some("socks4");
                let mut socks = SocksV4::new(proxy.uri().clone(), self.tcp.clone()).local_dns(local);
                plain(socks.call(to))
            }
            Some("socks5" | "socks5h") => {
                let local = proxy.uri().scheme_str() == Some("socks5");
                let mut socks = SocksV5::new(proxy.uri().clone(), self.tcp.clone()).local_dns(local);
                if let Some((user, password)) = proxy.raw_auth() {
                    socks = socks.with_auth(user.to_owned(), password.to_owned());
                }
                plain(socks.call(to))
            }
            _ if to.scheme() == Some(&Scheme::HTTPS) => {
                let mut tunnel = Tunnel::new(proxy.uri().clone(), self.to_proxy.clone());
                if let Some(password) = proxy.basic_auth() {
                    tunnel = tunnel.with_auth(password.clone());
                }
                let connecting = tunnel.call(to);
                Box::pin(async move { Ok(Hop::straight(connecting.await?)) })
            }
            _ => {
                let connecting = self.to_proxy.call(proxy.uri().clone());
                Box::pin(async move { Ok(Hop::forwarded(connecting.await?)) })
            }
        }
    }
}

/// A connection to the host, nothing being encrypted yet.
fn plain<E: Into<BoxError>>(connecting: impl Future<Output = Result<Tcp, E>> + Send + 'static) -> Connecting {
    Box::pin(async move {
        let tcp = connecting.await.map_err(Into::into)?;
        Ok(Hop::straight(tls::plain(tcp)))
    })
}

fn tcp(timeout: Duration) -> HttpConnector {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    // Shared by the addresses of a host, so that there is time for the second one.
    tcp.set_connect_timeout(Some(timeout));
    tcp.set_keepalive(Some(PROBE_INTERVAL));
    tcp.set_keepalive_interval(Some(PROBE_INTERVAL));
    tcp.set_keepalive_retries(Some(PROBES));
    #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
    tcp.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
    tcp
}

impl Service<Uri> for Route {
    type Response = Hop;
    type Error = BoxError;
    type Future = Connecting;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // TCP can always be begun.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Connecting {
        let proxy = self.proxies.as_ref().and_then(|proxies| proxies.intercept(&to));
        match proxy {
            Some(proxy) => self.through(&proxy, to),
            None => self.straight(to),
        }
    }
}
