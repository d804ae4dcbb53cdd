//! The proxy between callers and the current program, so that no request is lost when another one takes its place.

use std::convert::Infallible;
use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_TYPE, EXPECT, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body::{Body, Frame, SizeHint};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::page;
use super::problem::Problem;
use super::program::Program;
use super::version::{Adapter, Version};
use crate::port_holder;
use crate::terminal::{self, Failure};

/// The header of responses while a change with errors is not served.
const STALE: HeaderName = HeaderName::from_static("naftiko-stale");

/// Headers that concern one connection, and not the response.
const OF_CONNECTIONS: [HeaderName; 3] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    TRANSFER_ENCODING,
];

/// The pause after an error of accepting a connection, such as too many open files.
const PAUSE: Duration = Duration::from_millis(50);

/// An error of a body.
pub(super) type BodyError = Box<dyn Error + Send + Sync>;

/// The body of a response.
pub(super) type ProxyBody = UnsyncBoxBody<Bytes, BodyError>;

/// What callers get now.
#[derive(Default)]
struct Current {
    program: Option<Arc<Program>>,
    problem: Option<Arc<Problem>>,
}

/// The listeners of callers, and the program that their requests go to.
pub(crate) struct Proxy {
    current: watch::Sender<Current>,
    listening: Vec<Listening>,
}

/// A port that callers know. It is that of an adapter, or any free one, which the adapter keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Port(u16),
    Free(String),
}

/// A place with its listener.
struct Listening {
    place: Place,
    address: SocketAddr,
    task: JoinHandle<()>,
}

/// Listeners whose callers wait.
pub(crate) struct Listeners {
    /// The places of the version, with those that have listeners already.
    places: Vec<Place>,
    new: Vec<(Place, SocketAddr, TcpListener)>,
}

impl Place {
    fn of(adapter: &Adapter) -> Self {
        match adapter.port {
            0 => Self::Free(adapter.namespace.clone()),
            port => Self::Port(port),
        }
    }
}

impl Proxy {
    pub(crate) fn new() -> Self {
        Self {
            current: watch::Sender::default(),
            listening: Vec::new(),
        }
    }

    /// Listens on the ports of a version on which nothing does yet. Callers wait until the version is handed over.
    pub(crate) async fn listen(&self, version: &Version) -> Result<Listeners, Failure> {
        let mut listeners = Listeners {
            places: Vec::new(),
            new: Vec::new(),
        };
        for adapter in version.adapters() {
            let place = Place::of(adapter);
            if listeners.places.contains(&place) {
                return Err(taken(adapter, "another adapter has the port"));
            }
            if !self.listening.iter().any(|listening| listening.place == place) {
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, adapter.port));
                let listener = TcpListener::bind(address).await;
                let listener = listener.map_err(|error| taken(adapter, &error.to_string()))?;
                listeners
                    .new
                    .push((place.clone(), listener.local_addr()?, listener));
            }
            listeners.places.push(place);
        }
        Ok(listeners)
    }

    /// Sends requests to a program from now on. The one before completes those that it has, and ports without an adapter are closed.
    pub(crate) fn hand_over(&mut self, program: Program, listeners: Listeners) {
        let current = Current {
            program: Some(Arc::new(program)),
            problem: None,
        };
        if let Some(replaced) = self.current.send_replace(current).program {
            replaced.replace();
        }
        self.listening.retain(|listening| {
            let is_kept = listeners.places.contains(&listening.place);
            if !is_kept {
                listening.task.abort();
            }
            is_kept
        });
        let new = listeners.new.into_iter().map(|(place, address, listener)| {
            let task = tokio::spawn(accept(listener, place.clone(), self.current.subscribe()));
            Listening { place, address, task }
        });
        self.listening.extend(new);
    }

    /// Closes the ports, and waits for the end of the program.
    pub(crate) async fn stop(&mut self) {
        for listening in self.listening.drain(..) {
            listening.task.abort();
        }
        if let Some(program) = self.current.send_replace(Current::default()).program {
            program.stop().await;
        }
    }

    /// Returns the address of an adapter as a URI without a path.
    pub(crate) fn address(&self, adapter: &Adapter) -> String {
        let place = Place::of(adapter);
        let mut listening = self.listening.iter();
        let address = listening
            .find(|listening| listening.place == place)
            .map(|found| found.address);
        let address = address.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, adapter.port)));
        format!("http://{address}")
    }

    /// Returns whether the program runs.
    pub(crate) fn is_serving(&self) -> bool {
        let current = self.current.borrow();
        current
            .program
            .as_ref()
            .is_some_and(|program| program.is_running())
    }

    /// Reports a change that is not served, to callers too.
    pub(crate) fn set_problem(&self, problem: Problem) {
        problem.report();
        self.current
            .send_modify(|current| current.problem = Some(Arc::new(problem)));
    }

    /// Tells callers that the specs are served as they are.
    pub(crate) fn clear_problem(&self) {
        self.current.send_modify(|current| current.problem = None);
    }
}

fn taken(adapter: &Adapter, problem: &str) -> Failure {
    Failure(format!(
        "`{}` cannot listen on 127.0.0.1:{}{}: {problem}; set `{}` to another port",
        adapter.namespace,
        adapter.port,
        port_holder::clause(adapter.port),
        adapter.variable
    ))
}

async fn accept(listener: TcpListener, place: Place, current: watch::Receiver<Current>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, place.clone(), current.clone()));
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

async fn connection(stream: TcpStream, place: Place, current: watch::Receiver<Current>) {
    let service = service_fn(move |request| {
        let target = target(&place, &current.borrow());
        async move { Ok::<_, Infallible>(respond(request, target).await) }
    });
    // Small pieces of streams are sent at once. Without that, they are late and not lost.
    let _ = stream.set_nodelay(true);
    // An error is a caller that has gone.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// Where a request goes.
struct Target {
    program: Arc<Program>,
    address: SocketAddr,
    namespace: String,
    problem: Option<Arc<Problem>>,
}

/// Returns where requests to a place go now; `None` if its adapter is gone.
fn target(place: &Place, current: &Current) -> Option<Target> {
    let program = current.program.as_ref()?;
    let (adapter, address) = program.address(|adapter| Place::of(adapter) == *place)?;
    Some(Target {
        program: Arc::clone(program),
        address,
        namespace: adapter.namespace.clone(),
        problem: current.problem.clone(),
    })
}

/// Responds as the program does, and prints a line without what may be a secret.
async fn respond(request: Request<Incoming>, target: Option<Target>) -> Response<ProxyBody> {
    let started = Instant::now();
    let Some(Target {
        program,
        address,
        namespace,
        problem,
    }) = target
    else {
        return text(StatusCode::NOT_FOUND, "The adapter of this port is gone.");
    };
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = match forward(request, program, address).await {
        Ok(response) => response,
        Err(_) => text(
            StatusCode::BAD_GATEWAY,
            "The program ended; the terminal of `naftiko dev` shows why.",
        ),
    };
    let mut note = "";
    if let Some(problem) = problem {
        note = " (stale)";
        if let Ok(count) = HeaderValue::try_from(problem.count()) {
            response.headers_mut().insert(STALE, count);
        }
        if page::is_page(&path, &response) {
            response = page::with_problem(response, problem).await;
        }
    }
    let (status, milliseconds) = (response.status().as_u16(), started.elapsed().as_millis());
    terminal::eprint(&format!(
        "{status} {method} {path} {namespace} {milliseconds} ms{note}"
    ));
    response
}

/// Sends a request to a program on a connection of its own, which the program cannot close before it has the request.
async fn forward(
    mut request: Request<Incoming>,
    program: Arc<Program>,
    address: SocketAddr,
) -> Result<Response<ProxyBody>, BodyError> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // Its errors are those of the response.
    tokio::spawn(connection);
    remove_of_connection(request.headers_mut());
    // The caller has been told to continue when the body is read.
    request.headers_mut().remove(EXPECT);
    let mut response = sender.send_request(request).await?;
    remove_of_connection(response.headers_mut());
    let media_type = response.headers().get(CONTENT_TYPE);
    let is_stream =
        media_type.is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/event-stream"));
    let held = |body| Held {
        body,
        is_stream,
        _program: program,
    };
    Ok(response.map(|body| held(body).map_err(BodyError::from).boxed_unsync()))
}

fn remove_of_connection(headers: &mut HeaderMap) {
    for name in &OF_CONNECTIONS {
        headers.remove(name);
    }
}

/// The body of a program's response. The program does not stop before its end.
struct Held {
    body: Incoming,
    /// Whether it is a stream of events, which callers open again after its end.
    is_stream: bool,
    _program: Arc<Program>,
}

impl Body for Held {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        match ready!(Pin::new(&mut self.body).poll_frame(context)) {
            // The program has ended. A stream of events has no length, so its end is as good as any other.
            Some(Err(_)) if self.is_stream => Poll::Ready(None),
            frame => Poll::Ready(frame),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn text(status: StatusCode, text: &'static str) -> Response<ProxyBody> {
    let body = Full::new(Bytes::from_static(text.as_bytes())).map_err(|never| match never {});
    let mut response = Response::new(body.boxed_unsync());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}
