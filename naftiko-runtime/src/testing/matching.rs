//! The operation of a request.

use std::cmp::Reverse;

use http::Method;

use super::calls::ReceivedCall;
use super::check::{self, RequestProblem};
use super::description::{Description, Operation};
use super::text;

/// The operation of a request, or why there is none.
#[derive(Debug)]
pub(super) enum Match<'d> {
    Found(Found<'d>),
    /// The methods that the path has.
    OtherMethod(Vec<&'d Method>),
    /// The operations of the API.
    UnknownPath(Vec<String>),
}

/// The operation of a request.
#[derive(Debug)]
pub(super) struct Found<'d> {
    pub(super) index: usize,
    pub(super) operation: &'d Operation,
    /// What is wrong with the request.
    pub(super) problems: Vec<RequestProblem>,
}

/// Finds the operation of a request to an API, with the path below its address. Of several with the method and path, it is the one with the most text, and
/// of those the one with the fewest problems: constants of queries and bodies tell operations apart.
pub(super) fn find<'d>(
    description: &'d Description,
    api: usize,
    call: &ReceivedCall,
    path: &str,
) -> Match<'d> {
    let own = || {
        let operations = description.operations.iter().enumerate();
        operations.filter(move |(_, operation)| operation.api == api)
    };
    let path = format!("/{}", path.trim_start_matches('/'));
    let with_path = own().filter(|(_, operation)| is_path(&operation.path, &path));
    let with_path: Vec<(usize, &Operation)> = with_path.collect();
    let with_method = with_path
        .iter()
        .filter(|(_, operation)| operation.method == *call.method());
    let found = with_method.map(|(index, operation)| Found {
        index: *index,
        operation,
        problems: check::problems(description, operation, call),
    });
    let best = found.min_by_key(|found| (Reverse(literals(found.operation)), found.problems.len()));
    match best {
        Some(found) => Match::Found(found),
        None if with_path.is_empty() => {
            let shown = own().map(|(_, operation)| format!("{} {}", operation.method, operation.shown_path));
            Match::UnknownPath(shown.collect())
        }
        None => Match::OtherMethod(with_path.iter().map(|(_, operation)| &operation.method).collect()),
    }
}

/// Returns the number of characters of a path that are text.
fn literals(operation: &Operation) -> usize {
    operation.path.iter().flatten().map(String::len).sum()
}

/// Returns whether a path has the texts of a template, and text of one segment at least for each placeholder.
fn is_path(template: &[Option<String>], path: &str) -> bool {
    match template {
        [] => path.is_empty(),
        [Some(text), rest @ ..] => {
            let mut ends = path.char_indices().map(|(index, _)| index).chain([path.len()]);
            ends.any(|end| {
                let (start, rest_of_path) = path.split_at_checked(end).unwrap_or((path, ""));
                text::decoded(start) == text::decoded(text) && is_path(rest, rest_of_path)
            })
        }
        [None, rest @ ..] => {
            let segment = path.find('/').unwrap_or(path.len());
            let mut ends = (1..=segment).rev().filter(|end| path.is_char_boundary(*end));
            ends.any(|end| is_path(rest, path.get(end..).unwrap_or_default()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_is_matched_by_texts_and_segments() {
        let template = |pieces: &[Option<&str>]| -> Vec<Option<String>> {
            pieces.iter().map(|piece| piece.map(str::to_owned)).collect()
        };
        let parcel = template(&[Some("/parcels/"), None, Some("/events")]);
        for (path, expected) in [
            ("/parcels/P1/events", true),
            ("/parcels/a%2Fb/events", true),
            ("/parcels//events", false),
            ("/parcels/a/b/events", false),
            ("/parcels/P1", false),
        ] {
            assert_eq!(is_path(&parcel, path), expected, "{path}");
        }
        let versions = template(&[Some("/a b/"), None, Some(":"), None]);
        assert!(is_path(&versions, "/a%20b/x:y") && !is_path(&versions, "/a%20b/x"));
        assert!(is_path(&template(&[Some("/")]), "/") && !is_path(&parcel, "/parcels/P1events"));
    }
}
