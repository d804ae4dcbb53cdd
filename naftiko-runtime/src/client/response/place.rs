//! The place of a response at its API, to which its links are relative.

use http::Uri;

use crate::client::request::base_uri::{BaseUri, is_dots};
use crate::client::request::reference;

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

    /// Returns a link of the response without the base URI; `None` if it leads elsewhere, or its path has dot segments.
    pub(crate) fn below(&self, link: &str) -> Option<Below> {
        let target = reference::resolve(&self.base, &self.address.0, link).ok()?;
        // The path is checked as that of a request is.
        if link.contains(['{', '}', '\\']) || target.path().split('/').any(is_dots) {
            return None;
        }
        Some(Below {
            path: self.base.path_below(target.path())?.to_owned(),
            query: target.query().map(str::to_owned),
        })
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
