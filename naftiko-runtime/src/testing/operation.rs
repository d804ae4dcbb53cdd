//! One operation of a fake API, for tests.

use std::marker::PhantomData;

use bytes::Bytes;
use http::StatusCode;
use serde_json::Value;

use super::calls::ReceivedCall;
use super::fault::Fault;
use super::serve::FakeApis;
use super::state::SetResponse;
use crate::value::{DecodeError, FromJson, ToJson, Tolerance};

/// An operation of a fake API, whose responses are of the type `T`.
#[derive(Debug)]
pub struct FakeOperation<'a, T: ?Sized = Value> {
    apis: &'a FakeApis,
    id: &'static str,
    response: PhantomData<fn(&T)>,
}

impl<'a, T: ?Sized> FakeOperation<'a, T> {
    /// Creates the handle of an operation, `namespace.operation`; generated code does.
    pub fn new(apis: &'a FakeApis, id: &'static str) -> Self {
        Self {
            apis,
            id,
            response: PhantomData,
        }
    }

    /// Returns the response that the description has: to change it, and to set it.
    ///
    /// # Errors
    /// The response is not of this type, such as one without a body.
    pub fn response(&self) -> Result<T, DecodeError>
    where
        T: FromJson,
    {
        let operation = self.apis.served().operation(self.id);
        let described = operation.and_then(|index| self.apis.served().description.operations.get(index));
        let described = described.map(|operation| &operation.response);
        let status = described.and_then(|response| StatusCode::from_u16(response.status).ok());
        let body = described.map_or_else(Bytes::new, |response| Bytes::from(response.body.clone()));
        T::from_body(status.unwrap_or_default(), &body, Tolerance::Strict)
    }

    /// Sets the response of every call from now on.
    pub fn returns(&self, value: &T)
    where
        T: ToJson,
    {
        self.set(SetResponse::Json(value.to_json().to_string()));
    }

    /// Sets the response of every call from now on, as the API sends it.
    pub fn returns_json(&self, value: &Value) {
        self.set(SetResponse::Json(value.to_string()));
    }

    /// Lets every call from now on fail with this status.
    pub fn fails(&self, status: u16) {
        self.set(SetResponse::Status(status));
    }

    /// Adds a fault: the next call without one has it.
    pub fn next(&self, fault: Fault) {
        if let Some(index) = self.apis.served().operation(self.id) {
            self.apis.served().add_fault(index, fault);
        }
    }

    /// Returns the calls so far, the first one first. Retries are calls too.
    pub fn calls(&self) -> Vec<ReceivedCall> {
        let calls = self.apis.calls().into_iter();
        calls.filter(|call| call.operation() == Some(self.id)).collect()
    }

    fn set(&self, response: SetResponse) {
        if let Some(index) = self.apis.served().operation(self.id) {
            self.apis.served().set_response(index, response);
        }
    }
}
