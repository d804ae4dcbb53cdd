//! A transport for tests: answers come from code, and nothing leaves the process.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use serde_json::Value;
use tower_service::Service;

use super::body::Body;
use super::{TransportError, read};

type Answering = Arc<dyn Fn(&Request<Bytes>) -> FakeAnswer + Send + Sync>;

/// A transport for tests of code that calls APIs: answers come from a closure, requests are kept, and nothing
/// leaves the process. For [`Config::transport`](super::Config::transport); clones share what they keep.
///
/// Requests are seen as they would be sent: with their credentials, repeated when they are. With Tokio's paused
/// clock, pauses and timeouts take no time.
///
/// ```
/// use naftiko::Value;
/// use naftiko::client::{Api, Config, FakeAnswer, FakeTransport, Operation, Piece, Variables, connect};
/// use naftiko::http::Method;
/// use serde_json::json;
///
/// static API: Api = Api::new("parcels", &[Piece::Text("https://api.parcels.test/v2")]);
/// static GET: Operation = Operation::new("parcels.get", Method::GET, &[Piece::Text("/parcels/7")]);
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let fake = FakeTransport::new(|request| match request.uri().path() {
///     "/v2/parcels/7" => FakeAnswer::json(200, &json!({"id": 7})),
///     _ => FakeAnswer::status(404),
/// });
/// let [parcels] = connect([(&API, Config::new().transport(fake.clone()))], &Variables::default())?;
/// assert_eq!(parcels.call(&GET).send::<Value>().await?.value()?, json!({"id": 7}));
/// assert_eq!(fake.requests().len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct FakeTransport {
    answer: Answering,
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
}

/// What a [`FakeTransport`] answers.
pub struct FakeAnswer {
    outcome: Result<Response<Body>, TransportError>,
    delay: Duration,
}

impl FakeAnswer {
    /// A status and no body. One that does not exist is 500.
    pub fn status(status: u16) -> Self {
        Self::new(status, Body::empty())
    }

    /// JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        let answer = Self::new(status, Body::from(Bytes::from(body.to_string())));
        answer.header(CONTENT_TYPE.as_str(), "application/json")
    }

    /// A body of any kind, which may be a stream.
    pub fn body(status: u16, body: impl Into<Body>) -> Self {
        Self::new(status, body.into())
    }

    /// No answer at all.
    pub fn failure(error: TransportError) -> Self {
        Self {
            outcome: Err(error),
            delay: Duration::ZERO,
        }
    }

    /// Adds a header; one that cannot be sent is left out.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let pair = (name.parse::<HeaderName>(), HeaderValue::from_str(value));
        if let (Ok(answer), (Ok(name), Ok(value))) = (&mut self.outcome, pair) {
            answer.headers_mut().append(name, value);
        }
        self
    }

    /// Waits before answering.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn new(status: u16, body: Body) -> Self {
        let mut answer = Response::new(body);
        *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            outcome: Ok(answer),
            delay: Duration::ZERO,
        }
    }
}

impl FakeTransport {
    /// A transport that answers what the closure gives.
    pub fn new(answer: impl Fn(&Request<Bytes>) -> FakeAnswer + Send + Sync + 'static) -> Self {
        Self {
            answer: Arc::new(answer),
            requests: Arc::default(),
        }
    }

    /// The requests so far, in the order in which their bodies were read to the end.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    async fn exchange(self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let (head, body) = request.into_parts();
        let body = read::whole(body, usize::MAX, None).await?.body;
        let request = Request::from_parts(head, body);
        let answer = (self.answer)(&request);
        self.requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(request);
        if !answer.delay.is_zero() {
            tokio::time::sleep(answer.delay).await;
        }
        answer.outcome
    }
}

impl Service<Request<Body>> for FakeTransport {
    type Response = Response<Body>;
    type Error = TransportError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(self.clone().exchange(request))
    }
}

impl fmt::Debug for FakeTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeTransport").finish_non_exhaustive()
    }
}

impl fmt::Debug for FakeAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeAnswer").finish_non_exhaustive()
    }
}
