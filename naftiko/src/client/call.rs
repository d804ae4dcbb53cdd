//! One call, its arguments being given.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::HeaderValue;

use super::exchange::{Answer, exchange};
use super::http_client::Inner;
use super::query::append;
use super::{Decode, Error, Operation, Response, headers};
use crate::Value;
use crate::format::Conversion;
use crate::input::{In, InputProblem, ProblemKind};
use crate::value::Argument;

/// A call of an operation: takes its arguments, then [`send`](Call::send)s it.
///
/// Arguments that are absent are not sent. What cannot be sent is kept, and `send` returns all of it.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'a> {
    pub(super) client: &'a Inner,
    pub(super) operation: &'a Operation,
    pub(super) arguments: Vec<(In<'static>, Argument<'a>)>,
    pub(super) body: Option<Body>,
    pub(super) problems: Vec<InputProblem>,
}

/// A body, written.
pub(super) struct Body {
    pub(super) content_type: HeaderValue,
    pub(super) bytes: Bytes,
}

impl<'a> Call<'a> {
    pub(super) fn new(client: &'a Inner, operation: &'a Operation) -> Self {
        Self {
            client,
            operation,
            arguments: Vec::new(),
            body: None,
            problems: Vec::new(),
        }
    }

    /// Fills a placeholder of the path: encoded as one segment; empty values and dot segments are refused.
    pub fn path(self, name: &'static str, value: impl Into<Argument<'a>>) -> Self {
        self.argument(In::Path(name), value.into())
    }

    /// Adds a pair to the query, one for each item of a list.
    pub fn query(self, name: &'static str, value: impl Into<Argument<'a>>) -> Self {
        self.argument(In::Query(name), value.into())
    }

    /// Sets a header. `Authorization` wins over configured credentials; the transport's own headers are
    /// refused.
    pub fn header(self, name: &'static str, value: impl Into<Argument<'a>>) -> Self {
        self.argument(In::Header(name), value.into())
    }

    /// Adds a cookie.
    pub fn cookie(self, name: &'static str, value: impl Into<Argument<'a>>) -> Self {
        self.argument(In::Cookie(name), value.into())
    }

    /// Sends a JSON body; none when absent.
    pub fn json<'b>(self, body: impl Into<Argument<'b>>) -> Self {
        self.json_body(&body.into())
    }

    /// Sends a form (urlencoded) of an object's members; lists repeat their name, null members are left out.
    pub fn form<'b>(self, body: impl Into<Argument<'b>>) -> Self {
        self.form_body(&body.into())
    }

    /// Sends a body of text, of a content type; none when absent.
    pub fn text<'b>(self, content_type: &'static str, body: impl Into<Argument<'b>>) -> Self {
        self.text_body(content_type, &body.into())
    }

    /// Sends the call.
    ///
    /// # Errors
    /// When arguments cannot be sent (all that cannot), when the API is not reached in time, and when it
    /// answers with another status than 2xx: see [`ErrorKind`](super::ErrorKind). The body is not looked
    /// into.
    pub fn send<T: Decode>(self) -> Sending<'a, T> {
        Sending {
            conversion: self.operation.conversion,
            answer: Box::pin(exchange(self)),
            decoded: PhantomData,
        }
    }

    fn argument(mut self, place: In<'static>, value: Argument<'a>) -> Self {
        self.arguments.push((place, value));
        self
    }

    fn json_body(mut self, body: &Argument<'_>) -> Self {
        self.body = body
            .to_json_bytes()
            .map(|bytes| Body::new("application/json", bytes));
        self
    }

    fn form_body(mut self, body: &Argument<'_>) -> Self {
        self.body = match body {
            Argument::Absent => None,
            Argument::Json(value) if value.is_object() => Some(Body::new(
                "application/x-www-form-urlencoded",
                form(value).into_bytes(),
            )),
            _ => {
                self.problems.push(InputProblem::new(
                    In::Body,
                    ProblemKind::Invalid,
                    "expected an object for a form",
                ));
                None
            }
        };
        self
    }

    fn text_body(mut self, content_type: &'static str, body: &Argument<'_>) -> Self {
        if let Err(why) = headers::value(content_type) {
            self.problems.push(InputProblem::new(
                In::Header("Content-Type"),
                ProblemKind::Invalid,
                why,
            ));
        }
        self.body = body
            .to_text()
            .map(|text| Body::new(content_type, text.into_owned().into_bytes()));
        self
    }
}

impl Body {
    fn new(content_type: &'static str, bytes: Vec<u8>) -> Self {
        let unknown = HeaderValue::from_static("application/octet-stream");
        Self {
            content_type: HeaderValue::from_str(content_type).unwrap_or(unknown),
            bytes: bytes.into(),
        }
    }
}

fn form(value: &Value) -> String {
    let mut form = String::new();
    for (name, member) in value.as_object().into_iter().flatten() {
        for text in Argument::from(member).to_texts() {
            append(&mut form, name, &text);
        }
    }
    form
}

/// Shows which operation and which arguments, no values.
impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arguments: Vec<_> = self.arguments.iter().map(|(place, _)| place).collect();
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("arguments", &arguments)
            .finish_non_exhaustive()
    }
}

/// A call on its way: the future that [`Call::send`] gives. Dropping it cancels the call.
#[must_use = "futures do nothing unless they are awaited"]
pub struct Sending<'a, T> {
    conversion: Option<Conversion>,
    answer: Pin<Box<dyn Future<Output = Result<Answer, Error>> + Send + 'a>>,
    decoded: PhantomData<fn() -> T>,
}

impl<T> Future for Sending<'_, T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let conversion = self.conversion;
        self.answer.as_mut().poll(context).map_ok(|answer| {
            Response::new(answer.status, answer.headers, answer.body).converted_by(conversion)
        })
    }
}

impl<T> fmt::Debug for Sending<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
