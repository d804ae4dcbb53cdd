//! The head of a request, as far as its checks read it.

use axum::extract::Request;
use http::{HeaderMap, HeaderValue, Method, Version};

/// The headers that are checked of every request. One pass over all headers costs less than a lookup of each.
#[derive(Debug)]
pub(crate) struct Head<'r> {
    request: &'r Request,
    /// Its size in bytes as it was sent, without optional spaces. The HTTP library's own limit is one of its buffer, which may hold more.
    pub(crate) size: usize,
    host: Once<'r>,
    pub(super) origin: Once<'r>,
    /// Whether the page that sent the request is of the same site (Fetch Metadata Request Headers).
    fetch_site: Option<&'r HeaderValue>,
    /// Whether the request shows a page, or is one of a page.
    fetch_mode: Option<&'r HeaderValue>,
    /// What the response is used as.
    fetch_dest: Option<&'r HeaderValue>,
}

/// A header that a request may have once.
#[derive(Clone, Copy, Debug)]
pub(super) enum Once<'r> {
    Absent,
    Only(&'r HeaderValue),
    Repeated,
}

impl<'r> Head<'r> {
    /// Reads the head of a request.
    pub(crate) fn of(request: &'r Request) -> Self {
        const REQUEST_LINE: usize = "  HTTP/1.1\r\n\r\n".len();
        const HEADER_LINE: usize = ": \r\n".len();
        let target = request.uri().path_and_query();
        let target = target.map_or(1, |target| target.as_str().len());
        let mut head = Self {
            request,
            size: REQUEST_LINE + request.method().as_str().len() + target,
            host: Once::Absent,
            origin: Once::Absent,
            fetch_site: None,
            fetch_mode: None,
            fetch_dest: None,
        };
        for (name, value) in request.headers() {
            let name = name.as_str();
            head.size += name.len() + value.len() + HEADER_LINE;
            match name {
                "host" => head.host.add(value),
                "origin" => head.origin.add(value),
                "sec-fetch-site" => head.fetch_site = head.fetch_site.or(Some(value)),
                "sec-fetch-mode" => head.fetch_mode = head.fetch_mode.or(Some(value)),
                "sec-fetch-dest" => head.fetch_dest = head.fetch_dest.or(Some(value)),
                _ => {}
            }
        }
        head
    }

    /// Returns whether a request names its host once, as HTTP/1.1 requires (RFC 9112, 3.2).
    pub(crate) fn has_one_host(&self) -> bool {
        match self.host {
            Once::Absent => self.request.version() < Version::HTTP_11,
            Once::Only(_) => true,
            Once::Repeated => false,
        }
    }

    /// Returns the host that the request names, if it names one: in its target, else in its header (RFC 9112, 3.2.2).
    pub(super) fn host(&self) -> Option<&'r str> {
        match (self.request.uri().authority(), self.host) {
            (Some(authority), _) => Some(authority.as_str()),
            (None, Once::Only(host)) => Some(host.to_str().unwrap_or_default()),
            (None, Once::Absent) => None,
            (None, Once::Repeated) => Some(""),
        }
    }

    /// Returns whether a page of another site sent the request, except for a link to this one: then the browser leaves
    /// the page, which sees nothing of the response.
    pub(super) fn is_foreign(&self) -> bool {
        let is = |value: Option<&HeaderValue>, wanted: &str| value.is_some_and(|value| value == wanted);
        let is_safe = matches!(*self.request.method(), Method::GET | Method::HEAD);
        let is_link = || is_safe && is(self.fetch_mode, "navigate") && is(self.fetch_dest, "document");
        is(self.fetch_site, "cross-site") && !is_link()
    }

    pub(super) fn method(&self) -> &'r Method {
        self.request.method()
    }

    pub(super) fn headers(&self) -> &'r HeaderMap {
        self.request.headers()
    }
}

impl<'r> Once<'r> {
    fn add(&mut self, value: &'r HeaderValue) {
        *self = match self {
            Self::Absent => Self::Only(value),
            Self::Only(_) | Self::Repeated => Self::Repeated,
        };
    }
}
