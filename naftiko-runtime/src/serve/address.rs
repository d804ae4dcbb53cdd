//! Address of an adapter: code, else environment, else spec.

use std::ffi::OsString;
use std::fmt;
use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, lookup_host};

use super::ServeError;
use crate::hosts;

/// A host (a name or an IP address) and a port.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Address {
    pub(super) host: String,
    pub(super) port: u16,
}

/// Looks up an environment variable; tests replace it.
pub(super) type Environment<'e> = &'e dyn Fn(&str) -> Option<OsString>;

impl Address {
    /// Creates the address of the spec. An empty host is the loopback address.
    pub(super) fn new(host: &str, port: u16) -> Self {
        let host = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(host);
        let host = if host.is_empty() { "127.0.0.1" } else { host };
        Self {
            host: host.to_owned(),
            port,
        }
    }

    /// Returns the address with the values of `<NAMESPACE>_ADDRESS` and `<NAMESPACE>_PORT`.
    pub(super) fn with_environment(
        &self,
        namespace: &str,
        environment: Environment<'_>,
    ) -> Result<Self, ServeError> {
        let host = variable(
            environment,
            variable_name(namespace, "ADDRESS"),
            "an IP address or a host name",
            |text| is_host(text).then(|| Self::new(text, 0).host),
        )?;
        let port = variable(
            environment,
            variable_name(namespace, "PORT"),
            "a port (0 to 65535)",
            |text| text.parse().ok(),
        )?;
        Ok(Self {
            host: host.unwrap_or_else(|| self.host.clone()),
            port: port.unwrap_or(self.port),
        })
    }

    /// Binds the first usable address of the host. IPv4 addresses come first, since many clients resolve `localhost`
    /// to 127.0.0.1.
    pub(super) async fn bind(&self) -> io::Result<TcpListener> {
        let mut addresses: Vec<SocketAddr> = lookup_host((self.host.as_str(), self.port)).await?.collect();
        addresses.sort_by_key(SocketAddr::is_ipv6);
        TcpListener::bind(addresses.as_slice()).await
    }

    /// Returns whether only this machine can reach the address.
    pub(super) fn is_loopback(&self) -> bool {
        hosts::is_loopback(&self.host)
    }

    /// Returns whether it means every address of the machine.
    pub(super) fn is_unspecified(&self) -> bool {
        self.host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_unspecified())
    }
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Self {
        Self {
            host: address.ip().to_string(),
            port: address.port(),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// Returns the items of a comma-separated variable; none when it is not set.
pub(super) fn list(
    name: &str,
    expected: &'static str,
    is_valid: impl Fn(&str) -> bool,
    environment: Environment<'_>,
) -> Result<Vec<String>, ServeError> {
    let items = variable(environment, name.to_owned(), expected, |text| {
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        let items = items.map(|item| is_valid(item).then(|| item.to_owned()));
        items.collect()
    })?;
    Ok(items.unwrap_or_default())
}

/// Returns the name of an adapter's variable: `DESK_API_PORT` for `PORT` of `desk-api` or `deskApi`.
pub(super) fn variable_name(namespace: &str, suffix: &str) -> String {
    // Shells cannot set a variable that starts with a digit.
    let mut name = String::from(if namespace.starts_with(|c: char| c.is_ascii_digit()) {
        "N"
    } else {
        ""
    });
    let mut after_lower = false;
    for c in namespace.chars() {
        if after_lower && c.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(if c.is_ascii_alphanumeric() {
            c.to_ascii_uppercase()
        } else {
            '_'
        });
        after_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    format!("{name}_{suffix}")
}

/// Returns the value of a variable, `None` when it is unset or empty. Errors do not show the value, since it may be
/// another program's secret.
pub(super) fn variable<T>(
    environment: Environment<'_>,
    name: String,
    expected: &'static str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, ServeError> {
    let Some(value) = environment(&name).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    match value.to_str().and_then(|text| read(text.trim())) {
        Some(value) => Ok(Some(value)),
        None => Err(ServeError::Variable { name, expected }),
    }
}

fn is_host(text: &str) -> bool {
    let name = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
    };
    let address = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    !text.is_empty() && (name(text) || address.parse::<std::net::IpAddr>().is_ok())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn resolve(variables: &[(&str, &str)]) -> Result<Address, String> {
        let environment = |name: &str| {
            variables
                .iter()
                .find(|(set, _)| *set == name)
                .map(|(_, value)| OsString::from(value))
        };
        Address::new("127.0.0.1", 3002)
            .with_environment("desk-api", &environment)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn namespace_becomes_the_name_of_a_variable() {
        for line in include_str!("../../../tests/cases/variables.txt").lines() {
            if let Some((namespace, variable)) = line.split_once('|') {
                let expected = format!("{}_PORT", variable.trim());
                assert_eq!(variable_name(namespace.trim(), "PORT"), expected);
            }
        }
    }

    #[test]
    fn address_set_in_the_environment_overrides_the_spec() {
        assert_eq!(resolve(&[]), Ok(Address::new("127.0.0.1", 3002)));
        assert_eq!(
            resolve(&[("DESK_API_PORT", "0")]),
            Ok(Address::new("127.0.0.1", 0))
        );
        assert_eq!(
            resolve(&[("DESK_API_PORT", "")]),
            Ok(Address::new("127.0.0.1", 3002))
        );
        assert_eq!(
            resolve(&[("DESK_API_ADDRESS", "0.0.0.0")]),
            Ok(Address::new("0.0.0.0", 3002))
        );
        assert_eq!(
            resolve(&[("DESK_API_ADDRESS", "[::1]")]),
            Ok(Address::new("::1", 3002))
        );
        assert_eq!(
            resolve(&[("DESK_API_ADDRESS", "localhost")]),
            Ok(Address::new("localhost", 3002))
        );
    }

    #[test]
    fn invalid_address_variable_is_an_error_with_its_name() {
        for value in ["http", "-1", "65536", "80 80"] {
            let error = resolve(&[("DESK_API_PORT", value)]).unwrap_err();
            assert_eq!(
                error,
                "invalid value of `DESK_API_PORT`: expected a port (0 to 65535)"
            );
        }
        for value in ["127.0.0.1:80", "http://x", "a b", "[x"] {
            let error = resolve(&[("DESK_API_ADDRESS", value)]).unwrap_err();
            assert_eq!(
                error,
                "invalid value of `DESK_API_ADDRESS`: expected an IP address or a host name"
            );
        }
    }

    #[test]
    fn variable_name_is_made_from_the_namespace() {
        assert_eq!(variable_name("m3ter-auth-rest", "PORT"), "M3TER_AUTH_REST_PORT");
        assert_eq!(variable_name("deskApi", "PORT"), "DESK_API_PORT");
        assert_eq!(variable_name("desk.api v2", "PORT"), "DESK_API_V2_PORT");
    }

    #[tokio::test]
    async fn host_name_binds_to_its_ipv4_address() {
        for host in ["localhost", "127.0.0.1", "0.0.0.0", ""] {
            let listener = Address::new(host, 0).bind().await.unwrap();
            assert!(listener.local_addr().unwrap().is_ipv4(), "{host}");
        }
    }
}
