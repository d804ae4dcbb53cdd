//! JSONPath (RFC 9535) with slices, unions, descendants and filters.

use std::fmt;
#[cfg(feature = "jsonpath")]
use std::{collections::HashMap, ptr, sync::OnceLock};

#[cfg(feature = "jsonpath")]
use serde_json::Value;
#[cfg(feature = "jsonpath")]
use serde_json_path::JsonPath as Parsed;

use super::cursor::Step;
#[cfg(feature = "jsonpath")]
use super::json::{Parts, decoded, tree_of};
use super::{DecodeError, JsonCursor};

/// The values that a path visits in an answer, as estimated. A path without a query in a filter visits each value once.
#[cfg(feature = "jsonpath")]
const MAX_VISITS: usize = 100_000_000;

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

    /// Returns the texts of the selected values, in the order of the path; `None` when the answer has too many values
    /// for a search.
    ///
    /// The path is evaluated on a tree of the value, and each result is the text at the same position.
    #[cfg_attr(
        not(feature = "jsonpath"),
        expect(clippy::unnecessary_wraps, reason = "only a search has limits")
    )]
    fn nodes<'a>(&self, from: &'a str) -> Option<Vec<&'a str>> {
        #[cfg(not(feature = "jsonpath"))]
        {
            // There is no such path then.
            let (_, _) = (self.text, from);
            Some(Vec::new())
        }
        #[cfg(feature = "jsonpath")]
        {
            let parsed = self.parsed.get_or_init(|| Parsed::parse(self.text).ok());
            let tree = tree_of(from);
            if visits(self.text, &tree) > MAX_VISITS {
                return None;
            }
            let Some(parsed) = parsed else {
                return Some(Vec::new());
            };
            let selected = parsed.query(&tree).all();
            let mut texts = selected.iter().map(|node| (ptr::from_ref(*node), "")).collect();
            find_texts(from, &tree, &mut texts);
            let texts = selected.iter().map(|node| texts.get(&ptr::from_ref(*node)));
            Some(texts.flatten().copied().collect())
        }
    }
}

/// Returns an estimate of the values that a path visits. A query from the root within a filter is evaluated for each
/// value, and so is each of several `..` for each level.
#[cfg(feature = "jsonpath")]
fn visits(path: &str, tree: &Value) -> usize {
    let again = path.split('$').skip(2).filter(|query| is_search(query)).count();
    let deeper = path.matches("..").count().saturating_sub(1);
    if again + deeper == 0 {
        return 0;
    }
    let (values, depth) = extent(tree);
    let power = |base: usize, times: usize| base.saturating_pow(u32::try_from(times).unwrap_or(u32::MAX));
    values
        .saturating_mul(power(values, again))
        .saturating_mul(power(depth, deeper))
}

/// Returns whether a query in a filter may select several values. `query` begins after its `$`.
#[cfg(feature = "jsonpath")]
fn is_search(query: &str) -> bool {
    let end = query.find([' ', ')', ',', '=', '<', '>', '!', '&', '|']);
    let quoted = query.contains(['\'', '"']);
    let own = query
        .get(..end.unwrap_or(query.len()))
        .filter(|_| !quoted)
        .unwrap_or(query);
    own.contains(['*', '?', ':']) || own.contains("..")
}

/// Returns the number of values in a tree, and its levels.
#[cfg(feature = "jsonpath")]
fn extent(tree: &Value) -> (usize, usize) {
    let below = |(values, depth): (usize, usize), child: &Value| {
        let (more, deep) = extent(child);
        (values + more, depth.max(deep))
    };
    let (values, depth) = match tree {
        Value::Array(items) => items.iter().fold((0, 0), below),
        Value::Object(members) => members.values().fold((0, 0), below),
        _ => (0, 0),
    };
    (values + 1, depth + 1)
}

/// Finds the texts of nodes of a tree in the text that it was read from. One walk finds all of them: a walk for each
/// node would take a time that is the square of theirs.
#[cfg(feature = "jsonpath")]
fn find_texts<'a>(text: &'a str, tree: &Value, texts: &mut HashMap<*const Value, &'a str>) {
    if let Some(found) = texts.get_mut(&ptr::from_ref(tree)) {
        *found = text;
    }
    match tree {
        Value::Array(items) => {
            for (item, (_, text)) in items.iter().zip(Parts::of(text)) {
                find_texts(text, item, texts);
            }
        }
        // The tree has the last of several members with one name, which overwrites what the others had.
        Value::Object(members) => {
            for (raw, text) in Parts::of(text) {
                if let Some(member) = members.get(&*decoded(raw)) {
                    find_texts(text, member, texts);
                }
            }
        }
        _ => {}
    }
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
        let Some(nodes) = path.nodes(self.text().unwrap_or_default()) else {
            return self.without(Step::Unsearched);
        };
        match nodes.first() {
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
        let Some(nodes) = self.path.nodes(from) else {
            return Err(self.from.without(Step::Unsearched).error("an array"));
        };
        let nodes = nodes.into_iter();
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
    fn filter_over_a_large_answer_is_an_error() {
        static SAME: JsonPath = JsonPath::new("$.list[?@.id == $.first.id].id");
        static SOME: JsonPath = JsonPath::new("$.list[?count($.list[*]) > @.id].id");
        let answer = |items: usize| {
            let items: Vec<_> = (0..items).map(|id| json!({"id": id})).collect();
            Json::from(json!({"first": {"id": 3}, "list": items}))
        };
        let few = answer(1_000);
        let found = JsonCursor::root(&few).all(&SOME).list(JsonCursor::integer);
        assert_eq!(found.map(|found| found.len()), Ok(1_000));
        let many = answer(20_000);
        let at = JsonCursor::root(&many);
        assert_eq!(at.all(&SAME).list(JsonCursor::integer), Ok(vec![3]));
        let expected =
            Err("expected an answer that the path can search at `$`, got too many values".to_owned());
        let found = at.all(&SOME).list(JsonCursor::integer).map(|_| ());
        assert_eq!(found.map_err(|error| error.to_string()), expected);
        let found = at.first(&SOME).optional_integer().map(|_| ());
        assert_eq!(found.map_err(|error| error.to_string()), expected);
    }

    /// The time of a list that is the square of its length would be 16 times as long. On a busy machine, one pair of many is fair.
    #[test]
    fn time_of_a_path_grows_with_the_answer() {
        static IDS: JsonPath = JsonPath::new("$..id");
        let answer = |items: usize| {
            let items: Vec<_> = (0..items).map(|id| json!({"id": id})).collect();
            Json::from(json!(items))
        };
        let time = |answer: &Json| {
            let started = std::time::Instant::now();
            let found = JsonCursor::root(answer).all(&IDS).list(JsonCursor::integer);
            assert!(found.is_ok());
            started.elapsed()
        };
        let (few, many) = (answer(2_000), answer(8_000));
        let pairs: Vec<_> = (0..20).map(|_| (time(&few), time(&many))).collect();
        assert!(pairs.iter().any(|(few, many)| *many < *few * 10), "{pairs:?}");
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
