//! Why a request is refused, and the answer that says so.

use std::borrow::Cow;

use axum::response::Response;
use http::header::{CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};

use crate::document;

/// Why a request is refused.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Denied {
    status: StatusCode,
    /// The error of RFC 6750, for challenges of bearer tokens.
    error: Option<&'static str>,
    detail: Cow<'static, str>,
}

impl Denied {
    /// 401: there are no credentials.
    pub fn missing() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, None, "Credentials are required.")
    }

    /// 401: there are credentials, and they are not good. The caller is told why.
    pub fn invalid(why: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, Some("invalid_token"), why)
    }

    /// 403: the credentials are good, and not for this.
    pub fn forbidden(why: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, Some("insufficient_scope"), why)
    }

    /// 503: the credentials cannot be checked at the moment.
    pub fn unavailable() -> Self {
        let why = "Credentials cannot be checked at the moment.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, None, why)
    }

    fn new(status: StatusCode, error: Option<&'static str>, detail: impl Into<Cow<'static, str>>) -> Self {
        let detail = detail.into();
        Self {
            status,
            error,
            detail,
        }
    }

    /// The status it is answered with.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What the caller is told.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The error of RFC 6750 that a challenge names.
    pub(super) fn error(&self) -> Option<&'static str> {
        self.error
    }

    /// The answer: a problem document, and the challenge that a 401 owes (RFC 9110, 15.5.2).
    pub(super) fn into_response(self, challenge: Option<HeaderValue>) -> Response {
        let title = match self.status {
            StatusCode::UNAUTHORIZED => "Unauthorized",
            StatusCode::FORBIDDEN => "Forbidden",
            _ => "Unavailable",
        };
        let mut response = document::response(self.status, title, &self.detail);
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
