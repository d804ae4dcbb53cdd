//! Whom requests are meant for.

use http::header::{HOST, ORIGIN};
use http::{HeaderMap, Uri};

use super::address::Address;

/// The names that a client on the same machine calls a server by.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// The hosts that an adapter answers to.
///
/// What listens on this machine alone is trusted by it: a web page can have a browser on the machine send
/// requests to it, in its own name or by having its own name resolve to the machine. Those are refused.
#[derive(Clone, Debug)]
pub(super) struct Hosts(Vec<String>);

impl Hosts {
    /// The hosts of an address, and those that are `allowed` besides; `None` is any. An address that others
    /// reach has names that we do not know, unless some are allowed.
    pub(super) fn new(address: &Address, allowed: Vec<String>) -> Option<Self> {
        if allowed.iter().any(|host| host == "*") || (allowed.is_empty() && !address.is_loopback()) {
            return None;
        }
        let mut hosts = LOOPBACK.map(str::to_owned).to_vec();
        hosts.push(address.host.clone());
        hosts.extend(allowed);
        Some(Self(hosts))
    }

    /// Why a request is refused.
    pub(super) fn refuse(&self, uri: &Uri, headers: &HeaderMap) -> Option<&'static str> {
        let host = match uri.authority() {
            Some(authority) => Some(authority.as_str()),
            None => headers.get(HOST).map(|host| host.to_str().unwrap_or_default()),
        };
        // Only old and simple programs send none.
        if host.is_some_and(|host| !self.has(host)) {
            return Some("The request is for another host.");
        }
        let origin = headers.get(ORIGIN)?.to_str().unwrap_or_default();
        let origin = origin.split_once("://").map_or("", |(_, host)| host);
        (!self.has(origin)).then_some("The request is from a page of another host.")
    }

    /// Whether it is one of the hosts, with any port unless a port is part of it.
    fn has(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        let name = name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'))
            .unwrap_or(name);
        let known = |known: &String| known.eq_ignore_ascii_case(name) || known.eq_ignore_ascii_case(host);
        !name.is_empty() && self.0.iter().any(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_for_others_are_refused() {
        let hosts = Hosts::new(&Address::new("127.0.0.1", 0), vec!["desk.test:81".to_owned()]);
        let refused = |name: &'static str, value: &str| {
            let request = http::Request::get("/").header(name, value).body(());
            let request = request.unwrap_or_default();
            let refused = |hosts: &Hosts| hosts.refuse(request.uri(), request.headers()).is_some();
            hosts.as_ref().is_some_and(refused)
        };
        for host in ["127.0.0.1:80", "LOCALHOST", "[::1]:8080", "[::1]", "desk.test:81"] {
            assert!(!refused("host", host), "{host}");
        }
        for host in ["evil.test", "127.0.0.1.evil.test", "", "desk.test:82", "a b"] {
            assert!(refused("host", host), "{host}");
        }
        assert!(!refused("origin", "http://localhost:3000"));
        for origin in ["null", "https://evil.test", "localhost", ""] {
            assert!(refused("origin", origin), "{origin}");
        }
        assert!(Hosts::new(&Address::new("0.0.0.0", 0), Vec::new()).is_none());
        assert!(Hosts::new(&Address::new("localhost", 0), vec!["*".to_owned()]).is_none());
    }
}
