//! The place of a response at its API, to which its links are relative.

use http::Uri;
use http::uri::PathAndQuery;

use crate::client::request::base_uri::{BaseUri, is_dots};

/// The API of a response, and the address that it is from.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    api: &'static str,
    base: BaseUri,
    /// Where the request went. Its query may have keys, so that nothing shows it.
    address: Address,
}

#[derive(Clone)]
struct Address(Uri);

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("..")
    }
}

/// A link below the base URI of an API.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Below {
    /// Encoded, with a slash at the front.
    pub(crate) path: String,
    pub(crate) query: Option<String>,
}

impl Place {
    pub(crate) fn new(api: &'static str, base: BaseUri, address: Uri) -> Self {
        Self {
            api,
            base,
            address: Address(address),
        }
    }

    /// Returns the name of the API.
    pub(crate) fn api(&self) -> &'static str {
        self.api
    }

    /// Returns a link of the response (RFC 3986, 5.2) without the base URI; `None` if it leads elsewhere, or up with `..`.
    pub(crate) fn below(&self, reference: &str) -> Option<Below> {
        let (reference, _) = reference.split_once('#').unwrap_or((reference, ""));
        let (reference, query) = match reference.split_once('?') {
            Some((reference, query)) => (reference, Some(query)),
            None => (reference, None),
        };
        let path = self.path(reference)?;
        // The path is checked as that of a request is.
        let is_plain = !path.contains(['{', '}', '\\']) && !path.split('/').any(is_dots);
        let target = PathAndQuery::try_from(path.as_str()).ok().filter(|_| is_plain)?;
        Some(Below {
            path: self.base.path_below(target.path())?.to_owned(),
            query: query.map(str::to_owned),
        })
    }

    /// Returns the absolute path of a reference to the origin of the API.
    fn path(&self, reference: &str) -> Option<String> {
        let here = self.address.0.path();
        if let Some((scheme, rest)) = reference
            .split_once("//")
            .filter(|(scheme, _)| !scheme.contains('/'))
        {
            let scheme = match scheme {
                "" => self.address.0.scheme_str()?,
                scheme => scheme.strip_suffix(':')?,
            };
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let origin = BaseUri::parse(&format!("{scheme}://{authority}")).ok()?;
            return self.base.has_origin_of(&origin).then(|| path.to_owned());
        }
        if reference.starts_with('/') {
            return Some(reference.to_owned());
        }
        if reference.is_empty() {
            return Some(here.to_owned());
        }
        // A colon in the first segment ends a scheme.
        let first = reference.split('/').next().unwrap_or_default();
        let (folder, _) = here.rsplit_once('/')?;
        (!first.contains(':')).then(|| format!("{folder}/{reference}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_below_the_base_uri_has_its_path_and_query() {
        let base = BaseUri::parse("https://api.test/v2/").map_err(str::to_owned);
        let address = Uri::from_static("https://api.test/v2/ships?key=canary");
        let Ok(place) = base.map(|base| Place::new("ships", base, address)) else {
            panic!("an invalid base URI");
        };
        let below = |reference| place.below(reference).map(|below| (below.path, below.query));
        let path = |path: &str| Some((path.to_owned(), None));
        assert_eq!(below("https://api.test/v2/ships/7"), path("/ships/7"));
        assert_eq!(below("https://api.test:443/v2/ships/7#top"), path("/ships/7"));
        assert_eq!(below("/v2/ships/a%2Fb"), path("/ships/a%2Fb"));
        assert_eq!(below("ships/7"), path("/ships/7"));
        assert_eq!(below("//api.test/v2/x"), path("/x"));
        assert_eq!(
            below("?page=2"),
            Some(("/ships".to_owned(), Some("page=2".to_owned())))
        );
        for elsewhere in [
            "https://api.test/v20/ships",
            "https://api.test/ships",
            "http://api.test/v2/ships",
            "https://user@api.test/v2/ships",
            "https://api.test:8443/v2/ships",
            "/v2/../ships",
            "//evil.test/v2/ships",
            "https://api.test.evil.test/v2/ships",
            "mailto:a@api.test",
            "http://[",
        ] {
            assert_eq!(below(elsewhere), None, "{elsewhere}");
        }
        assert!(!format!("{place:?}").contains("canary"));
    }
}
