//! Origins of web pages.

use crate::hosts::split;

/// An accepted origin.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    Any,
    /// The origin of pages without one, such as files.
    Null,
    /// Scheme, host and port; without a port, any.
    Page(String, String, Option<u16>),
}

impl Origin {
    /// Parses an origin of a list: `https://app.example:443`; `:*`, or no port, is any port; `*` is any origin.
    pub(super) fn parse(origin: &str) -> Option<Self> {
        let origin = origin.trim();
        if origin == "*" {
            return Some(Self::Any);
        }
        if origin.eq_ignore_ascii_case("null") {
            return Some(Self::Null);
        }
        let (scheme, authority) = origin.split_once("://")?;
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        let (name, port) = split(authority.strip_suffix(":*").unwrap_or(authority))?;
        Some(Self::Page(scheme.to_owned(), name.to_owned(), port))
    }

    /// Returns whether the `Origin` of a request is this one.
    pub(super) fn is(&self, origin: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Null => origin == "null",
            Self::Page(scheme, host, only) => parts(origin).is_some_and(|(its_scheme, its_host, port)| {
                scheme.eq_ignore_ascii_case(its_scheme)
                    && host.eq_ignore_ascii_case(its_host)
                    && (only.is_none() || *only == port)
            }),
        }
    }
}

/// Returns whether a text can be in a list of origins.
pub(crate) fn is_origin(text: &str) -> bool {
    Origin::parse(text).is_some()
}

/// Returns whether an origin has the host and port of a request.
pub(super) fn is_own(host: &str, origin: &str) -> bool {
    let (Some((scheme, name, port)), Some((host, host_port))) = (parts(origin), split(host)) else {
        return false;
    };
    let default = default_port(scheme);
    default.is_some() && name.eq_ignore_ascii_case(host) && port == host_port.or(default)
}

/// Returns the scheme, the host and the port of an origin.
fn parts(origin: &str) -> Option<(&str, &str, Option<u16>)> {
    let (scheme, authority) = origin.split_once("://")?;
    let (name, port) = split(authority)?;
    Some((scheme, name, port.or_else(|| default_port(scheme))))
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}
