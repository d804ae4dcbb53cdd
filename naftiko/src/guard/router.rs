//! A router behind a guard.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::response::Response;

use super::{Caller, Guard};
use crate::context;

/// A router behind a guard.
#[derive(Clone)]
pub(super) struct GuardedRouter {
    guard: Guard,
    router: Router,
}

impl GuardedRouter {
    pub(super) fn new(guard: Guard, router: Router) -> Self {
        Self { guard, router }
    }
}

impl tower_service::Service<Request> for GuardedRouter {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let Self { guard, mut router } = self.clone();
        Box::pin(async move {
            match guard.authenticate(request).await {
                Ok(request) => {
                    let caller = request.extensions().get::<Caller>().cloned();
                    match context::Context::current() {
                        // The server created the context before the caller was known.
                        Some(context) => context.with_caller(caller).scope(router.call(request)).await,
                        None => router.call(request).await,
                    }
                }
                Err(response) => Ok(response),
            }
        })
    }
}
