//! One call, its arguments being given.

mod limits;
mod opening;
mod sending;

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;

pub use self::opening::Opening;
pub use self::sending::Sending;
use super::body::{Body, Payload};
use super::exchange::exchange;
use super::forward::Parts;
use super::http_client::Inner;
use super::query::append;
use super::settings::Settings;
use super::{Decode, Operation, Part, headers, multipart};
use crate::input::{In, InputProblem, ProblemKind};
use crate::value::{Argument, Json, Kind};

/// A call of an operation: takes its arguments, then [`send`](Call::send)s it.
///
/// Arguments that are absent are not sent. What cannot be sent is kept, and `send` returns all of it.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'a> {
    pub(super) client: &'a Inner,
    pub(super) operation: &'a Operation,
    pub(super) arguments: Vec<(In<'static>, Argument<'a>)>,
    pub(super) body: Option<Content>,
    pub(super) settings: Settings,
    pub(super) problems: Vec<InputProblem>,
    /// In the place of the operation's path, and of arguments.
    pub(super) forwarded: Option<Box<Parts>>,
}

/// A body to be sent, and what it is.
pub(super) struct Content {
    pub(super) content_type: HeaderValue,
    pub(super) payload: Payload,
}

impl<'a> Call<'a> {
    pub(super) fn new(client: &'a Inner, operation: &'a Operation) -> Self {
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

    /// Whether a pair of that name is in the query already.
    pub(super) fn has_query(&self, name: &str) -> bool {
        let is_it = |(place, argument): &(In<'_>, Argument<'_>)| {
            matches!(place, In::Query(known) if *known == name) && !argument.is_absent()
        };
        self.arguments.iter().any(is_it)
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

    /// Sends bytes as they are, of a content type.
    pub fn bytes(mut self, content_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        self.set_body(content_type, Payload::Whole(bytes.into()));
        self
    }

    /// Sends a body that is streamed, of a content type. It can be sent once: the call is never repeated.
    pub fn body(mut self, content_type: &'static str, body: Body) -> Self {
        self.set_body(content_type, Payload::once(body));
        self
    }

    /// Sends a form of several parts (`multipart/form-data`). Files are read while they are sent.
    pub fn multipart(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        match multipart::write(parts.into_iter().collect()) {
            Ok((content_type, payload)) => self.set_body(&content_type, payload),
            Err(problem) => self.problems.push(problem),
        }
        self
    }

    /// Sends the call; the body of the answer is read piece by piece, for answers that are large or never end.
    ///
    /// The time that the call may take ends with the head of the answer; for the body, it is the time without
    /// anything coming that counts. A limit counts if one was set.
    ///
    /// # Errors
    /// As [`Call::send`].
    pub fn stream(self) -> Opening<'a> {
        Opening::new(self)
    }

    /// Sends the call.
    ///
    /// # Errors
    /// When arguments cannot be sent (all that cannot), when the API is not reached in time, and when it
    /// answers with another status than 2xx: see [`ErrorKind`](super::ErrorKind). The body is not looked
    /// into.
    pub fn send<T: Decode>(self) -> Sending<'a, T> {
        let conversion = self.operation.conversion;
        Sending::new(conversion, self.settings.tolerance, async move {
            exchange(&self, false).await
        })
    }

    /// Whether doing it twice is as good as once.
    pub(super) fn is_repeatable(&self) -> bool {
        self.settings.repeatable || self.operation.is_repeatable()
    }

    fn argument(mut self, place: In<'static>, value: Argument<'a>) -> Self {
        self.arguments.push((place, value));
        self
    }

    fn json_body(mut self, body: &Argument<'_>) -> Self {
        let json = body.clone().into_json();
        self.body = json.map(|json| Content::new("application/json", json.into_bytes()));
        self
    }

    fn form_body(mut self, body: &Argument<'_>) -> Self {
        self.body = match body {
            Argument::Absent => None,
            Argument::Json(json) if json.kind() == Kind::Object => Some(Content::new(
                "application/x-www-form-urlencoded",
                form(json).into(),
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
        match body.to_text() {
            Some(text) => self.set_body(content_type, Payload::Whole(text.into_owned().into())),
            None => self.body = None,
        }
        self
    }

    fn set_body(&mut self, content_type: &str, payload: Payload) {
        match headers::value(content_type) {
            Ok(content_type) => {
                self.body = Some(Content {
                    content_type,
                    payload,
                });
            }
            Err(why) => {
                let place = In::Header("Content-Type");
                self.problems
                    .push(InputProblem::new(place, ProblemKind::Invalid, why));
            }
        }
    }
}

impl Content {
    fn new(content_type: &'static str, bytes: Bytes) -> Self {
        Self {
            content_type: HeaderValue::from_static(content_type),
            payload: Payload::Whole(bytes),
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
