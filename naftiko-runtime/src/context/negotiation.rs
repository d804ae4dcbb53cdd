//! Headers by which a caller negotiates the response.

use http::{HeaderMap, HeaderName, HeaderValue};

/// The headers by which the caller of a relayed response negotiates it. The request to the API has them too.
#[derive(Clone, Debug, Default)]
pub(super) struct Negotiation(Vec<(HeaderName, HeaderValue)>);

impl Negotiation {
    /// Keeps a header of the caller's request.
    pub(super) fn keep(&mut self, name: &HeaderName, value: &HeaderValue) {
        self.0.push((name.clone(), value.clone()));
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
    use http::header::{ACCEPT, IF_NONE_MATCH};

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
        ];
        let mut negotiation = Negotiation::default();
        for (name, value) in &headers(&pairs) {
            negotiation.keep(name, value);
        }
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
