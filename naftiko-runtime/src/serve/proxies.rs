//! Addresses of callers, behind proxies too.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;
use std::sync::Arc;

use http::{HeaderMap, HeaderName};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A range of IP addresses: `10.0.0.0/8`, `fd00::/8`, or one address.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AddressRange {
    address: IpAddr,
    /// How many bits of an address must be the same.
    bits: u32,
}

/// A text that is not a range of addresses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct InvalidAddressRange;

impl AddressRange {
    /// Returns whether an address is in the range.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(range), IpAddr::V4(address)) => {
                let differing = range.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= self.bits
            }
            (IpAddr::V6(range), IpAddr::V6(address)) => {
                let differing = range.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= self.bits
            }
            _ => false,
        }
    }
}

impl From<IpAddr> for AddressRange {
    fn from(address: IpAddr) -> Self {
        let address = address.to_canonical();
        let bits = if address.is_ipv4() { 32 } else { 128 };
        Self { address, bits }
    }
}

impl FromStr for AddressRange {
    type Err = InvalidAddressRange;

    fn from_str(text: &str) -> Result<Self, InvalidAddressRange> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| InvalidAddressRange)?;
        let one = Self::from(address);
        let Some(bits) = bits else { return Ok(one) };
        let bits = bits.parse().map_err(|_| InvalidAddressRange)?;
        if bits > one.bits {
            return Err(InvalidAddressRange);
        }
        Ok(Self { bits, ..one })
    }
}

impl fmt::Display for InvalidAddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an IP address or a range such as 10.0.0.0/8")
    }
}

impl std::error::Error for InvalidAddressRange {}

/// The proxies in front of a server. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Proxies(Arc<[AddressRange]>);

impl Proxies {
    pub(super) fn new(ranges: Vec<AddressRange>) -> Self {
        Self(ranges.into())
    }

    /// Returns the caller that counts for a connection from an address; `None` for a proxy, which stands for many callers.
    pub(super) fn caller(&self, address: IpAddr) -> Option<IpAddr> {
        (!self.contains(address)).then(|| network(address))
    }

    /// Returns the caller that counts for a request from a proxy: the last address that is not a proxy's. Earlier ones are what the caller
    /// says of itself.
    pub(super) fn forwarded(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let values = headers.get_all(FORWARDED_FOR).iter().rev();
        let texts = values.flat_map(|value| value.to_str().unwrap_or_default().rsplit(','));
        for text in texts {
            let address = text.trim().parse().ok()?;
            if let Some(caller) = self.caller(address) {
                return Some(caller);
            }
        }
        None
    }

    fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|range| range.contains(address))
    }
}

/// Returns what counts as one caller: an IPv4 address, or the network of an IPv6 address, of which hosts have 2^64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap_or(IpAddr::from([0; 4]))
    }

    fn proxies(ranges: &[&str]) -> Proxies {
        Proxies::new(ranges.iter().filter_map(|range| range.parse().ok()).collect())
    }

    #[test]
    fn range_contains_its_addresses() {
        for (range, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.0"),
            ("10.0.0.7", "10.0.0.7", "10.0.0.6"),
            ("10.0.0.7", "::ffff:10.0.0.7", "::10.0.0.7"),
            ("0.0.0.0/0", "1.2.3.4", "::1"),
            ("fd00::/8", "fdff::1", "fe00::1"),
            ("::1/128", "::1", "::2"),
        ] {
            let parsed = range.parse::<AddressRange>();
            assert!(
                parsed.is_ok_and(|range| range.contains(address(inside))),
                "{range}"
            );
            assert!(
                parsed.is_ok_and(|range| !range.contains(address(outside))),
                "{range}"
            );
        }
        for text in ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0", "::/129", "host"] {
            assert_eq!(text.parse::<AddressRange>(), Err(InvalidAddressRange), "{text}");
        }
    }

    #[test]
    fn caller_is_an_address_or_a_network() {
        let proxies = proxies(&["10.0.0.0/8"]);
        assert_eq!(proxies.caller(address("10.1.1.1")), None);
        let caller = |text: &str| proxies.caller(address(text));
        assert_eq!(caller("192.0.2.1"), Some(address("192.0.2.1")));
        assert_eq!(caller("::ffff:192.0.2.1"), Some(address("192.0.2.1")));
        assert_eq!(caller("2001:db8::1:2:3:4"), Some(address("2001:db8::")));
        assert_eq!(caller("2001:db8::1"), caller("2001:db8::ffff:0:0:1"));
        assert_ne!(caller("2001:db8:0:1::1"), caller("2001:db8::1"));
    }

    #[test]
    fn forwarded_caller_is_the_last_before_the_proxies() {
        let proxies = proxies(&["10.0.0.0/8"]);
        let forwarded = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(FORWARDED_FOR, HeaderValue::from_static(value));
            }
            proxies.forwarded(&headers)
        };
        let caller = Some(address("192.0.2.1"));
        assert_eq!(forwarded(&["192.0.2.1"]), caller);
        // The first is what the caller claims.
        assert_eq!(forwarded(&["203.0.113.1, 192.0.2.1, 10.0.0.3"]), caller);
        assert_eq!(
            forwarded(&["203.0.113.1", "192.0.2.1", "10.0.0.3 ,10.0.0.4"]),
            caller
        );
        for unknown in [&[][..], &["10.0.0.3"], &["192.0.2.1, unknown"], &[""]] {
            assert_eq!(forwarded(unknown), None);
        }
    }
}
