//! Headers by which a caller negotiates the response.

use http::header::{
    ACCEPT, ACCEPT_ENCODING, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE,
};
use http::{HeaderMap, HeaderName, HeaderValue};

/// What a caller accepts, and the conditions of its request (RFC 9110, 12.5 and 13.1).
static NEGOTIATED: [HeaderName; 6] = [
    ACCEPT,
    ACCEPT_ENCODING,
    IF_MATCH,
    IF_MODIFIED_SINCE,
    IF_NONE_MATCH,
    IF_UNMODIFIED_SINCE,
];

/// The headers of a request that the request to an API has too, where the response is relayed.
#[derive(Clone, Debug, Default)]
pub(super) struct Negotiation(Vec<(HeaderName, HeaderValue)>);

impl Negotiation {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let negotiated = headers.iter().filter(|(name, _)| NEGOTIATED.contains(name));
        let pairs = negotiated.map(|(name, value)| (name.clone(), value.clone()));
        Self(pairs.collect())
    }

    /// Adds the headers that are not set yet, with all their values.
    pub(super) fn add_to(&self, headers: &mut HeaderMap) {
        let mut added = None;
        // The values of one name follow each other.
        for (name, value) in &self.0 {
            if added == Some(name) || !headers.contains_key(name) {
                headers.append(name.clone(), value.clone());
                added = Some(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_that_is_set_keeps_its_value() {
        let headers = |pairs: &[(&HeaderName, &'static str)]| -> HeaderMap {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(*name, HeaderValue::from_static(value));
            }
            headers
        };
        let pairs = [
            (&ACCEPT, "text/csv"),
            (&ACCEPT, "text/html"),
            (&IF_NONE_MATCH, "\"1\""),
            (&http::header::COOKIE, "sid=1"),
        ];
        let negotiation = Negotiation::of(&headers(&pairs));
        let mut added = headers(&[(&IF_NONE_MATCH, "\"2\"")]);
        negotiation.add_to(&mut added);
        let expected = [
            (&IF_NONE_MATCH, "\"2\""),
            (&ACCEPT, "text/csv"),
            (&ACCEPT, "text/html"),
        ];
        assert_eq!(added, headers(&expected));
    }
}
