//! Parts of URIs up to their paths, and the hosts that do not leave the machine or its link.

use std::net::IpAddr;

/// Parts of a URI up to its path (RFC 3986, section 3).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address<'a> {
    uri: &'a str,
    /// Byte after `://`; 0 without a scheme.
    pub(crate) scheme_end: usize,
    /// Byte after the `@` of the user information.
    pub(crate) host_start: usize,
    /// Byte after the port.
    pub(crate) end: usize,
}

impl<'a> Address<'a> {
    /// Splits a URI; templates in it stay texts.
    pub(crate) fn of(uri: &'a str) -> Self {
        let slash = uri.find(['/', '?', '#']).unwrap_or(uri.len());
        let scheme_end = match uri.find("://") {
            Some(scheme) if scheme + 1 == slash => scheme + "://".len(),
            _ => 0,
        };
        let rest = uri.get(scheme_end..).unwrap_or_default();
        let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        Self {
            uri,
            scheme_end,
            host_start: scheme_end + authority.rfind('@').map_or(0, |at| at + 1),
            end: scheme_end + authority.len(),
        }
    }

    /// Whether requests are sent without encryption.
    pub(crate) fn is_cleartext(self) -> bool {
        let scheme = self.uri.get(..self.scheme_end).unwrap_or_default();
        scheme.trim_start().eq_ignore_ascii_case("http://")
    }

    /// Whether there is `user:password@`.
    pub(crate) fn has_user_info(self) -> bool {
        self.host_start > self.scheme_end
    }

    /// Returns the host without its port, and without the brackets of IPv6.
    pub(crate) fn host(self) -> &'a str {
        let host = self.uri.get(self.host_start..self.end).unwrap_or_default();
        match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
            Some((address, _)) => address,
            None => host.rsplit_once(':').map_or(host, |(host, _)| host),
        }
    }

    /// Whether a variable decides the host, or a part of it.
    pub(crate) fn has_variable_host(self) -> bool {
        self.host().contains(['{', '$'])
    }

    /// Whether requests do not leave this machine.
    pub(crate) fn is_loopback(self) -> bool {
        is_loopback(self.host())
    }

    /// Whether requests do not leave the link, as those to the metadata services of virtual machines.
    pub(crate) fn is_link_local(self) -> bool {
        let host = plain(self.host());
        let is_link_local = |address| match address {
            IpAddr::V4(address) => address.is_link_local(),
            IpAddr::V6(address) => address.is_unicast_link_local(),
        };
        host == "metadata.google.internal" || address(&host).is_some_and(is_link_local)
    }
}

/// Returns whether a host, which may be an IPv6 address without its brackets, is this machine (RFC 6761, section 6.3, for the names).
pub(crate) fn is_loopback(host: &str) -> bool {
    let host = plain(host);
    host == "localhost"
        || host.ends_with(".localhost")
        || address(&host).is_some_and(|address| address.is_loopback())
}

/// Returns a host in lower case, without the dot of the root.
fn plain(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// Returns an IP address; an IPv4 address that is written as an IPv6 address is one of IPv4.
fn address(host: &str) -> Option<IpAddr> {
    host.parse().ok().map(|address: IpAddr| address.to_canonical())
}

/// Returns whether the host of a URI, or an address, is a placeholder for one that the author did not know.
pub(crate) fn is_placeholder(uri: &str) -> bool {
    let uri = uri.to_ascii_lowercase();
    let host = uri.split_once("://").map_or(uri.as_str(), |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    ["example.com", "example.org", "example.net"]
        .iter()
        .any(|example| name == *example || name.ends_with(&format!(".{example}")))
        || ["your-", "your_", "yourdomain", "yourcompany", "<"]
            .iter()
            .any(|word| host.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_compared_as_a_whole() {
        let address = Address::of;
        for line in include_str!("../../tests/cases/hosts.txt").lines() {
            if let Some((host, kind)) = line.split_once('|') {
                let uri = format!("http://{}:8080/a", host.trim());
                let address = Address::of(&uri);
                let found = match (address.is_loopback(), address.is_link_local()) {
                    (true, false) => "loopback",
                    (false, true) => "link",
                    (false, false) => "far",
                    (true, true) => "both",
                };
                assert_eq!(found, kind.trim(), "{uri}");
            }
        }
        for far in ["http://a@b.test", "http://localhost@b.test"] {
            assert!(
                !address(far).is_loopback() && !address(far).is_link_local(),
                "{far}"
            );
        }
        assert!(address("HTTP://a.test").is_cleartext() && !address("https://a.test").is_cleartext());
        assert!(!address("a.test/?u=http://b").is_cleartext());
        assert!(address("https://u@a.test").has_user_info() && !address("https://a.test/@b").has_user_info());
        assert!(address("http://{{HOST}}:80/").has_variable_host());
    }
}
