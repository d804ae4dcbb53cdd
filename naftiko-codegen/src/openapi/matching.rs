//! Matching of a spec's operations with those of a document, by method and path.

use std::borrow::Cow;

use super::document::Document;
use super::operation::Operation;

/// The rule by which an operation was found. A later rule holds only where no earlier one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    /// Method and path are equal.
    Exact,
    /// A part of the path is in the address of the API in one of them.
    BasePath,
    /// One path ends with a slash.
    TrailingSlash,
    /// Placeholders have other names.
    PlaceholderNames,
    /// The document's path has a query, whose values the spec sends as constants.
    Query,
    /// Letters have another case.
    Case,
}

/// A request of a spec.
#[derive(Clone, Debug)]
pub(crate) struct Request<'s> {
    pub(crate) method: &'s str,
    /// The path with `{name}` for placeholders.
    pub(crate) path: &'s str,
    /// The path with its query, as the spec writes them.
    pub(crate) written: &'s str,
    /// The path of the API's address.
    pub(crate) base: &'s str,
    /// The constants of the query.
    pub(crate) query: &'s [(String, String)],
}

/// Returns the index of a document's operation for a request, and the first rule that finds one.
pub(crate) fn find(document: &Document, request: &Request<'_>) -> Option<(usize, Rule)> {
    let servers = server_paths(document);
    let same_method = |operation: &Operation| operation.method.eq_ignore_ascii_case(request.method);
    // A query tells operations of one path apart.
    let is_written = |operation: &Operation| same_method(operation) && operation.path == request.written;
    if let Some(place) = document.operations.iter().position(is_written) {
        return Some((place, Rule::Exact));
    }
    Rule::ALL.into_iter().find_map(|rule| {
        let mut operations = document.operations.iter();
        let fits = |operation: &Operation| same_method(operation) && fits(rule, request, operation, &servers);
        Some((operations.position(fits)?, rule))
    })
}

impl Rule {
    /// Every rule, the strictest first.
    pub(crate) const ALL: [Self; 6] = [
        Self::Exact,
        Self::BasePath,
        Self::TrailingSlash,
        Self::PlaceholderNames,
        Self::Query,
        Self::Case,
    ];

    /// Returns what differs between a request and an operation that this rule finds.
    pub(crate) fn difference(self) -> &'static str {
        match self {
            Self::Exact => "nothing",
            Self::BasePath => "the address of the API has a part of the path in one of them",
            Self::TrailingSlash => "one path ends with a slash",
            Self::PlaceholderNames => "placeholders have other names",
            Self::Query => "the path of the document has a query",
            Self::Case => "letters have another case",
        }
    }
}

fn fits(rule: Rule, request: &Request<'_>, operation: &Operation, servers: &[String]) -> bool {
    if rule == Rule::Exact {
        return request.path == operation.path;
    }
    let (path, query) = match operation.path.split_once('?') {
        Some((path, query)) if rule >= Rule::Query => (path, Some(query)),
        _ => (operation.path.as_str(), None),
    };
    if !query.is_none_or(|query| query.split('&').all(|pair| sends(request, pair))) {
        return false;
    }
    let asked = [
        request.path.to_owned(),
        format!("{}{}", request.base, request.path),
    ];
    let offered =
        std::iter::once(path.to_owned()).chain(servers.iter().map(|server| format!("{server}{path}")));
    let offered: Vec<String> = offered.map(|path| normal(rule, &path).into_owned()).collect();
    asked
        .iter()
        .any(|path| offered.contains(&normal(rule, path).into_owned()))
}

/// Returns whether a request sends a pair of a query as a constant.
fn sends(request: &Request<'_>, pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let mut constants = request.query.iter();
    constants.any(|(known, text)| known == name && (text == value || value.starts_with('{')))
}

/// Returns a path without the differences that a rule and the rules before it ignore.
fn normal(rule: Rule, path: &str) -> Cow<'_, str> {
    let mut path = Cow::Borrowed(path);
    if rule >= Rule::TrailingSlash && path.len() > 1 {
        path = Cow::Owned(path.trim_end_matches('/').to_owned());
    }
    if rule >= Rule::PlaceholderNames {
        path = Cow::Owned(without_names(&path));
    }
    if rule >= Rule::Case {
        path = Cow::Owned(path.to_lowercase());
    }
    path
}

/// Returns a path template with `{}` for every placeholder.
fn without_names(path: &str) -> String {
    let (mut plain, mut inside) = (String::new(), false);
    for character in path.chars() {
        match character {
            '{' => inside = true,
            '}' => {
                plain.push_str("{}");
                inside = false;
            }
            _ if inside => {}
            other => plain.push(other),
        }
    }
    plain
}

/// Returns the path of each address of an API: `/v1` of `https://api.example.com/v1`.
fn server_paths(document: &Document) -> Vec<String> {
    let paths = document.servers.iter().map(|server| base_path(server).to_owned());
    paths.filter(|path| !path.is_empty()).collect()
}

/// Returns the path of an address, without a slash at its end.
pub(crate) fn base_path(address: &str) -> &str {
    let rest = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|start| rest.get(start..)).unwrap_or(""),
        None => address,
    };
    rest.trim_end_matches('/')
}
