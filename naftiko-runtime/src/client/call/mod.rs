//! A call of an operation, and its arguments.

mod attempts;
#[cfg(feature = "mcp")]
mod awaited;
mod client;
#[cfg(any(feature = "rest", feature = "mcp"))]
mod exchange;
mod execute;
mod forward;
mod future;
mod idempotency;
mod long_running;
mod options;
mod owned;
mod page;
mod rate_limit;
mod request;
mod retry;

pub(crate) use client::ClientInner;
pub use client::HttpClient;
pub use forward::ForwardRequest;
pub use future::{PendingCall, PendingStream};
pub(crate) use long_running::Run;
pub use long_running::{InvalidResumeToken, ResumeToken};
pub(crate) use options::{CallOptions, after};
pub(crate) use owned::OwnedCall;
pub(crate) use page::{Found, PagedCall, read};
pub use rate_limit::RateLimit;
pub(crate) use rate_limit::RateLimiter;
pub use retry::Retry;
pub(crate) use retry::RetryBudget;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderValue, Method, Uri};

use self::forward::ForwardedParts;
use crate::client::request::encode::append;
use crate::client::request::{RequestPayload, headers, multipart};
use crate::client::{Body, Decode, Operation, Part};
use crate::parameter::{InputProblem, ParameterIn, ProblemKind};
use crate::value::{Argument, Json, Kind};

/// A call of an operation: collects the arguments, then [`send`](Call::send)s the request.
///
/// Absent arguments are not sent. `send` returns all invalid arguments at once.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'a> {
    pub(crate) client: &'a Arc<ClientInner>,
    pub(crate) operation: &'a Operation,
    pub(crate) arguments: Vec<(ParameterIn<'static>, Argument<'a>)>,
    pub(crate) body: Option<RequestBody>,
    pub(crate) settings: CallOptions,
    pub(crate) problems: Vec<InputProblem>,
    /// Replaces the operation's path and the arguments, for a forwarded request.
    pub(crate) forwarded: Option<Box<ForwardedParts>>,
    /// Whether the response is relayed to a caller, who negotiates it.
    pub(crate) relayed: bool,
    /// Whether the body is read here although it is relayed.
    pub(crate) is_read: bool,
    /// Whether the body is streamed, and so may be of any type.
    pub(crate) streamed: bool,
    /// Replaces the method, the path, the query and the body, for a page or a status at an address that the API has named.
    pub(crate) link: Option<Uri>,
    /// The key by which the API recognizes the attempts of this call, unless the arguments have one.
    pub(crate) idempotency_key: Option<HeaderValue>,
}

/// A request body with its content type.
#[derive(Clone)]
pub(crate) struct RequestBody {
    pub(crate) content_type: HeaderValue,
    pub(crate) payload: RequestPayload,
}

impl<'a> Call<'a> {
    pub(crate) fn new(client: &'a Arc<ClientInner>, operation: &'a Operation) -> Self {
        let mut settings = client.settings.clone();
        settings.response_limit = settings.response_limit.or(operation.size_limit);
        Self {
            client,
            operation,
            arguments: Vec::new(),
            body: None,
            settings,
            problems: Vec::new(),
            forwarded: None,
            relayed: false,
            is_read: false,
            streamed: false,
            link: None,
            idempotency_key: operation
                .takes_idempotency_key
                .then(idempotency::new_key)
                .flatten(),
        }
    }

    /// Fills a placeholder of the path, encoded as one segment; empty values and dot segments are rejected.
    pub fn path(self, name: &'static str, value: impl Into<Argument<'a>>) -> Self {
        self.argument(ParameterIn::Path(name), value.into())
    }

    /// Adds a query parameter, one for each item of a list.
    pub fn query(self, name: &'static str, value: impl Into<Argument<'a>>) -> Self {
        self.argument(ParameterIn::Query(name), value.into())
    }

    /// Returns whether the query has a parameter of that name.
    pub(crate) fn has_query(&self, name: &str) -> bool {
        let is_it = |(place, argument): &(ParameterIn<'_>, Argument<'_>)| {
            matches!(place, ParameterIn::Query(known) if *known == name) && !argument.is_absent()
        };
        self.arguments.iter().any(is_it)
    }

    /// Sets a header. `Authorization` overrides configured credentials; headers of the HTTP client are rejected.
    pub fn header(self, name: &'static str, value: impl Into<Argument<'a>>) -> Self {
        self.argument(ParameterIn::Header(name), value.into())
    }

    /// Adds a cookie.
    pub fn cookie(self, name: &'static str, value: impl Into<Argument<'a>>) -> Self {
        self.argument(ParameterIn::Cookie(name), value.into())
    }

    /// Sets a JSON body; none when absent.
    pub fn json<'b>(self, body: impl Into<Argument<'b>>) -> Self {
        self.json_body(&body.into())
    }

    /// Sets a form body (urlencoded) from the members of an object. Lists repeat their name; null members are
    /// omitted.
    pub fn form<'b>(self, body: impl Into<Argument<'b>>) -> Self {
        self.form_body(&body.into())
    }

    /// Sets a text body with a content type; none when absent.
    pub fn text<'b>(self, content_type: &'static str, body: impl Into<Argument<'b>>) -> Self {
        self.text_body(content_type, &body.into())
    }

    /// Sets a body of bytes with a content type.
    pub fn bytes(mut self, content_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        self.set_body(content_type, RequestPayload::Whole(bytes.into()));
        self
    }

    /// Sets a streamed body with a content type. It can be sent once, so the call is never retried.
    pub fn body(mut self, content_type: &'static str, body: Body) -> Self {
        self.set_body(content_type, RequestPayload::once(body));
        self
    }

    /// Sets a multipart form (`multipart/form-data`). Files are read while they are sent.
    pub fn multipart(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        match multipart::write(parts.into_iter().collect()) {
            Ok((content_type, payload)) => self.set_body(&content_type, payload),
            Err(problem) => self.problems.push(problem),
        }
        self
    }

    /// Sets the timeout of this call, including retries, in place of its client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// Sets the deadline of this call; the timeout of its client still applies.
    pub fn deadline(mut self, deadline: Instant) -> Self {
        self.settings.deadline = Some(deadline.into());
        self
    }

    /// Sets the timeout of each read, in place of its client's.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.settings.read_timeout = Some(timeout);
        self
    }

    /// Sets when and how often this call is retried, in place of its client's policy.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.retry = retry;
        self
    }

    /// Marks this call as idempotent although neither its method nor the spec does, so that it may be retried.
    pub fn idempotent(mut self) -> Self {
        self.settings.idempotent = true;
        self
    }

    /// Sets the largest response body, in place of its client's.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.settings.response_limit = Some(bytes);
        self
    }

    /// Sends the call and streams the response body, for responses that are large or endless.
    ///
    /// The timeout of the call covers the head of the response. The read timeout applies to the body, and a limit
    /// applies if one is set.
    ///
    /// # Errors
    /// As [`Call::send`].
    pub fn stream(mut self) -> PendingStream<'a> {
        self.streamed = true;
        PendingStream::new(self)
    }

    /// Sends the call.
    ///
    /// # Errors
    /// When arguments are invalid (all of them are reported), when the API does not respond in time, and when the
    /// status is not 2xx: see [`ErrorKind`](crate::client::ErrorKind). The body is not decoded here.
    pub fn send<T: Decode>(self) -> PendingCall<'a, T> {
        PendingCall::new(self)
    }

    /// Returns whether the call may be retried.
    pub(crate) fn is_idempotent(&self) -> bool {
        self.settings.idempotent || self.link.is_some() || self.operation.is_idempotent()
    }

    /// Returns the method of the request: a link is followed by `GET`.
    pub(crate) fn method(&self) -> &Method {
        if self.link.is_some() {
            &Method::GET
        } else {
            &self.operation.method
        }
    }

    /// Returns whether credentials of the caller decide about a rejection: a header or cookie for them, or, if the client has none, anything
    /// that the call has beside its path.
    pub(crate) fn has_credentials_of_caller(&self) -> bool {
        let given = || self.arguments.iter().filter(|(_, value)| !value.is_absent());
        if given().any(|(place, _)| headers::is_of_credentials(place))
            || self
                .forwarded
                .as_ref()
                .is_some_and(|parts| parts.has_credentials())
        {
            return true;
        }
        let beside_path =
            self.body.is_some() || given().any(|(place, _)| !matches!(place, ParameterIn::Path(_)));
        beside_path && !self.client.has_credentials()
    }

    fn argument(mut self, place: ParameterIn<'static>, value: Argument<'a>) -> Self {
        self.arguments.push((place, value));
        self
    }

    fn json_body(mut self, body: &Argument<'_>) -> Self {
        let json = body.clone().into_json();
        self.body = json.map(|json| RequestBody::new("application/json", json.into_bytes()));
        self
    }

    fn form_body(mut self, body: &Argument<'_>) -> Self {
        self.body = match body {
            Argument::Absent => None,
            Argument::Json(json) if json.kind() == Kind::Object => Some(RequestBody::new(
                "application/x-www-form-urlencoded",
                form(json).into(),
            )),
            _ => {
                self.problems.push(InputProblem::new(
                    ParameterIn::Body,
                    ProblemKind::Invalid,
                    "expected an object for a form",
                ));
                None
            }
        };
        self
    }

    fn text_body(mut self, content_type: &'static str, body: &Argument<'_>) -> Self {
        match body.to_text() {
            Some(text) => self.set_body(content_type, RequestPayload::Whole(text.into_owned().into())),
            None => self.body = None,
        }
        self
    }

    fn set_body(&mut self, content_type: &str, payload: RequestPayload) {
        match headers::content_type(content_type) {
            Ok(content_type) => {
                self.body = Some(RequestBody {
                    content_type,
                    payload,
                });
            }
            Err(why) => {
                let place = ParameterIn::Header("Content-Type");
                self.problems
                    .push(InputProblem::new(place, ProblemKind::Invalid, why));
            }
        }
    }
}

impl RequestBody {
    fn new(content_type: &'static str, bytes: Bytes) -> Self {
        Self {
            content_type: HeaderValue::from_static(content_type),
            payload: RequestPayload::Whole(bytes),
        }
    }
}

fn form(object: &Json) -> String {
    let mut form = String::new();
    for (name, value) in object.members() {
        for text in Argument::from(value).to_texts() {
            append(&mut form, &name, &text);
        }
    }
    form
}

/// Shows the operation and the names of arguments, no values.
impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arguments: Vec<_> = self.arguments.iter().map(|(place, _)| place).collect();
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("arguments", &arguments)
            .finish_non_exhaustive()
    }
}
