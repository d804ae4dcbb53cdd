//! A router behind a policy.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::response::Response;

use super::{Checked, OriginPolicy};

/// A router behind a policy, for programs that serve it themselves.
#[derive(Clone)]
struct CheckedRouter {
    policy: OriginPolicy,
    router: Router,
}

impl OriginPolicy {
    /// Wraps a router with this policy.
    pub(crate) fn protect(self, router: Router) -> Router {
        Router::new().fallback_service(CheckedRouter { policy: self, router })
    }
}

impl tower_service::Service<Request> for CheckedRouter {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let Self { policy, mut router } = self.clone();
        Box::pin(async move {
            let Checked { response, origin } = policy.check(&request);
            let mut response = match response {
                Some(response) => *response,
                None => router.call(request).await?,
            };
            policy.complete(response.headers_mut(), origin);
            Ok(response)
        })
    }
}
