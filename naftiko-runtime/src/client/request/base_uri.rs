//! Base URIs, and the confinement of requests below them.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use bytes::Bytes;
use http::Uri;
use http::uri::{Authority, Parts, PathAndQuery, Scheme};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::encode::append;
use crate::hosts;

/// What paths of a spec cannot contain as it is: everything but `pchar`, slashes and what is encoded already (RFC 3986, 3.3).
const NOT_IN_PATHS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A parsed base URI. `Debug` shows its origin only, since the path may contain a token.
#[derive(Clone)]
pub(crate) struct BaseUri {
    scheme: Scheme,
    authority: Authority,
    /// Encoded, without a slash at its end.
    path: String,
}

impl BaseUri {
    /// Parses a base URI; the error does not quote it.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.is_empty() {
            return Err("is empty");
        }
        let no_scheme = "has no scheme; it must start with https:// or http://";
        let (scheme, rest) = text.split_once("://").ok_or(no_scheme)?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "https" => Scheme::HTTPS,
            "http" => Scheme::HTTP,
            _ => return Err("must start with https:// or http://"),
        };
        if rest.contains(['?', '#']) {
            return Err("has a query or a fragment; set query parameters with `Config::query`");
        }
        let (authority, path) = rest.split_at(rest.find(['/', '\\']).unwrap_or(rest.len()));
        let authority = parse_authority(authority, &scheme)?;
        let path = encoded(path.trim_end_matches('/')).ok_or("has a backslash or a segment `.` or `..`")?;
        Ok(Self {
            scheme,
            authority,
            path,
        })
    }

    /// Returns whether a path and a query below this URI are short enough for a URI.
    pub(crate) fn has_room(&self, path: &str, query: Option<&str>) -> bool {
        /// The longest path and query together in bytes, which the HTTP library has in common with many servers' limit.
        const LONGEST: usize = 65_534;
        self.path.len() + path.len() + query.map_or(1, |query| query.len() + 1) <= LONGEST
    }

    /// Returns a URI below this one, from an encoded path (which starts with a slash) and an encoded query.
    ///
    /// Returns `None` if the result had another origin or other segments.
    pub(crate) fn join(&self, path: &str, query: Option<&str>) -> Option<Uri> {
        let room = self.path.len() + path.len() + query.map_or(1, |query| query.len() + 1);
        let mut target = String::with_capacity(room);
        target.push_str(&self.path);
        if is_plain(path) {
            target.push_str(path);
        } else {
            target.push_str(&encoded(path)?);
        }
        if target.is_empty() {
            target.push('/');
        }
        if let Some(query) = query {
            target.extend(["?", query]);
        }
        self.at(PathAndQuery::from_maybe_shared(Bytes::from(target)).ok()?)
    }

    /// Returns the URI of a path and query at the origin of this one.
    pub(crate) fn at(&self, target: PathAndQuery) -> Option<Uri> {
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(target);
        Uri::from_parts(parts).ok()
    }

    /// Returns whether another URI has the same scheme, host and port.
    pub(crate) fn has_origin_of(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.authority == other.authority
    }

    /// Returns an encoded path without that of this URI, with a slash at the front unless it is empty.
    pub(crate) fn path_below<'p>(&self, path: &'p str) -> Option<&'p str> {
        let below = path.strip_prefix(self.path.as_str())?;
        (below.is_empty() || below.starts_with('/')).then_some(below)
    }

    /// Returns whether the host is this machine, or link-local.
    pub(crate) fn is_local(&self) -> bool {
        hosts::is_loopback(self.host()) || self.is_link_local()
    }

    /// Returns whether the host is link-local, as the metadata service of a virtual machine is.
    pub(crate) fn is_link_local(&self) -> bool {
        hosts::is_link_local(self.host())
    }

    /// Returns whether requests are encrypted.
    pub(crate) fn is_https(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// Returns the host without the brackets of an IPv6 address.
    pub(crate) fn host(&self) -> &str {
        self.authority.host().trim_matches(['[', ']'])
    }
}

impl fmt::Debug for BaseUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

/// Parses a host and its port, in lower case and without the default port.
fn parse_authority(text: &str, scheme: &Scheme) -> Result<Authority, &'static str> {
    if text.contains('@') {
        return Err("contains credentials; set them as authentication");
    }
    if !text.is_ascii() {
        return Err("has a host with characters beyond ASCII; write the host as `xn--…` (punycode)");
    }
    let text = text.to_ascii_lowercase();
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (text.as_str(), ""),
    };
    let port = match port {
        "" => None,
        port => Some(port.parse::<u16>().map_err(|_| "has an invalid port")?),
    };
    if host.is_empty() {
        return Err("has no host");
    }
    if !is_host(host) {
        return Err("has an invalid host");
    }
    let default = if *scheme == Scheme::HTTPS { 443 } else { 80 };
    let authority = match port.filter(|port| *port != default) {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    Authority::try_from(authority).map_err(|_| "has an invalid host")
}

/// Returns whether a text is a name or an IP address. Other spellings of an address (`0x7f.1`, `2130706433`) are neither: resolvers differ
/// about them, and only the usual one shows where requests go.
fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']').unwrap_or_default();
        return address.parse::<IpAddr>().is_ok_and(|address| address.is_ipv6());
    }
    let is_in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let last = host.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    let is_number = last.starts_with("0x") || last.bytes().all(|byte| byte.is_ascii_digit());
    host.bytes().all(is_in_name) && (!is_number || host.parse::<Ipv4Addr>().is_ok())
}

/// Returns whether a segment of a path is `.` or `..`, perhaps encoded.
pub(crate) fn is_dots(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    matches!(plain.as_str(), "." | "..")
}

/// Returns a path whose characters are all allowed in one; `None` if a server may read other segments in it.
fn encoded(path: &str) -> Option<String> {
    let is_unsafe = path.contains('\\') || path.split('/').any(is_dots);
    (!is_unsafe).then(|| utf8_percent_encode(path, NOT_IN_PATHS).to_string())
}

/// Returns whether a path, like most, has nothing to encode and no dot segments.
fn is_plain(path: &str) -> bool {
    let bytes = path.as_bytes();
    let is_safe = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'-' | b'.'
                    | b'_'
                    | b'~'
                    | b'%'
                    | b'/'
                    | b':'
                    | b'@'
                    | b'!'
                    | b'$'
                    | b'&'
                    | b'\''
                    | b'('
                    | b')'
                    | b'*'
                    | b'+'
                    | b','
                    | b';'
                    | b'='
            )
    };
    let is_dot = |three: &[u8]| matches!(three, [b'/', b'.', _] | [b'%', b'2', b'e' | b'E']);
    bytes.iter().all(is_safe) && !bytes.windows(3).any(is_dot) && !path.ends_with("/.")
}

/// Returns the URI with one more query parameter.
pub(crate) fn with_query_pair(uri: &Uri, name: &str, value: &str) -> Uri {
    let mut query = uri.query().unwrap_or_default().to_owned();
    append(&mut query, name, value);
    let mut parts = uri.clone().into_parts();
    // The pair is encoded, so that this cannot fail.
    if let Ok(target) = PathAndQuery::from_maybe_shared(Bytes::from(format!("{}?{query}", uri.path()))) {
        parts.path_and_query = Some(target);
    }
    Uri::from_parts(parts).unwrap_or_else(|_| uri.clone())
}

#[cfg(test)]
mod tests;
