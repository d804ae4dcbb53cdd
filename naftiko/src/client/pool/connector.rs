//! From a URI to a connection that requests can be sent on.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use tower_service::Service;

use super::proxy::Route;
use crate::client::TransportError;
use crate::client::body::BoxError;
use crate::client::tls::{self, Over, Tls};

/// Connects within a time: the way to the host, and TLS on it where the URI says so.
#[derive(Clone)]
pub(in crate::client) struct Connector {
    secured: Over<Route>,
    timeout: Duration,
}

impl Connector {
    pub(super) fn new(timeout: Duration, proxies: Option<Arc<Matcher>>, tls: &Tls) -> Self {
        Self {
            secured: tls::over(Route::new(timeout, proxies, tls), tls),
            timeout,
        }
    }
}

impl Service<Uri> for Connector {
    type Response = <Over<Route> as Service<Uri>>::Response;
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
                let reason = format!("no connection within {} s", timeout.as_secs_f64());
                Err(TransportError::timeout(reason).unsent().into())
            })
        })
    }
}
