//! Calls that own their arguments, for streams and futures that outlive them.

use std::sync::Arc;

use http::Uri;
use tokio::time::Instant;

use super::execute::execute;
use super::request::build_request;
use super::{Call, CallOptions, ClientInner, RequestBody};
use crate::client::request::{headers, reference};
use crate::client::response::RawResponse;
use crate::client::{Error, ErrorKind, Operation, PageError, Response};
use crate::parameter::{InputProblem, ParameterIn};
use crate::value::Argument;

/// A call with a copy of its arguments.
pub(crate) struct OwnedCall {
    client: Arc<ClientInner>,
    pub(crate) operation: Operation,
    pub(super) arguments: Vec<(ParameterIn<'static>, Argument<'static>)>,
    pub(super) body: Option<RequestBody>,
    pub(crate) settings: CallOptions,
    problems: Vec<InputProblem>,
}

impl OwnedCall {
    pub(crate) fn new(call: Call<'_>) -> Self {
        let arguments = call.arguments.into_iter();
        Self {
            client: Arc::clone(call.client),
            operation: call.operation.clone(),
            arguments: arguments
                .map(|(place, value)| (place, value.into_owned()))
                .collect(),
            body: call.body,
            settings: call.settings,
            problems: call.problems,
        }
    }

    /// Returns the call, to be sent once.
    pub(super) fn call(&self) -> Call<'_> {
        Call {
            arguments: self.arguments.clone(),
            body: self.body.clone(),
            settings: self.settings.clone(),
            problems: self.problems.clone(),
            ..Call::new(&self.client, &self.operation)
        }
    }

    /// Sends the call within a deadline. The response has what is secret in it.
    pub(crate) async fn send_by(&self, deadline: Instant) -> Result<RawResponse, Error> {
        let mut call = self.call();
        call.settings = self.settings.within(deadline);
        execute(&call).await
    }

    /// Sends a `GET` to an address that the API has named, with the credentials of the call: its other arguments are about its own request.
    pub(crate) async fn follow(&self, address: Uri, deadline: Instant) -> Result<RawResponse, Error> {
        let mut call = Call::new(&self.client, &self.operation);
        call.settings = self.settings.within(deadline);
        call.link = Some(address);
        call.idempotency_key = None;
        let arguments = self.arguments.iter();
        let credentials = arguments.filter(|(place, _)| headers::is_of_credentials(place));
        call.arguments = credentials.cloned().collect();
        execute(&call).await
    }

    /// Returns the address of the request.
    pub(crate) fn address(&self) -> Result<Uri, Error> {
        let request = build_request(&self.call()).map_err(|kind| self.error(kind))?;
        Ok(request.uri)
    }

    /// Returns the address of a reference in the response from `address`, at the origin of the API.
    pub(crate) fn resolve(&self, address: &Uri, reference: &str) -> Result<Uri, PageError> {
        reference::resolve(&self.client.base, address, reference)
    }

    /// Returns a response of the call.
    pub(crate) fn response(&self, raw: RawResponse) -> Response<()> {
        Response::new(raw.status, raw.headers, raw.body)
            .converted_by(self.operation.conversion)
            .at(raw.place)
            .tolerating(self.settings.tolerance)
    }

    pub(crate) fn error(&self, kind: ErrorKind) -> Error {
        Error::new(self.operation.id, false, kind)
    }
}
