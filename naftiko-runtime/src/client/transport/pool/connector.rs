//! Connector with a timeout.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use tower_service::Service;

use super::super::tls::{self, Tls, TlsConnector};
use super::proxy::ProxyConnector;
use crate::client::TransportError;
use crate::client::error::BoxError;

/// Connects within a timeout: to the host or proxy, with TLS for https URIs.
#[derive(Clone)]
pub(crate) struct TimeoutConnector {
    secured: TlsConnector<ProxyConnector>,
    timeout: Duration,
}

impl TimeoutConnector {
    pub(super) fn new(timeout: Duration, proxies: Option<Arc<Matcher>>, tls: &Tls) -> Self {
        Self {
            secured: tls::wrap(ProxyConnector::new(timeout, proxies, tls), tls),
            timeout,
        }
    }
}

impl Service<Uri> for TimeoutConnector {
    type Response = <TlsConnector<ProxyConnector> as Service<Uri>>::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.secured.poll_ready(context)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let timeout = self.timeout;
        let connecting = self.secured.call(to);
        Box::pin(async move {
            let connected = tokio::time::timeout(timeout, connecting).await;
            connected.unwrap_or_else(|_| {
                let reason = format!("connecting took more than {} s", timeout.as_secs_f64());
                Err(TransportError::timeout(reason).unsent().into())
            })
        })
    }
}
