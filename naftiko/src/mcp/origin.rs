//! Which web pages are the server's own.

use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderMap, Uri};

/// Whether a request comes from a page of the host and port that it is for. Whether these are the server's
/// is for the check of the host to say.
pub(super) fn is_own(uri: &Uri, headers: &HeaderMap) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    let (Some(origin), None) = (origins.next(), origins.next()) else {
        return false;
    };
    let Some((scheme, origin)) = origin.to_str().ok().and_then(|text| text.split_once("://")) else {
        return false;
    };
    let default = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return false,
    };
    let host = match headers.get(HOST) {
        Some(host) => host.to_str().ok().and_then(|text| text.parse().ok()),
        // In HTTP/2 it stands in the target.
        None => uri.authority().cloned(),
    };
    let (Ok(origin), Some(host)) = (origin.parse::<Authority>(), host) else {
        return false;
    };
    let port = |authority: &Authority| authority.port_u16().unwrap_or(default);
    let plain = |authority: &Authority| !authority.as_str().contains('@');
    plain(&origin)
        && plain(&host)
        && origin.host().eq_ignore_ascii_case(host.host())
        && port(&origin) == port(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(host: &str, origin: &str) -> bool {
        let headers = [(HOST, host), (ORIGIN, origin)];
        let headers = headers
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.parse().ok()?)))
            .collect();
        is_own(&Uri::from_static("/mcp"), &headers)
    }

    #[test]
    fn only_the_same_host_and_port_are_ones_own() {
        for (host, origin) in [
            ("localhost:8931", "http://localhost:8931"),
            ("LOCALHOST:8931", "http://localhost:8931"),
            ("[::1]:8931", "http://[::1]:8931"),
            ("desk.example", "http://desk.example"),
            ("desk.example", "https://desk.example"),
            ("desk.example:443", "https://desk.example"),
        ] {
            assert!(own(host, origin), "{origin}");
        }
        for (host, origin) in [
            ("localhost:8931", "http://localhost:8932"),
            ("localhost:8931", "http://localhost"),
            ("localhost:8931", "http://127.0.0.1:8931"),
            ("localhost:8931", "http://evil.example"),
            ("localhost:8931", "http://localhost:8931@evil.example"),
            ("localhost:8931", "http://localhost:8931.evil.example"),
            ("localhost:8931", "null"),
            ("localhost:8931", "file://localhost:8931"),
            ("localhost:8931", ""),
            ("desk.example", "https://desk.example:80"),
        ] {
            assert!(!own(host, origin), "{origin}");
        }
    }
}
