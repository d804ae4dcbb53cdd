//! A signer and a transport whose errors contain all they know.

use naftiko::client::{AuthenticationError, Body, RequestSigner, UnsignedRequest};

use super::authority::CANARY;

/// Signs nothing, and fails with the `Debug` output of the request.
pub(crate) struct Refusing;

impl RequestSigner for Refusing {
    fn sign(&self, request: &mut UnsignedRequest<'_>) -> Result<(), AuthenticationError> {
        request.set_header("X-Signature", CANARY)?;
        Err(AuthenticationError::new(
            "a signer",
            format!("{request:?} {:?}", request.headers()),
        ))
    }
}

/// Fails with everything it knows.
#[derive(Clone)]
pub(crate) struct Failing;

impl tower_service::Service<naftiko::http::Request<Body>> for Failing {
    type Response = naftiko::http::Response<Body>;
    type Error = naftiko::client::TransportError;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: naftiko::http::Request<Body>) -> Self::Future {
        let seen = format!("{:?} {:?}", request.headers(), request.body());
        std::future::ready(Err(naftiko::client::TransportError::broken(seen)))
    }
}
