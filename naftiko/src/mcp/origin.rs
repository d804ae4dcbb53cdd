//! `Host` and `Origin` checks.

use http::header::ORIGIN;
use http::{HeaderMap, Uri};

use crate::hosts::{self, HostList, split};

/// The accepted hosts and origins.
#[derive(Debug)]
pub(super) struct Allowed {
    /// Without a list, any host is accepted.
    hosts: Option<HostList>,
    origins: Vec<Origin>,
}

/// An accepted origin: scheme, host and port; without one, any port.
#[derive(Debug)]
enum Origin {
    Null,
    Page(String, String, Option<u16>),
}

impl Allowed {
    /// Creates the check. Without hosts, any host is accepted; without origins, none is.
    pub(super) fn new(hosts: &[String], origins: &[String]) -> Self {
        Self {
            hosts: (!hosts.is_empty()).then(|| HostList::new(hosts)),
            origins: origins.iter().filter_map(|origin| known_origin(origin)).collect(),
        }
    }

    /// Returns why a request is rejected.
    pub(super) fn check(&self, uri: &Uri, headers: &HeaderMap) -> Option<&'static str> {
        let Some(host) = hosts::requested(uri, headers).and_then(split) else {
            return Some("The Host header is missing or invalid.");
        };
        if self.hosts.as_ref().is_some_and(|hosts| !hosts.has(host)) {
            return Some("The Host header is not allowed.");
        }
        let origin = headers.get(ORIGIN)?;
        // With a host check, a page of that host and port belongs to the server itself.
        let allowed = (self.hosts.is_some() && is_own(uri, headers))
            || origin.to_str().is_ok_and(|origin| self.allows(origin));
        (!allowed).then_some("The Origin header is not allowed.")
    }

    fn allows(&self, origin: &str) -> bool {
        let origin = origin.trim();
        let Some((scheme, authority)) = origin.split_once("://") else {
            let is_null = origin.eq_ignore_ascii_case("null");
            return is_null && self.origins.iter().any(|known| matches!(known, Origin::Null));
        };
        let Some((name, port)) = split(authority) else {
            return false;
        };
        let port = port.or_else(|| default_port(scheme));
        self.origins.iter().any(|known| match known {
            Origin::Null => false,
            Origin::Page(known_scheme, host, only) => {
                known_scheme.eq_ignore_ascii_case(scheme)
                    && host.eq_ignore_ascii_case(name)
                    && (only.is_none() || *only == port)
            }
        })
    }
}

/// Parses an origin of a list: `https://app.example:443`; `:*`, or no port, is any port.
fn known_origin(origin: &str) -> Option<Origin> {
    let origin = origin.trim();
    if origin.eq_ignore_ascii_case("null") {
        return Some(Origin::Null);
    }
    let (scheme, authority) = origin.split_once("://")?;
    let authority = authority.trim_end_matches('/');
    let (name, port) = split(authority.strip_suffix(":*").unwrap_or(authority))?;
    Some(Origin::Page(scheme.to_owned(), name.to_owned(), port))
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

/// Returns whether a request comes from a page of its own host and port. The host check decides whether these belong
/// to the server.
fn is_own(uri: &Uri, headers: &HeaderMap) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    let (Some(origin), None) = (origins.next(), origins.next()) else {
        return false;
    };
    let Some((scheme, origin)) = origin.to_str().ok().and_then(|text| text.split_once("://")) else {
        return false;
    };
    let Some(default) = default_port(scheme) else {
        return false;
    };
    let host = hosts::requested(uri, headers).and_then(split);
    let (Some((origin, origin_port)), Some((host, host_port))) = (split(origin), host) else {
        return false;
    };
    origin.eq_ignore_ascii_case(host) && origin_port.unwrap_or(default) == host_port.unwrap_or(default)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::HOST;

    use super::*;

    fn rejected(host: &str, origin: Option<&str>) -> bool {
        let hosts = ["localhost", "127.0.0.1", "::1", "desk.example:81"].map(str::to_owned);
        let origins = [
            "https://app.example:*",
            "http://other.example:8080",
            "https://any.example",
        ]
        .map(str::to_owned);
        let mut headers = HeaderMap::new();
        headers.extend(host.parse().ok().map(|host| (HOST, host)));
        headers.extend(
            origin
                .and_then(|origin| origin.parse().ok())
                .map(|origin| (ORIGIN, origin)),
        );
        Allowed::new(&hosts, &origins)
            .check(&Uri::from_static("/mcp"), &headers)
            .is_some()
    }

    #[test]
    fn foreign_host_or_origin_is_rejected() {
        for host in [
            "localhost",
            "LOCALHOST:8931",
            "127.0.0.1:1",
            "[::1]:8931",
            "[::1]",
            "localhost:",
            "desk.example:81",
        ] {
            assert!(!rejected(host, None), "{host}");
        }
        for host in [
            "evil.example",
            "desk.example",
            "desk.example:82",
            "localhost.evil.example",
            "",
            "a@localhost",
        ] {
            assert!(rejected(host, None), "{host}");
        }
        for origin in [
            "https://app.example",
            "https://app.example:444",
            "HTTP://Other.example:8080",
            "https://any.example:1",
            "http://localhost",
        ] {
            assert!(!rejected("localhost", Some(origin)), "{origin}");
        }
        for origin in [
            "http://app.example",
            "http://other.example",
            "null",
            "",
            "https://app.example@evil.example",
            "https://app.example.evil.example",
        ] {
            assert!(rejected("localhost", Some(origin)), "{origin}");
        }
    }

    #[test]
    fn request_without_host_is_rejected() {
        let allowed = Allowed::new(&[], &[]);
        let headers = HeaderMap::new();
        assert!(allowed.check(&Uri::from_static("/mcp"), &headers).is_some());
        assert!(
            allowed
                .check(&Uri::from_static("http://any.example/mcp"), &headers)
                .is_none()
        );
        // The host of the target precedes the header.
        let allowed = Allowed::new(&["localhost".to_owned()], &[]);
        let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static("localhost"))]);
        let check = |target: &'static str| allowed.check(&Uri::from_static(target), &headers);
        assert!(check("/mcp").is_none() && check("http://evil.example/mcp").is_some());
    }

    fn own(host: &str, origin: &str) -> bool {
        let headers = [(HOST, host), (ORIGIN, origin)];
        let headers = headers
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.parse().ok()?)))
            .collect();
        is_own(&Uri::from_static("/mcp"), &headers)
    }

    #[test]
    fn own_origin_has_the_same_host_and_port() {
        for (host, origin) in [
            ("localhost:8931", "http://localhost:8931"),
            ("LOCALHOST:8931", "http://localhost:8931"),
            ("[::1]:8931", "http://[::1]:8931"),
            ("desk.example", "http://desk.example"),
            ("desk.example", "https://desk.example"),
            ("desk.example:443", "https://desk.example"),
        ] {
            assert!(own(host, origin), "{origin}");
        }
        for (host, origin) in [
            ("localhost:8931", "http://localhost:8932"),
            ("localhost:8931", "http://localhost"),
            ("localhost:8931", "http://127.0.0.1:8931"),
            ("localhost:8931", "http://evil.example"),
            ("localhost:8931", "http://localhost:8931@evil.example"),
            ("localhost:8931", "http://localhost:8931.evil.example"),
            ("localhost:8931", "null"),
            ("localhost:8931", "file://localhost:8931"),
            ("localhost:8931", ""),
            ("desk.example", "https://desk.example:80"),
        ] {
            assert!(!own(host, origin), "{origin}");
        }
    }
}
