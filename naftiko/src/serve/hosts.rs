//! `Host` and `Origin` checks.

use http::header::ORIGIN;
use http::{HeaderMap, Uri};

use super::address::Address;
use crate::hosts::{self, HostList, LOOPBACK, split};

/// The hosts that an adapter accepts.
///
/// Clients on the same machine trust an adapter on a loopback address. A web page can make a browser there send
/// requests to it, from its own origin or by DNS rebinding. The check rejects these requests.
#[derive(Clone, Debug)]
pub(super) struct Hosts(HostList);

impl Hosts {
    /// Returns the accepted hosts: those of the address, and `allowed`. Returns `None` when any host is accepted:
    /// with `*`, or at a public address (whose names are unknown) without `allowed`.
    pub(super) fn new(address: &Address, allowed: Vec<String>) -> Option<Self> {
        if allowed.iter().any(|host| host == "*") || (allowed.is_empty() && !address.is_loopback()) {
            return None;
        }
        let mut hosts = LOOPBACK.map(str::to_owned).to_vec();
        hosts.push(address.host.clone());
        hosts.extend(allowed);
        Some(Self(HostList::new(&hosts)))
    }

    /// Returns why a request is rejected.
    pub(super) fn check(&self, uri: &Uri, headers: &HeaderMap) -> Option<&'static str> {
        // Only HTTP/1.0 clients send no `Host`, and browsers always do.
        if hosts::requested(uri, headers).is_some_and(|host| !self.has(host)) {
            return Some("The Host header is not allowed.");
        }
        let origin = headers.get(ORIGIN)?.to_str().unwrap_or_default();
        let origin = origin.split_once("://").map_or("", |(_, host)| host);
        (!self.has(origin)).then_some("The Origin header is not allowed.")
    }

    fn has(&self, host: &str) -> bool {
        split(host).is_some_and(|host| self.0.has(host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_host_or_origin_is_rejected() {
        let hosts = Hosts::new(&Address::new("127.0.0.1", 0), vec!["desk.test:81".to_owned()]);
        let rejected = |name: &'static str, value: &str| {
            let request = http::Request::get("/").header(name, value).body(());
            let request = request.unwrap_or_default();
            let rejected = |hosts: &Hosts| hosts.check(request.uri(), request.headers()).is_some();
            hosts.as_ref().is_some_and(rejected)
        };
        for host in [
            "127.0.0.1:80",
            "LOCALHOST",
            "[::1]:8080",
            "[::1]",
            "localhost:",
            "desk.test:81",
        ] {
            assert!(!rejected("host", host), "{host}");
        }
        for host in [
            "evil.test",
            "127.0.0.1.evil.test",
            "",
            "desk.test:82",
            "a b",
            "a@localhost",
        ] {
            assert!(rejected("host", host), "{host}");
        }
        assert!(!rejected("origin", "http://localhost:3000"));
        for origin in ["null", "https://evil.test", "localhost", ""] {
            assert!(rejected("origin", origin), "{origin}");
        }
        assert!(Hosts::new(&Address::new("0.0.0.0", 0), Vec::new()).is_none());
        assert!(Hosts::new(&Address::new("localhost", 0), vec!["*".to_owned()]).is_none());
    }
}
