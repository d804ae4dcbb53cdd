//! Inputs in the parts of an HTTP request.

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_TYPE, COOKIE};

use super::body::InputBody;
use super::typed::RawInput;
use super::{InputProblem, ParameterIn, ProblemKind};
use crate::percent;
use crate::value::JsonCursor;

/// Decoded names and values; a value that is not UTF-8 is `None`.
pub(super) type TextPairs = Vec<(String, Option<String>)>;

/// The parts of an HTTP request.
pub(super) struct InputParts {
    path: TextPairs,
    query: TextPairs,
    headers: HeaderMap,
    body: InputBody,
    /// The values at paths of the body.
    selected: Vec<(&'static str, Result<Bytes, InputProblem>)>,
}

impl InputParts {
    pub(super) fn new(
        path: Vec<(String, String)>,
        query: Option<&str>,
        headers: HeaderMap,
        bytes: Bytes,
    ) -> Self {
        // A content type that is not text is unsupported.
        let content_type = headers
            .get(CONTENT_TYPE)
            .map(|value| value.to_str().unwrap_or("application/octet-stream").to_owned());
        Self {
            path: path
                .into_iter()
                .map(|(name, value)| (name, Some(value)))
                .collect(),
            query: query.map(pairs).unwrap_or_default(),
            headers,
            body: InputBody::Unread { content_type, bytes },
            selected: Vec::new(),
        }
    }

    /// Keeps the value at a path of the body, if it exists.
    pub(super) fn read_path(
        &mut self,
        path: &'static str,
        find: impl for<'v> FnOnce(JsonCursor<'v>) -> JsonCursor<'v>,
    ) {
        let found = self.body.read_path(find).transpose();
        self.selected.extend(found.map(|value| (path, value)));
    }

    /// Returns the input, if it exists.
    pub(super) fn take(&mut self, place: ParameterIn<'static>) -> Result<Option<RawInput>, InputProblem> {
        match place {
            ParameterIn::Path(_) => Ok(texts(&self.path, place)?.map(RawInput::Strings)),
            ParameterIn::Query(_) => Ok(texts(&self.query, place)?.map(RawInput::Strings)),
            ParameterIn::Header(name) => self.header(name, place),
            ParameterIn::Cookie(name) => Ok(self.cookie(name)),
            ParameterIn::Body => self.body.take(),
            ParameterIn::Field(name) => match self.selected.iter().position(|(path, _)| *path == name) {
                Some(index) => self
                    .selected
                    .swap_remove(index)
                    .1
                    .map(|text| Some(RawInput::Json(text))),
                None => self.body.take_field(name),
            },
        }
    }

    /// Returns a header; several lines are joined with commas (RFC 9110).
    fn header(&self, name: &str, place: ParameterIn<'_>) -> Result<Option<RawInput>, InputProblem> {
        let lines: Result<Vec<&str>, _> = self
            .headers
            .get_all(name)
            .iter()
            .map(|value| std::str::from_utf8(value.as_bytes()).map_err(|_| not_utf8(place)))
            .collect();
        let lines = lines?;
        Ok(if lines.is_empty() {
            None
        } else {
            Some(RawInput::Strings(vec![lines.join(", ")]))
        })
    }

    fn cookie(&self, name: &str) -> Option<RawInput> {
        let lines = self
            .headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok());
        let value = lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.split_once('='))
            .find_map(|(cookie, value)| (cookie.trim() == name).then_some(value.trim()))?;
        Some(RawInput::Strings(vec![value.to_owned()]))
    }
}

/// Returns the values of a name, in order.
pub(super) fn texts(pairs: &TextPairs, place: ParameterIn<'_>) -> Result<Option<Vec<String>>, InputProblem> {
    let values = pairs.iter().filter(|(name, _)| name == place.name());
    let values: Option<Vec<String>> = values.map(|(_, value)| value.clone()).collect();
    let values = values.ok_or_else(|| not_utf8(place))?;
    Ok(if values.is_empty() { None } else { Some(values) })
}

/// Returns the pairs of a query string or form. A name that is not UTF-8 is no input's.
pub(super) fn pairs(text: &str) -> TextPairs {
    let pairs = percent::pairs(text);
    pairs
        .filter_map(|(name, value)| Some((name?.into_owned(), value.map(Cow::into_owned))))
        .collect()
}

/// Returns the problem of a duplicate member.
pub(super) fn repeated(place: ParameterIn<'_>) -> InputProblem {
    InputProblem::new(place, ProblemKind::Invalid, "given more than once")
}

fn not_utf8(place: ParameterIn<'_>) -> InputProblem {
    InputProblem::new(place, ProblemKind::Invalid, "not valid UTF-8")
}
