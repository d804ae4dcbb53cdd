//! The server of fake APIs.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Limited};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::calls::ReceivedCall;
use super::description::Description;
use super::fault::Failure;
use super::response::UpstreamResponse;
use super::state::{ServedApis, TOKEN_LIFETIME};
use crate::client::{Body, ResponseFuture, SendRequest};

/// The largest body of a request.
const LARGEST: usize = 64 << 20;

/// The pause after an error of accepting a connection, such as too many open files.
const PAUSE: Duration = Duration::from_millis(50);

/// Is called with each request and its response's status.
type Observer = Arc<dyn Fn(&ReceivedCall) + Send + Sync>;

/// Settings of fake APIs.
#[derive(Clone)]
pub struct Settings {
    address: SocketAddr,
    pub(super) delay: Duration,
    pub(super) failures: Vec<Failure>,
    pub(super) token_lifetime: Duration,
    pub(super) seed: u64,
    pub(super) accepts: bool,
    pub(super) observer: Option<Observer>,
    pub(super) record: Option<PathBuf>,
    pub(super) replay: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            delay: Duration::ZERO,
            failures: Vec::new(),
            token_lifetime: TOKEN_LIFETIME,
            seed: 0,
            accepts: false,
            observer: None,
            record: None,
            replay: None,
        }
    }
}

impl Settings {
    /// Creates the default settings: a free port of this machine, and no faults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the address to listen on.
    #[must_use]
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Delays each response.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Adds a share of requests that fail.
    #[must_use]
    pub fn failure(mut self, failure: Failure) -> Self {
        self.failures.push(failure);
        self
    }

    /// Sets the lifetime of tokens. Default: an hour.
    #[must_use]
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = lifetime;
        self
    }

    /// Sets the seed by which requests fail.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Accepts calls of long-running operations with 202, and has their results after a request for the status. Without it, the result is the response of
    /// the call.
    #[must_use]
    pub fn accept_long_running(mut self) -> Self {
        self.accepts = true;
        self
    }

    /// Sends each request on to the API, and writes its response into this folder without credentials. The addresses are those of the spec and
    /// the environment.
    #[must_use]
    pub fn record(mut self, folder: impl Into<PathBuf>) -> Self {
        self.record = Some(folder.into());
        self
    }

    /// Responds as the calls that were recorded into this folder.
    #[must_use]
    pub fn replay(mut self, folder: impl Into<PathBuf>) -> Self {
        self.replay = Some(folder.into());
        self
    }

    /// Sets a function that gets each call, which is not recorded then.
    #[must_use]
    pub fn observer(mut self, observer: impl Fn(&ReceivedCall) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// The fake APIs of a spec, which listen on one port; dropping this stops them.
///
/// Each API is at a path with its namespace. A program reaches them with [`variables`](Self::variables).
pub struct FakeApis {
    apis: Arc<ServedApis>,
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl FakeApis {
    /// Starts fake APIs on a free port of this machine.
    ///
    /// # Errors
    /// The text is not a description, or no port is free.
    pub async fn start(description: &str) -> io::Result<Self> {
        let description = Description::parse(description).map_err(io::Error::other)?;
        Self::start_with(description, Settings::new()).await
    }

    /// Starts fake APIs with settings.
    ///
    /// # Errors
    /// The address cannot be listened on, or a folder of recordings cannot be used.
    pub async fn start_with(description: Description, settings: Settings) -> io::Result<Self> {
        let listener = TcpListener::bind(settings.address).await?;
        let address = listener.local_addr()?;
        let apis = Arc::new(ServedApis::new(description, settings)?);
        let task = tokio::spawn(accept(listener, Arc::clone(&apis)));
        Ok(Self { apis, address, task })
    }

    /// Returns the address as a URI without a path.
    pub fn uri(&self) -> String {
        let host = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        format!("http://{}", SocketAddr::new(host, self.address.port()))
    }

    /// Returns the environment variables with which a program reaches the fake APIs: their addresses, and credentials. A builder takes them
    /// too.
    pub fn variables(&self) -> BTreeMap<String, String> {
        self.apis.description.variables(&self.uri())
    }

    /// Returns the environment variables with the addresses alone.
    pub fn addresses(&self) -> BTreeMap<String, String> {
        self.apis.description.addresses(&self.uri())
    }

    /// Returns a transport to the fake APIs, for a client whose API is behind a tunnel.
    pub fn transport(&self) -> impl SendRequest + use<> {
        WithoutTunnel(Arc::clone(&self.apis))
    }

    /// Returns every call so far, the first one first.
    pub fn calls(&self) -> Vec<ReceivedCall> {
        self.apis.calls()
    }

    /// Lets every token expire, so that calls with it are rejected.
    pub fn expire_tokens(&self) {
        self.apis.expire_tokens();
    }

    pub(super) fn served(&self) -> &ServedApis {
        &self.apis
    }
}

impl Drop for FakeApis {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for FakeApis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeApis")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

async fn accept(listener: TcpListener, apis: Arc<ServedApis>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, Arc::clone(&apis)));
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, apis: Arc<ServedApis>) {
    let service = service_fn(move |request| {
        let apis = Arc::clone(&apis);
        async move { Ok::<_, Infallible>(exchange(request, &apis).await) }
    });
    // An error is a client that has gone, or a body that was broken on purpose.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// Sends requests to fake APIs in this process.
struct WithoutTunnel(Arc<ServedApis>);

impl SendRequest for WithoutTunnel {
    fn send(&self, request: Request<Body>) -> ResponseFuture {
        let apis = Arc::clone(&self.0);
        Box::pin(async move { Ok(exchange(request, &apis).await) })
    }
}

async fn exchange<B>(request: Request<B>, apis: &ServedApis) -> Response<Body>
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, LARGEST).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => {
            return UpstreamResponse::problem(413, "The body is too large, or is not complete.")
                .into_response();
        }
    };
    let response = apis.respond(Request::from_parts(head, body)).await;
    if !response.delay.is_zero() {
        tokio::time::sleep(response.delay).await;
    }
    response.into_response()
}
