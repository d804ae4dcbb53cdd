//! JSONPath (RFC 9535) with slices, unions, descendants and filters.

use std::fmt;
#[cfg(feature = "jsonpath")]
use std::sync::OnceLock;

#[cfg(feature = "jsonpath")]
use serde_json_path::{JsonPath as Parsed, NormalizedPath, PathElement};

use super::cursor::Step;
#[cfg(feature = "jsonpath")]
use super::json::{Parts, is_named};
use super::{DecodeError, JsonCursor};

/// A JSONPath (RFC 9535), parsed on first use. Needs the feature `jsonpath`: a `static` does not compile without it.
///
/// Generated code has one for each path that selects with slices, unions, descendants or filters; the compiler
/// has checked it. An invalid path matches nothing.
///
#[cfg_attr(feature = "jsonpath", doc = "```")]
#[cfg_attr(not(feature = "jsonpath"), doc = "```ignore")]
/// use naftiko::value::{Json, JsonPath};
///
/// static HEAVY: JsonPath = JsonPath::new("$.parcels[?@.weight > 10].id");
///
/// let answer = Json::parse(r#"{"parcels": [{"id": "P1", "weight": 2}, {"id": "P2", "weight": 12}]}"#)?;
/// assert_eq!(answer.at().first(&HEAVY).string(), Ok("P2".to_owned()));
/// # Ok::<(), naftiko::value::DecodeError>(())
/// ```
pub struct JsonPath {
    text: &'static str,
    #[cfg(feature = "jsonpath")]
    parsed: OnceLock<Option<Parsed>>,
}

impl JsonPath {
    /// Creates a path from its text, such as `$..id`. `$` is the node where evaluation starts.
    ///
    /// # Panics
    /// When the feature `jsonpath` is off: in a `static`, at compile time.
    pub const fn new(text: &'static str) -> Self {
        let missing: Option<&'static str> = missing_feature!("jsonpath");
        if let Some(missing) = missing {
            panic!("{}", missing);
        }
        Self {
            text,
            #[cfg(feature = "jsonpath")]
            parsed: OnceLock::new(),
        }
    }

    /// Returns the texts of the selected values, in document order.
    ///
    /// The path is evaluated on a tree of the value, and each result is the text at the same position.
    fn nodes<'a>(&self, from: &'a str) -> Vec<&'a str> {
        #[cfg(not(feature = "jsonpath"))]
        {
            // There is no such path then.
            let (_, _) = (self.text, from);
            Vec::new()
        }
        #[cfg(feature = "jsonpath")]
        {
            let parsed = self.parsed.get_or_init(|| Parsed::parse(self.text).ok());
            let tree = serde_json::from_str(from).unwrap_or(serde_json::Value::Null);
            let found = parsed.as_ref().map(|path| path.query_located(&tree));
            let locations = found.iter().flat_map(|nodes| nodes.locations());
            locations.filter_map(|location| follow(from, location)).collect()
        }
    }
}

/// Returns the text of the value at a location.
#[cfg(feature = "jsonpath")]
fn follow<'a>(from: &'a str, location: &NormalizedPath<'_>) -> Option<&'a str> {
    location.iter().try_fold(from, |node, element| {
        let mut parts = Parts::of(node);
        let part = match element {
            // The tree has the last of several members with one name.
            PathElement::Name(name) => parts.filter(|(raw, _)| is_named(raw, name)).last(),
            PathElement::Index(index) => parts.nth(*index),
        };
        part.map(|(_, value)| value)
    })
}

impl fmt::Debug for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonPath").field(&self.text).finish()
    }
}

impl<'a> JsonCursor<'a> {
    /// Returns the first node that a path selects from here.
    #[must_use]
    pub fn first(self, path: &'a JsonPath) -> Self {
        let found = self.text().and_then(|node| path.nodes(node).into_iter().next());
        match found {
            Some(node) => self.with_node(node),
            None => self.without(Step::Path(path.text)),
        }
    }

    /// Returns all nodes that a path selects from here.
    pub fn all(self, path: &'a JsonPath) -> NodeList<'a> {
        NodeList { from: self, path }
    }
}

/// The nodes that a path selects, to be read as a list. `Debug` shows the path and its start.
#[derive(Clone, Copy, Debug)]
pub struct NodeList<'a> {
    from: JsonCursor<'a>,
    path: &'a JsonPath,
}

impl<'a> NodeList<'a> {
    /// Returns the results of `read` for each node; an empty list without nodes.
    ///
    /// # Errors
    /// When the start of the path is missing, and those of `read`.
    pub fn list<T>(
        self,
        read: impl FnMut(JsonCursor<'a>) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let from = self.from.text().ok_or_else(|| self.from.error("a value"))?;
        let nodes = self.path.nodes(from).into_iter();
        nodes.map(|node| self.from.with_node(node)).map(read).collect()
    }

    /// Returns the results of `read` for each node; `None` when the start of the path is missing or null.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn optional_list<T>(
        self,
        read: impl FnMut(JsonCursor<'a>) -> Result<T, DecodeError>,
    ) -> Result<Option<Vec<T>>, DecodeError> {
        self.from.optional(|_| self.list(read))
    }
}

#[cfg(all(test, feature = "jsonpath"))]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::value::Json;

    fn strings(document: &Json, path: &'static str) -> Result<Vec<String>, DecodeError> {
        JsonCursor::root(document)
            .all(&JsonPath::new(path))
            .list(JsonCursor::string)
    }

    #[test]
    fn selectors_of_the_rfc_are_followed() {
        let shop = Json::from(json!({"books": [
            {"title": "A", "price": 8, "tags": ["new", "old"]},
            {"title": "B", "price": 12, "isbn": "1-2"},
            {"title": "C", "price": 22, "isbn": "1-3"},
        ]}));
        for (path, expected) in [
            ("$..title", ["A", "B", "C"].as_slice()),
            ("$.books[1:].title", &["B", "C"]),
            ("$.books[::-2].title", &["C", "A"]),
            ("$.books[-2:].title", &["B", "C"]),
            ("$.books[0,2].title", &["A", "C"]),
            ("$.books[0]['price','title']", &["8", "A"]),
            ("$.books[?@.price > 10 && @.isbn].isbn", &["1-2", "1-3"]),
            ("$.books[?length(@.tags) == 2].title", &["A"]),
            ("$.books[?count(@.*) == 3].price", &["8", "12", "22"]),
            ("$.books[?match(@.isbn, '1-[2]')].title", &["B"]),
            ("$.books[?search(@.title, '[AC]')].title", &["A", "C"]),
            ("$.books[?value(@.price) < $.books[1].price].title", &["A"]),
            ("$..missing", &[]),
        ] {
            let expected = expected.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(strings(&shop, path), Ok(expected), "{path}");
        }
    }

    #[test]
    fn a_path_starts_where_it_is_followed_from() {
        static IDS: JsonPath = JsonPath::new("$..id");
        let answer = Json::from(json!({"id": "outer", "inner": {"list": [{"id": "P1"}, {"id": "P2"}]}}));
        let inner = JsonCursor::root(&answer).key("inner");
        assert_eq!(inner.first(&IDS).string(), Ok("P1".to_owned()));
        let all = inner.all(&IDS).optional_list(JsonCursor::string);
        assert_eq!(all, Ok(Some(vec!["P1".to_owned(), "P2".to_owned()])));
    }

    #[test]
    fn nothing_is_an_empty_list_and_nowhere_is_none() {
        static IDS: JsonPath = JsonPath::new("$..id");
        let answer = Json::from(json!({"empty": [], "null": null}));
        let at = JsonCursor::root(&answer);
        let of = |at: JsonCursor<'_>| at.all(&IDS).optional_list(JsonCursor::string).unwrap_or_default();
        assert_eq!(of(at.key("empty")), Some(Vec::new()));
        assert_eq!(of(at.key("null")), None);
        assert_eq!(of(at.key("missing")), None);
        assert_eq!(at.key("empty").first(&IDS).optional_string(), Ok(None));
    }

    #[test]
    fn errors_name_the_way_and_the_path() {
        static IDS: JsonPath = JsonPath::new("$.list[1:].id");
        let answer = Json::from(json!({"inner": {"list": [{"id": "P1"}, {"id": {"secret": "s3cret"}}]}}));
        let inner = JsonCursor::root(&answer).key("inner");
        let error = inner
            .all(&IDS)
            .list(JsonCursor::string)
            .map_err(|error| error.to_string());
        assert_eq!(
            error,
            Err("expected a string at `$.inner.list[1].id`, got an object".to_owned())
        );
        let error = JsonCursor::root(&answer)
            .first(&IDS)
            .string()
            .map_err(|error| error.to_string());
        assert_eq!(
            error,
            Err("expected a string at `$.list[1:].id`, got nothing".to_owned())
        );
        let error = JsonCursor::root(&answer)
            .key("gone")
            .all(&IDS)
            .list(JsonCursor::string)
            .map_err(|error| error.to_string());
        assert_eq!(error, Err("expected a value at `$.gone`, got nothing".to_owned()));
    }
}
