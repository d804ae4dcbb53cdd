//! Base URIs, and the confinement of requests below them.

use std::fmt;

use bytes::Bytes;
use http::Uri;
use http::uri::{Authority, Parts, PathAndQuery, Scheme};
use url::{Position, Url};

use super::encode::append;
use crate::hosts;

/// A parsed base URI. `Debug` shows its origin only, since the path may contain a token.
#[derive(Clone)]
pub(crate) struct BaseUri {
    url: Url,
    scheme: Scheme,
    authority: Authority,
    loopback: bool,
    link_local: bool,
}

impl BaseUri {
    /// Parses a base URI; the error does not quote it.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.is_empty() {
            return Err("is empty");
        }
        let url = Url::parse(text).map_err(|error| match error {
            url::ParseError::RelativeUrlWithoutBase => {
                "has no scheme; it must start with https:// or http://"
            }
            url::ParseError::EmptyHost => "has no host",
            url::ParseError::InvalidPort => "has an invalid port",
            _ => "is not a URL",
        })?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err("must start with https:// or http://");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("contains credentials; set them as authentication");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("has a query or a fragment; set query parameters with `Config::query`");
        }
        let loopback = url.host().is_some_and(|host| hosts::is_loopback(&host));
        let link_local = url.host().is_some_and(|host| hosts::is_link_local(&host));
        let scheme = Scheme::try_from(url.scheme()).map_err(|_| "is not a URL")?;
        let authority = &url[Position::BeforeHost..Position::AfterPort];
        let authority = Authority::try_from(authority).map_err(|_| "has an invalid host")?;
        Ok(Self {
            url,
            scheme,
            authority,
            loopback,
            link_local,
        })
    }

    /// Returns whether a path and a query below this URI are short enough for a URI.
    pub(crate) fn has_room(&self, path: &str, query: Option<&str>) -> bool {
        /// The longest path and query together in bytes, which the HTTP library has in common with many servers' limit.
        const LONGEST: usize = 65_534;
        self.url.path().len() + path.len() + query.map_or(1, |query| query.len() + 1) <= LONGEST
    }

    /// Returns a URI below this one, from an encoded path (which starts with a slash) and an encoded query.
    ///
    /// Returns `None` if the result had another origin or other segments.
    pub(crate) fn join(&self, path: &str, query: Option<&str>) -> Option<Uri> {
        let base = self.url.path().trim_end_matches('/');
        let room = base.len() + path.len() + query.map_or(1, |query| query.len() + 1);
        let mut target = String::with_capacity(room);
        target.extend([base, path]);
        if target.is_empty() {
            target.push('/');
        }
        if !is_plain(&target) {
            target = self.encoded(&target)?;
        }
        if let Some(query) = query {
            target.extend(["?", query]);
        }
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(PathAndQuery::from_maybe_shared(Bytes::from(target)).ok()?);
        Uri::from_parts(parts).ok()
    }

    /// Encodes characters of a spec's path that URLs cannot contain.
    fn encoded(&self, path: &str) -> Option<String> {
        let mut url = self.url.clone();
        url.set_path(path);
        let same_origin = url[..Position::BeforePath] == self.url[..Position::BeforePath];
        let same_place = segments(url.path()) == segments(path);
        (same_origin && same_place).then(|| url.path().to_owned())
    }

    /// Returns whether the host is this machine, or link-local.
    pub(crate) fn is_local(&self) -> bool {
        self.loopback || self.link_local
    }

    /// Returns whether the host is link-local, as the metadata service of a virtual machine is.
    pub(crate) fn is_link_local(&self) -> bool {
        self.link_local
    }

    /// Returns whether requests are encrypted.
    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Returns the host, for messages.
    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }
}

impl fmt::Debug for BaseUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url.origin().ascii_serialization())
    }
}

/// Returns whether a URL parser would keep the path unchanged, as it does for most: nothing to encode, no dot
/// segments.
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

/// Returns how many segments a path has, and how many of them are not empty.
fn segments(path: &str) -> (usize, usize) {
    let segments = path.split('/');
    (
        segments.clone().count(),
        segments.filter(|segment| !segment.is_empty()).count(),
    )
}

#[cfg(test)]
mod tests;
