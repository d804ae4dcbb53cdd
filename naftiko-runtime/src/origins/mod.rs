//! Requests of web pages: the hosts that an adapter is reached by, and the origins of pages that may call it.
//!
//! A browser sends requests of any page to any server that it reaches, also to one on its own machine. So REST and MCP
//! adapters check the same headers, at every address:
//!
//! - `Host`: a page that points a name of its own to the server (DNS rebinding) has that name in it.
//! - `Origin`: browsers name the page in each request that may change something.
//! - `Sec-Fetch-Site`: browsers mark the other requests of pages of another site, such as those for images.
//!
//! Pages of accepted origins may read responses (CORS).

mod cors;
mod head;
mod origin;

use std::net::IpAddr;

#[cfg(feature = "mcp")]
use axum::Router;
#[cfg(feature = "mcp")]
use axum::extract::Request;
#[cfg(feature = "mcp")]
use axum::middleware::{self, Next};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode};

pub(crate) use self::head::Head;
use self::head::Once;
use self::origin::Origin;
pub(crate) use self::origin::is_origin;
use crate::hosts::{HostList, split};
use crate::problem;

/// The hosts and origins that an adapter accepts.
#[derive(Clone, Debug)]
pub(crate) struct OriginPolicy {
    hosts: Hosts,
    origins: Vec<Origin>,
}

/// The accepted values of `Host`.
#[derive(Clone, Debug)]
enum Hosts {
    Any,
    /// Those of the list. With `true` also any IP address: a page needs a name for DNS rebinding.
    Listed(HostList, bool),
}

/// The result of the check of a request.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// The response, if the request is not served: a rejection, or the response of a preflight request.
    pub(crate) response: Option<Box<Response>>,
    /// The origin whose pages may read the response.
    pub(crate) origin: Option<HeaderValue>,
}

impl OriginPolicy {
    /// Accepts requests for any host, without a page.
    pub(crate) fn open() -> Self {
        Self {
            hosts: Hosts::Any,
            origins: Vec::new(),
        }
    }

    /// Creates a policy from host names (`*` is any), whether IP addresses are accepted too, and origins (`*` is any).
    pub(crate) fn new(hosts: &[String], any_address: bool, origins: &[String]) -> Self {
        let hosts = if hosts.iter().any(|host| host == "*") {
            Hosts::Any
        } else {
            Hosts::Listed(HostList::new(hosts), any_address)
        };
        Self {
            hosts,
            origins: origins
                .iter()
                .filter_map(|origin| Origin::parse(origin))
                .collect(),
        }
    }

    /// Checks the host of a request and the page that sent it.
    pub(crate) fn check(&self, head: &Head<'_>) -> Checked {
        // Only HTTP/1.0 clients send no `Host`, and browsers always do.
        let host = head.host();
        if host.is_some_and(|host| !self.accepts_host(host)) {
            return rejected("The Host header is not allowed.");
        }
        match head.origin {
            Once::Absent if head.is_foreign() => {
                rejected("Requests of pages of another site are not allowed.")
            }
            Once::Absent => Checked::default(),
            Once::Only(origin) if self.accepts_origin(origin) => Checked {
                response: cors::preflight(head.method(), head.headers()).map(Box::new),
                origin: Some(origin.clone()),
            },
            Once::Only(origin) if self.is_own(host, origin) => Checked::default(),
            Once::Only(_) | Once::Repeated => rejected("The Origin header is not allowed."),
        }
    }

    /// Wraps a router with this policy.
    #[cfg(feature = "mcp")]
    pub(crate) fn protect(self, router: Router) -> Router {
        let check = middleware::from_fn(move |request, next| self.clone().admit(request, next));
        Router::new().fallback_service(router).layer(check)
    }

    #[cfg(feature = "mcp")]
    async fn admit(self, request: Request, next: Next) -> Response {
        let Checked { response, origin } = self.check(&Head::of(&request));
        let mut response = match response {
            Some(response) => *response,
            None => next.run(request).await,
        };
        self.complete(response.headers_mut(), origin);
        response
    }

    /// Lets pages of an origin that was checked read the response.
    pub(crate) fn complete(&self, headers: &mut HeaderMap, origin: Option<HeaderValue>) {
        // Without accepted origins, no response depends on the header.
        if !self.origins.is_empty() {
            cors::complete(headers, origin);
        }
    }

    fn accepts_host(&self, host: &str) -> bool {
        let Some((name, port)) = split(host) else {
            return false;
        };
        match &self.hosts {
            Hosts::Any => true,
            Hosts::Listed(hosts, any_address) => {
                hosts.has((name, port)) || *any_address && name.parse::<IpAddr>().is_ok()
            }
        }
    }

    fn accepts_origin(&self, origin: &HeaderValue) -> bool {
        let origin = origin.to_str().unwrap_or_default();
        self.origins.iter().any(|known| known.is(origin))
    }

    /// Returns whether a request comes from a page of its own host and port. Where any host is accepted, nothing says
    /// which one is the server's.
    fn is_own(&self, host: Option<&str>, origin: &HeaderValue) -> bool {
        let (Some(host), Ok(origin)) = (host, origin.to_str()) else {
            return false;
        };
        matches!(self.hosts, Hosts::Listed(..)) && origin::is_own(host, origin)
    }
}

fn rejected(detail: &str) -> Checked {
    Checked {
        response: Some(Box::new(problem::response(StatusCode::FORBIDDEN, detail))),
        origin: None,
    }
}

#[cfg(test)]
mod tests;
