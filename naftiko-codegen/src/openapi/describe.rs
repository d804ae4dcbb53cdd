//! The operations of documents that a spec calls.

use std::rc::Rc;

use super::document::Document;
use super::matching::{self, Request, Rule, base_path};
use super::operation::Operation;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::{Index, IndexedApi, IndexedOperation, Position, full_path};
use crate::template;

/// The documents of a consumed API.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    pub(crate) documents: Vec<Rc<Document>>,
    /// Whether the documents are of this API for certain, so that each of its operations is expected in them.
    pub(crate) of_this_api: bool,
    /// Whether an operation without types is an error.
    pub(crate) required: bool,
}

/// The operations of documents for the consumed operations of a spec, by their position.
#[derive(Debug, Default)]
pub(crate) struct Described {
    apis: Vec<Vec<Option<Found>>>,
}

/// An operation of a document.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) document: Rc<Document>,
    index: usize,
}

impl Found {
    /// Returns the operation.
    pub(crate) fn operation(&self) -> Option<&Operation> {
        self.document.operations.get(self.index)
    }
}

impl Described {
    /// Returns the number of described operations; `None` if no API of the spec has a document.
    pub(crate) fn count(&self) -> Option<usize> {
        let has_documents = self.apis.iter().any(|operations| !operations.is_empty());
        has_documents.then(|| self.apis.iter().flatten().flatten().count())
    }

    /// Returns the described operation of a consumed one.
    pub(crate) fn get(&self, (api, operation): Position) -> Option<&Found> {
        self.apis.get(api)?.get(operation)?.as_ref()
    }
}

/// Finds the consumed operations of a spec in the documents of its APIs, which `candidates` has in the order of the index.
pub(crate) fn describe(
    index: &Index<'_>,
    candidates: &[Candidates],
    diagnostics: &mut Diagnostics,
) -> Described {
    let apis = index.apis.iter().zip(candidates);
    Described {
        apis: apis
            .map(|(api, candidates)| describe_api(api, candidates, diagnostics))
            .collect(),
    }
}

fn describe_api(
    api: &IndexedApi<'_>,
    candidates: &Candidates,
    diagnostics: &mut Diagnostics,
) -> Vec<Option<Found>> {
    if candidates.documents.is_empty() {
        return Vec::new();
    }
    let base = api.api.base_uri.as_ref().map_or("", |uri| uri.as_str());
    let asked: Vec<Asked> = api.operations.iter().map(Asked::of).collect();
    let found: Vec<Vec<Option<(usize, Rule)>>> = candidates
        .documents
        .iter()
        .map(|document| {
            let find = |asked: &Asked| matching::find(document, &asked.request(base_path(base)));
            asked.iter().map(find).collect()
        })
        .collect();
    let choice = choose(base, candidates, &found);
    let expected = candidates.of_this_api || found.iter().flatten().any(Option::is_some);
    let operations = api.operations.iter().enumerate();
    let described = operations.map(|(place, indexed)| {
        let offers: Vec<(usize, (usize, Rule))> = found
            .iter()
            .enumerate()
            .filter_map(|(document, found)| Some((document, (*found.get(place)?)?)))
            .collect();
        let preferred = offers.iter().find(|(document, _)| Some(*document) == choice);
        let chosen = match (offers.as_slice(), preferred) {
            ([only], _) | (_, Some(only)) => *only,
            ([], _) => {
                if expected {
                    missing(indexed, candidates, diagnostics);
                }
                return None;
            }
            (offers, None) => {
                ambiguous(indexed, offers.len(), candidates, diagnostics);
                return None;
            }
        };
        let (document, (operation, rule)) = chosen;
        let found = Found {
            document: Rc::clone(candidates.documents.get(document)?),
            index: operation,
        };
        similar(indexed, &found, rule, diagnostics);
        Some(found)
    });
    described.collect()
}

/// Returns the document of an API: the only one that has all operations, or of those the only one with its address.
fn choose(base: &str, candidates: &Candidates, found: &[Vec<Option<(usize, Rule)>>]) -> Option<usize> {
    let complete = found
        .iter()
        .enumerate()
        .filter(|(_, found)| found.iter().all(Option::is_some));
    let complete: Vec<usize> = complete.map(|(document, _)| document).collect();
    if let [only] = complete.as_slice() {
        return Some(*only);
    }
    let base = base.trim_end_matches('/');
    let at_base = complete.into_iter().filter(|document| {
        let document = candidates.documents.get(*document);
        document.is_some_and(|document| document.servers.iter().any(|server| server == base))
    });
    let at_base: Vec<usize> = at_base.collect();
    match at_base.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// A request in the form of a document.
struct Asked {
    method: &'static str,
    /// The path with its query.
    written: String,
    path: String,
    /// The query in the path of the spec.
    query: Vec<(String, String)>,
}

impl Asked {
    fn of(indexed: &IndexedOperation<'_>) -> Self {
        let written = template::braced(&full_path(indexed.resource, indexed.operation));
        let (path, query) = written.split_once('?').unwrap_or((&written, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        Self {
            method: indexed.operation.method.value.as_str(),
            path: path.to_owned(),
            query: pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            written,
        }
    }

    fn request<'s>(&'s self, base: &'s str) -> Request<'s> {
        Request {
            method: self.method,
            path: &self.path,
            written: &self.written,
            base,
            query: &self.query,
        }
    }
}

/// Reports an operation that no document has.
fn missing(indexed: &IndexedOperation<'_>, candidates: &Candidates, diagnostics: &mut Diagnostics) {
    let name = &indexed.operation.name;
    let titles: Vec<&str> = candidates
        .documents
        .iter()
        .map(|document| document.title.as_str())
        .collect();
    let asked = Asked::of(indexed);
    let message = format!(
        "`{} {}` is not in the OpenAPI document; `{name}` has no types",
        asked.method, asked.path
    );
    let diagnostic = Diagnostic::new(codes::OPERATION_UNTYPED, name.span, message);
    let help = format!(
        "correct the method or the path, or add the operation to `{}`",
        titles.join("`, `")
    );
    untyped(diagnostic.help(help), candidates, diagnostics);
}

/// Reports an operation that several documents have.
fn ambiguous(
    indexed: &IndexedOperation<'_>,
    count: usize,
    candidates: &Candidates,
    diagnostics: &mut Diagnostics,
) {
    let name = &indexed.operation.name;
    let message = format!("{count} OpenAPI documents have this operation; `{name}` has no types");
    let diagnostic = Diagnostic::new(codes::OPERATION_AMBIGUOUS, name.span, message);
    let help = "name the document of the API with the option `openapi` for its namespace";
    untyped(diagnostic.help(help), candidates, diagnostics);
}

/// Reports an operation without types: an error where the user requires them.
fn untyped(diagnostic: Diagnostic, candidates: &Candidates, diagnostics: &mut Diagnostics) {
    diagnostics.push_alike(if candidates.required {
        diagnostic.raised()
    } else {
        diagnostic
    });
}

/// Reports an operation that the document spells in another way.
fn similar(indexed: &IndexedOperation<'_>, found: &Found, rule: Rule, diagnostics: &mut Diagnostics) {
    let Some(operation) = found.operation().filter(|_| rule != Rule::Exact) else {
        return;
    };
    let asked = Asked::of(indexed);
    let message = format!(
        "`{}` is read as `{}` of the OpenAPI document: {}",
        asked.path,
        operation.path,
        rule.difference()
    );
    let diagnostic = Diagnostic::new(codes::OPERATION_SIMILAR, indexed.resource.path.span, message);
    diagnostics.push_once_as(
        diagnostic
            .related(operation.span, "the operation")
            .help("write the path as the document does"),
        rule.difference(),
    );
}
