//! A guard in front of a router.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::response::Response;

use super::{Caller, Guard};
use crate::context;

/// A router that answers whom the guard lets pass.
#[derive(Clone)]
pub(super) struct Protected {
    guard: Guard,
    router: Router,
}

impl Protected {
    pub(super) fn new(guard: Guard, router: Router) -> Self {
        Self { guard, router }
    }
}

impl tower_service::Service<Request> for Protected {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let Self { guard, mut router } = self.clone();
        Box::pin(async move {
            match guard.admit(request).await {
                Ok(request) => {
                    let caller = request.extensions().get::<Caller>().cloned();
                    match context::Context::current() {
                        // A server knew of the request before, and not yet of who sent it.
                        Some(context) => context.called_by(caller).scope(router.call(request)).await,
                        None => router.call(request).await,
                    }
                }
                Err(response) => Ok(response),
            }
        })
    }
}
