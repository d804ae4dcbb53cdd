//! The services of the conformance tests: they give out tokens, take them, and keep count.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub(crate) mod apis;
mod imds;
mod m3ter;
mod meti;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use naftiko::Bytes;
use naftiko::client::{FakeAnswer, FakeTransport, TransportError};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::Instant;
use tower_service::Service as _;

/// What stands in every secret and every token, and must come out nowhere.
pub(crate) const CANARY: &str = "canary-5d2e";

/// How a service goes wrong for one request.
#[derive(Clone)]
pub(crate) enum Fault {
    Answer(u16, &'static str),
    RetryAfter(u16, &'static str, &'static str),
    Html,
    Huge,
    Reset,
    Slow(Duration),
}

/// A service with its tokens, its faults and its counters.
#[derive(Clone, Default)]
pub(crate) struct Authority(Arc<Mutex<State>>);

pub(crate) struct State {
    /// How long tokens are taken.
    pub(crate) life: Duration,
    /// What is said of that; what is true, unless set.
    pub(crate) said: Option<Value>,
    /// What refused tokens are answered with.
    pub(crate) refusal: u16,
    /// No token is taken, however new.
    pub(crate) refuses_all: bool,
    /// Until when the metadata service is being updated, and how it says so.
    pub(crate) updating: Option<(Instant, u16)>,
    pub(crate) token_faults: VecDeque<Fault>,
    pub(crate) resource_faults: VecDeque<Fault>,
    /// How long a token takes.
    pub(crate) latency: Duration,
    pub(crate) mints: usize,
    pub(crate) token_calls: usize,
    pub(crate) resource_calls: usize,
    pub(crate) refresh_token: String,
    tokens: HashMap<String, Instant>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            life: Duration::from_secs(3600),
            said: None,
            refusal: 401,
            refuses_all: false,
            updating: None,
            token_faults: VecDeque::new(),
            resource_faults: VecDeque::new(),
            latency: Duration::ZERO,
            mints: 0,
            token_calls: 0,
            resource_calls: 0,
            refresh_token: format!("refresh-{CANARY}-0"),
            tokens: HashMap::new(),
        }
    }
}

impl Authority {
    pub(crate) fn new(change: impl FnOnce(&mut State)) -> Self {
        let authority = Self::default();
        change(&mut authority.state());
        authority
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tokens given out, and calls of resources.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let state = self.state();
        (state.mints, state.resource_calls)
    }

    /// Requests for tokens, whatever came of them.
    pub(crate) fn token_calls(&self) -> usize {
        self.state().token_calls
    }

    /// From now on no token is valid that was given out before.
    pub(crate) fn revoke(&self) {
        self.state().tokens.clear();
    }

    pub(crate) fn fake(&self) -> FakeTransport {
        let authority = self.clone();
        FakeTransport::new(move |request| authority.answer(request))
    }

    /// Serves it on this machine; gives its base URI.
    pub(crate) async fn serve(&self) -> Result<String, std::io::Error> {
        let authority = self.clone();
        let app = Router::new().fallback(move |request: Request| {
            let authority = authority.clone();
            async move { authority.answer_http(request).await }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base_uri = format!("http://{}", listener.local_addr()?);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(base_uri)
    }

    async fn answer_http(&self, request: Request) -> Response {
        let (head, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_default();
        let request = Request::from_parts(head, naftiko::client::Body::from(body));
        if let Ok(answer) = self.fake().call(request).await {
            return answer.map(axum::body::Body::new);
        }
        // A stream that fails at once: the connection is closed in the middle.
        let broken = futures_util::stream::iter([Err::<Bytes, _>(std::io::Error::other("reset"))]);
        axum::body::Body::from_stream(broken).into_response()
    }

    fn answer(&self, request: &naftiko::http::Request<Bytes>) -> FakeAnswer {
        let state = &mut *self.state();
        let path = request.uri().path();
        if path.ends_with("/identity/oauth2/token") {
            imds::token(state, request)
        } else if path.ends_with("/oauth/token") {
            m3ter::token(state, request)
        } else if path.contains("/organizations/") {
            m3ter::products(state, request)
        } else if path.ends_with("/token") {
            meti::token(state, request)
        } else {
            meti::sources(state, request)
        }
    }
}

impl State {
    /// Another token, which lives from now on.
    pub(crate) fn mint(&mut self) -> (String, Value) {
        self.mints += 1;
        let token = format!("token-{CANARY}-{}", self.mints);
        self.tokens.insert(token.clone(), Instant::now() + self.life);
        let said = self.said.clone().unwrap_or_else(|| json!(self.life.as_secs()));
        (token, said)
    }

    /// Whether a request carries a token that is valid.
    fn takes(&self, request: &naftiko::http::Request<Bytes>) -> bool {
        let token = header(request, "authorization").strip_prefix("Bearer ");
        let end = token.and_then(|token| self.tokens.get(token));
        !self.refuses_all && end.is_some_and(|end| Instant::now() < *end)
    }
}

impl Fault {
    fn answer(self) -> FakeAnswer {
        match self {
            Self::Answer(status, body) => FakeAnswer::body(status, Bytes::from_static(body.as_bytes())),
            Self::RetryAfter(status, name, value) => FakeAnswer::status(status).header(name, value),
            Self::Html => FakeAnswer::body(502, Bytes::from(format!("<html>{CANARY}</html>")))
                .header("content-type", "text/html"),
            Self::Huge => FakeAnswer::body(500, Bytes::from(CANARY.repeat(1 << 20))),
            Self::Reset => FakeAnswer::failure(TransportError::broken("reset")),
            Self::Slow(delay) => FakeAnswer::status(503).after(delay),
        }
    }
}

fn header<'a>(request: &'a naftiko::http::Request<Bytes>, name: &str) -> &'a str {
    let value = request.headers().get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

fn query(request: &naftiko::http::Request<Bytes>) -> HashMap<String, String> {
    let query = request.uri().query().unwrap_or_default();
    form(query.as_bytes())
}

/// Pairs of a form; the tests send nothing that is encoded.
fn form(text: &[u8]) -> HashMap<String, String> {
    let text = String::from_utf8_lossy(text);
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
