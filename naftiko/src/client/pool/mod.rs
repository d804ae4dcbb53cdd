//! Our HTTP client: requests on connections that are kept, over hyper.

mod connector;
mod proxy;
mod stream;

use std::num::NonZero;
use std::sync::{Arc, OnceLock};
use std::thread::available_parallelism;
use std::time::Duration;

use futures_util::FutureExt as _;
use http::header::{ACCEPT, PROXY_AUTHORIZATION, USER_AGENT};
use http::uri::Scheme;
use http::{HeaderValue, Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::TransportError;
use super::body::Body;
use super::tls::Tls;
use super::transport::Profile;
use crate::worker as lane;
use connector::Connector;

/// Below the 60 seconds after which common balancers drop idle connections, so that we do it first.
pub(super) const IDLE_TIMEOUT: Duration = Duration::from_secs(45);

/// The user agent.
pub(super) const OURS: &str = concat!("naftiko/", env!("CARGO_PKG_VERSION"));

type Kept = Client<Connector, Body>;

/// Connections to hosts of one profile, made when they are needed and kept for the next request on the same lane.
pub(super) struct Pool {
    connector: Connector,
    kept: Kept,
    /// Those of the lanes from 1 on.
    lanes: Box<[OnceLock<Kept>]>,
    proxies: Option<Arc<Matcher>>,
}

impl Pool {
    /// Reads where proxies are from the environment, or the system's settings, unless the profile goes without.
    pub(super) fn new(profile: Profile, tls: &Tls) -> Self {
        let proxies = (!profile.direct).then(|| Arc::new(Matcher::from_system()));
        let connector = Connector::new(profile.connect_timeout, proxies.clone(), tls);
        let cores = available_parallelism().map_or(1, NonZero::get);
        Self {
            kept: keep(connector.clone()),
            connector,
            lanes: (0..cores).map(|_| OnceLock::new()).collect(),
            proxies,
        }
    }

    /// What is kept on this lane. Of more lanes than there are cores, some share.
    fn kept(&self) -> &Kept {
        let lane = lane::id().checked_sub(1);
        let lane = lane.and_then(|lane| self.lanes.get(lane % self.lanes.len()));
        lane.map_or(&self.kept, |lane| {
            lane.get_or_init(|| keep(self.connector.clone()))
        })
    }

    /// Sends a request and waits for the head of the answer.
    pub(super) fn send(
        &self,
        mut request: Request<Body>,
    ) -> impl Future<Output = Result<Response<Body>, TransportError>> + Send + use<> {
        let headers = request.headers_mut();
        headers
            .entry(USER_AGENT)
            .or_insert(HeaderValue::from_static(OURS));
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        if let Some(password) = self.forwarder_password(&request) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, password);
        }
        self.kept().request(request).map(|outcome| match outcome {
            Ok(response) => Ok(response.map(Body::incoming)),
            Err(error) => Err(TransportError::from_pool(&error)),
        })
    }

    /// What a proxy that forwards requests wants with each of them. (One that tunnels is told when connecting.)
    fn forwarder_password(&self, request: &Request<Body>) -> Option<HeaderValue> {
        let proxies = self.proxies.as_ref()?;
        let uri = request.uri();
        let proxy = (uri.scheme() == Some(&Scheme::HTTP)).then(|| proxies.intercept(uri))??;
        proxy.basic_auth().cloned()
    }
}

fn keep(connector: Connector) -> Kept {
    Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE_TIMEOUT)
        .pool_timer(TokioTimer::new())
        .timer(TokioTimer::new())
        .build(connector)
}
