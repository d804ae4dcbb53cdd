//! Hosts of this machine and of its link.

use std::net::IpAddr;

#[cfg(any(feature = "rest", feature = "mcp"))]
pub(crate) use self::authority::{HostList, split};

/// Names of this machine for its own clients.
#[cfg(any(feature = "rest", feature = "mcp"))]
pub(crate) const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Returns whether a host is this machine (RFC 6761, 6.3). It has no brackets.
pub(crate) fn is_loopback(host: &str) -> bool {
    match address(host) {
        Ok(address) => address.is_loopback(),
        Err(name) => name == "localhost" || name.ends_with(".localhost"),
    }
}

/// Returns whether a host is link-local, as the metadata services of virtual machines are. It has no brackets.
pub(crate) fn is_link_local(host: &str) -> bool {
    match address(host) {
        Ok(IpAddr::V4(address)) => address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_unicast_link_local(),
        Err(name) => name == "metadata.google.internal",
    }
}

/// Returns the address of a host, where one of IPv4 in IPv6 is the former; for a name, the name without the dot of the root.
fn address(host: &str) -> Result<IpAddr, String> {
    let address = host.parse().map(|address: IpAddr| address.to_canonical());
    address.map_err(|_| host.trim_end_matches('.').to_ascii_lowercase())
}

/// Hosts that an adapter accepts.
#[cfg(any(feature = "rest", feature = "mcp"))]
mod authority {
    /// Host names with their port; without one, any port.
    #[derive(Clone, Debug)]
    pub(crate) struct HostList(Vec<(String, Option<u16>)>);

    impl HostList {
        /// Parses `name`, `name:port`, and IPv6 addresses with or without brackets.
        pub(crate) fn new<'h>(hosts: impl IntoIterator<Item = &'h String>) -> Self {
            let hosts = hosts
                .into_iter()
                .map(|host| host.trim())
                .filter(|host| !host.is_empty());
            let parsed = hosts.map(|host| split(host).unwrap_or((host, None)));
            Self(parsed.map(|(name, port)| (name.to_owned(), port)).collect())
        }

        /// Returns whether a host is in the list.
        pub(crate) fn has(&self, (name, port): (&str, Option<u16>)) -> bool {
            let mut known = self.0.iter();
            known.any(|(known, only)| known.eq_ignore_ascii_case(name) && (only.is_none() || *only == port))
        }
    }

    /// Splits an authority into name and port, without the brackets of an IPv6 address; `None` when it is invalid or
    /// has credentials.
    pub(crate) fn split(authority: &str) -> Option<(&str, Option<u16>)> {
        let (name, port) = match authority.rsplit_once(':') {
            Some((name, "")) => (name, None),
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                (name, Some(port.parse().ok()?))
            }
            _ => (authority, None),
        };
        if let Some(address) = name.strip_prefix('[') {
            return Some((address.strip_suffix(']')?, port));
        }
        let plain =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'%');
        (!name.is_empty() && name.bytes().all(plain)).then_some((name, port))
    }
}

#[cfg(all(test, any(feature = "rest", feature = "mcp")))]
mod tests {
    use super::*;

    /// The generator has the same table, so that a check and the client agree.
    #[test]
    fn hosts_of_this_machine_and_its_link_are_known() {
        let mut known = 0;
        for line in include_str!("../../tests/cases/hosts.txt").lines() {
            if let Some((host, kind)) = line.split_once('|') {
                let host = host.trim().trim_matches(['[', ']']);
                let found = match (is_loopback(host), is_link_local(host)) {
                    (true, false) => "loopback",
                    (false, true) => "link",
                    (false, false) => "far",
                    (true, true) => "both",
                };
                assert_eq!(found, kind.trim(), "{host}");
                known += 1;
            }
        }
        assert!(known > 10, "{known}");
    }
}
