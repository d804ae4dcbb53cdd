//! References to addresses of an API (RFC 3986, 5.2), as its responses have them.

use bytes::Bytes;
use http::Uri;
use http::uri::PathAndQuery;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::base_uri::BaseUri;
use crate::client::PageError;

/// What a request cannot contain. All else is sent as the API wrote it.
const NOT_IN_REQUESTS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Returns the target of a reference in the response from `address`. It is at the origin of the API, and not encoded again.
pub(crate) fn resolve(base: &BaseUri, address: &Uri, reference: &str) -> Result<Uri, PageError> {
    let reference = reference.trim();
    let (reference, _) = reference.split_once('#').unwrap_or((reference, ""));
    let target = match authority_of(reference) {
        Some((scheme, authority, target)) => {
            let scheme = scheme.or(address.scheme_str()).unwrap_or_default();
            let origin = BaseUri::parse(&format!("{scheme}://{authority}"));
            if !origin.is_ok_and(|origin| base.has_origin_of(&origin)) {
                return Err(PageError::OtherOrigin);
            }
            target.to_owned()
        }
        None if has_scheme(reference) => return Err(PageError::OtherOrigin),
        None => relative(address, reference),
    };
    let target = if target.starts_with('/') {
        target
    } else {
        format!("/{target}")
    };
    let target = utf8_percent_encode(&target, NOT_IN_REQUESTS).to_string();
    let target = PathAndQuery::from_maybe_shared(Bytes::from(target)).map_err(|_| PageError::InvalidLink)?;
    base.at(target).ok_or(PageError::InvalidLink)
}

/// Returns the scheme, the authority, and the path and query of a reference that has an authority.
fn authority_of(reference: &str) -> Option<(Option<&str>, &str, &str)> {
    let (scheme, rest) = reference.split_once("//")?;
    let scheme = match scheme {
        "" => None,
        // Two slashes in a path or a query do not begin an authority.
        scheme if scheme.contains(['/', '?']) => return None,
        scheme => Some(scheme.strip_suffix(':')?),
    };
    let (authority, target) = rest.split_at(rest.find(['/', '?', '\\']).unwrap_or(rest.len()));
    Some((scheme, authority, target))
}

/// Returns whether a reference without an authority has a scheme: a colon in its first segment ends one.
fn has_scheme(reference: &str) -> bool {
    let first = reference.split(['/', '?']).next().unwrap_or_default();
    first.contains(':')
}

/// Returns the path and query of a reference without a scheme and an authority.
fn relative(address: &Uri, reference: &str) -> String {
    let here = address.path();
    if reference.is_empty() {
        return address
            .path_and_query()
            .map_or(here, PathAndQuery::as_str)
            .to_owned();
    }
    if reference.starts_with('/') {
        return reference.to_owned();
    }
    if reference.starts_with('?') {
        return format!("{here}{reference}");
    }
    let (path, query) = reference.split_at(reference.find('?').unwrap_or(reference.len()));
    let folder = here.rsplit_once('/').map_or("", |(folder, _)| folder);
    without_dots(&format!("{folder}/{path}")) + query
}

/// Returns a path without the segments `.` and `..` (RFC 3986, 5.2.4).
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => drop(kept.pop()),
            segment => kept.push(segment),
        }
    }
    let ends_in_folder = matches!(path.rsplit('/').next(), Some("." | "..")) && !kept.is_empty();
    format!("/{}{}", kept.join("/"), if ends_in_folder { "/" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(reference: &str) -> Result<String, PageError> {
        let Ok(base) = BaseUri::parse("https://api.test/v2/") else {
            panic!("an invalid base URI");
        };
        let address = Uri::from_static("https://api.test/v2/ships/list?key=canary");
        resolve(&base, &address, reference).map(|uri| uri.to_string())
    }

    #[test]
    fn reference_leads_to_the_address_that_it_names() {
        for (reference, target) in [
            (
                "https://api.test/v2/ships?skip=a%2Fb%20c+d&$top=5",
                "/v2/ships?skip=a%2Fb%20c+d&$top=5",
            ),
            ("HTTPS://API.TEST:443/other?x=1#top", "/other?x=1"),
            ("https://api.test?page=2", "/?page=2"),
            ("//api.test/x", "/x"),
            ("/x/../y", "/x/../y"),
            ("?page=2", "/v2/ships/list?page=2"),
            ("next?page=2", "/v2/ships/next?page=2"),
            ("../a/./b?c=../d", "/v2/a/b?c=../d"),
            ("..", "/v2/"),
            ("./", "/v2/ships/"),
            (
                "/x?filter=name eq 'é'&next=https://evil.test",
                "/x?filter=name%20eq%20'%C3%A9'&next=https://evil.test",
            ),
            ("", "/v2/ships/list?key=canary"),
        ] {
            assert_eq!(
                resolved(reference),
                Ok(format!("https://api.test{target}")),
                "{reference}"
            );
        }
    }

    #[test]
    fn reference_to_another_origin_is_refused() {
        for reference in [
            "https://evil.test/v2",
            "http://api.test/v2",
            "https://api.test:8443/",
            "https://api.test@evil.test/",
            "https://user:pass@api.test/",
            "//evil.test/",
            "https://api.test.evil.test/",
            "https:\\\\evil.test",
            "https://evil.test\\@api.test/",
            "mailto:a@api.test",
            "javascript:alert(1)",
            "ftp://api.test/",
            "https://",
        ] {
            assert_eq!(resolved(reference), Err(PageError::OtherOrigin), "{reference}");
        }
        assert_eq!(
            resolved(&format!("/{}", "x".repeat(70_000))),
            Err(PageError::InvalidLink)
        );
    }
}
