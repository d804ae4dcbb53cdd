//! Encoded query strings; a space is `%20`.

use super::path::encode;

/// An encoded query string.
#[derive(Debug, Default)]
pub(crate) struct Query(String);

impl Query {
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        append(&mut self.0, name, value);
    }

    /// Returns the query string; `None` when it is empty.
    pub(crate) fn as_str(&self) -> Option<&str> {
        (!self.0.is_empty()).then_some(self.0.as_str())
    }
}

/// Appends an encoded pair to a query string or form.
pub(crate) fn append(to: &mut String, name: &str, value: &str) {
    if !to.is_empty() {
        to.push('&');
    }
    encode(to, name);
    to.push('=');
    encode(to, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_encoded() {
        let mut query = Query::default();
        assert_eq!(query.as_str(), None);
        query.push("a b", "1&2=3");
        query.push("ids[]", "+%#?/");
        query.push("line", "x\r\ny");
        assert_eq!(
            query.as_str(),
            Some("a%20b=1%262%3D3&ids%5B%5D=%2B%25%23%3F%2F&line=x%0D%0Ay")
        );
    }
}
