//! Hosts of this machine and of its link.

use std::net::IpAddr;

use url::Host;

/// Names of this machine for its own clients.
#[cfg(any(feature = "rest", feature = "mcp"))]
pub(crate) const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Returns whether a host is this machine (RFC 6761, 6.3). `Url` has normalized other spellings of an address (`0x7f.1`).
pub(crate) fn is_loopback(host: &Host<&str>) -> bool {
    match address(host) {
        Ok(address) => address.is_loopback(),
        Err(name) => name == "localhost" || name.ends_with(".localhost"),
    }
}

/// Returns whether a host is link-local, as the metadata services of virtual machines are.
pub(crate) fn is_link_local(host: &Host<&str>) -> bool {
    match address(host) {
        Ok(IpAddr::V4(address)) => address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_unicast_link_local(),
        Err(name) => name == "metadata.google.internal",
    }
}

/// Returns the address of a host, where one of IPv4 in IPv6 is the former; for a name, the name without the dot of the root.
fn address(host: &Host<&str>) -> Result<IpAddr, String> {
    match host {
        Host::Domain(name) => Err(name.trim_end_matches('.').to_ascii_lowercase()),
        Host::Ipv4(address) => Ok(IpAddr::V4(*address)),
        Host::Ipv6(address) => Ok(IpAddr::V6(*address).to_canonical()),
    }
}

/// Parses a host name or an address without brackets, as adapters have them.
#[cfg(any(feature = "rest", feature = "mcp"))]
pub(crate) fn parse(text: &str) -> Host<&str> {
    match text.parse() {
        Ok(IpAddr::V4(address)) => Host::Ipv4(address),
        Ok(IpAddr::V6(address)) => Host::Ipv6(address),
        Err(_) => Host::Domain(text),
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
                let host = parse(host.trim().trim_matches(['[', ']']));
                let found = match (is_loopback(&host), is_link_local(&host)) {
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
