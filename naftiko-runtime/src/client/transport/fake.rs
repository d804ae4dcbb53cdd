//! Fake transport for tests.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;

use super::{ResponseFuture, SendRequest};
use crate::client::{Body, TransportError};
use crate::lock::lock;

type Responder = Arc<dyn Fn(&Request<Bytes>) -> FakeResponse + Send + Sync>;

/// A fake transport for tests of code that calls APIs. A closure returns the responses, requests are recorded, and
/// nothing is sent. For [`Config::transport`](crate::client::Config::transport); clones share the record.
///
/// Requests have their credentials, and retries are recorded too. With Tokio's paused clock, delays and timeouts take
/// no time.
///
/// ```
/// use naftiko::Value;
/// use naftiko::client::{Api, Config, FakeResponse, FakeTransport, Operation, Piece, Variables, build_clients};
/// use naftiko::http::Method;
/// use serde_json::json;
///
/// static API: Api = Api::new("parcels", &[Piece::Text("https://api.parcels.test/v2")]);
/// static GET: Operation = Operation::new("parcels.get", Method::GET, &[Piece::Text("/parcels/7")]);
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let fake = FakeTransport::new(|request| match request.uri().path() {
///     "/v2/parcels/7" => FakeResponse::json(200, &json!({"id": 7})),
///     _ => FakeResponse::status(404),
/// });
/// let [parcels] = build_clients([(&API, Config::new().transport(fake.clone()))], &Variables::default())?;
/// assert_eq!(parcels.call(&GET).send::<Value>().await?.value()?, json!({"id": 7}));
/// assert_eq!(fake.requests().len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct FakeTransport {
    response: Responder,
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
}

/// A response of a [`FakeTransport`].
pub struct FakeResponse {
    outcome: Result<Response<Body>, TransportError>,
    delay: Duration,
}

impl FakeResponse {
    /// Creates a response without a body. An invalid status becomes 500.
    pub fn status(status: u16) -> Self {
        Self::new(status, Body::empty())
    }

    /// Creates a JSON response.
    pub fn json(status: u16, body: &Value) -> Self {
        let response = Self::new(status, Body::from(Bytes::from(body.to_string())));
        response.header(CONTENT_TYPE.as_str(), "application/json")
    }

    /// Creates a response with any body, which may be a stream.
    pub fn body(status: u16, body: impl Into<Body>) -> Self {
        Self::new(status, body.into())
    }

    /// Creates a failed request.
    pub fn failure(error: TransportError) -> Self {
        Self {
            outcome: Err(error),
            delay: Duration::ZERO,
        }
    }

    /// Adds a header; an invalid one is ignored.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let pair = (name.parse::<HeaderName>(), HeaderValue::from_str(value));
        if let (Ok(response), (Ok(name), Ok(value))) = (&mut self.outcome, pair) {
            response.headers_mut().append(name, value);
        }
        self
    }

    /// Delays the response.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn new(status: u16, body: Body) -> Self {
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            outcome: Ok(response),
            delay: Duration::ZERO,
        }
    }
}

impl FakeTransport {
    /// Creates a transport that returns the responses of the closure.
    pub fn new(response: impl Fn(&Request<Bytes>) -> FakeResponse + Send + Sync + 'static) -> Self {
        Self {
            response: Arc::new(response),
            requests: Arc::default(),
        }
    }

    /// Returns the requests so far, in the order in which their bodies were read.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        lock(&self.requests).clone()
    }

    async fn respond(self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let (head, body) = request.into_parts();
        let body = body.collect().await.map_err(TransportError::from_box)?.to_bytes();
        let request = Request::from_parts(head, body);
        let response = (self.response)(&request);
        lock(&self.requests).push(request);
        if !response.delay.is_zero() {
            tokio::time::sleep(response.delay).await;
        }
        response.outcome
    }
}

impl SendRequest for FakeTransport {
    fn send(&self, request: Request<Body>) -> ResponseFuture {
        Box::pin(self.clone().respond(request))
    }
}

impl fmt::Debug for FakeTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeTransport").finish_non_exhaustive()
    }
}

impl fmt::Debug for FakeResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeResponse").finish_non_exhaustive()
    }
}
