//! Hosts of this machine and of its link.

use std::net::IpAddr;

use url::Host;

/// Names of this machine for its own clients.
#[cfg(any(feature = "rest", feature = "mcp"))]
pub(crate) const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Returns whether a host is this machine (RFC 6761, 6.3). `Url` has normalized other spellings of an address (`0x7f.1`).
pub(crate) fn is_loopback(host: &Host<&str>) -> bool {
    address(host).map_or_else(|| is_loopback_name(host), |address| address.is_loopback())
}

fn is_loopback_name(host: &Host<&str>) -> bool {
    let Host::Domain(name) = host else {
        return false;
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Returns whether a host is link-local, as the metadata service of a virtual machine is. Names are resolved later, so that none is.
pub(crate) fn is_link_local(host: &Host<&str>) -> bool {
    match address(host) {
        Some(IpAddr::V4(address)) => address.is_link_local(),
        Some(IpAddr::V6(address)) => address.is_unicast_link_local(),
        None => false,
    }
}

/// Returns the address of a host without a name; an IPv4 address in IPv6 is the former.
fn address(host: &Host<&str>) -> Option<IpAddr> {
    match host {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(IpAddr::V4(*address)),
        Host::Ipv6(address) => Some(IpAddr::V6(*address).to_canonical()),
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

    #[test]
    fn hosts_of_this_machine_and_its_link_are_known() {
        for (host, loopback, link_local) in [
            ("localhost", true, false),
            ("LocalHost.", true, false),
            ("api.localhost", true, false),
            ("127.0.0.1", true, false),
            ("127.9.9.9", true, false),
            ("::1", true, false),
            ("::ffff:127.0.0.1", true, false),
            ("169.254.169.254", false, true),
            ("::ffff:169.254.169.254", false, true),
            ("fe80::1", false, true),
            ("localhost.evil.test", false, false),
            ("evillocalhost", false, false),
            ("128.0.0.1", false, false),
            ("metadata.google.internal", false, false),
            ("", false, false),
        ] {
            let host = parse(host);
            assert_eq!(
                (is_loopback(&host), is_link_local(&host)),
                (loopback, link_local),
                "{host}"
            );
        }
    }
}
