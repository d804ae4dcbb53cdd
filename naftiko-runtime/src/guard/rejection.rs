//! Rejections of requests, and their responses.

use std::borrow::Cow;

use axum::response::Response;
use http::header::{CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};

use crate::problem;

/// The reason why a request is rejected.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rejection {
    status: StatusCode,
    /// The error code of RFC 6750, for challenges of bearer tokens.
    error: Option<&'static str>,
    detail: Cow<'static, str>,
}

impl Rejection {
    /// 401: the request has no credentials.
    pub fn missing() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, None, "Credentials are required.")
    }

    /// 401: the credentials are invalid. The response has the reason.
    pub fn invalid(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, Some("invalid_token"), detail)
    }

    /// 403: the credentials are valid, but do not allow this request.
    pub fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, Some("insufficient_scope"), detail)
    }

    /// 503: the credentials cannot be checked now.
    pub fn unavailable() -> Self {
        let detail = "Credentials cannot be checked now.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, None, detail)
    }

    fn new(status: StatusCode, error: Option<&'static str>, detail: impl Into<Cow<'static, str>>) -> Self {
        let detail = detail.into();
        Self {
            status,
            error,
            detail,
        }
    }

    /// Returns the status of the response.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the detail of the response.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Returns the error code of RFC 6750 for a challenge.
    pub(super) fn error(&self) -> Option<&'static str> {
        self.error
    }

    /// Returns the response: a problem document, with the challenge that a 401 requires (RFC 9110, 15.5.2).
    pub(super) fn into_response(self, challenge: Option<HeaderValue>) -> Response {
        let mut response = problem::response(self.status, &self.detail);
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
        } else if let Some(challenge) = challenge {
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
