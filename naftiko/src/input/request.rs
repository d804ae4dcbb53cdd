//! The parts of an HTTP request that inputs are read from.

use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_TYPE, COOKIE};
use percent_encoding::percent_decode_str;

use super::body::Body;
use super::typed::Raw;
use super::{In, InputProblem, ProblemKind};
use crate::value::At;

/// Decoded names and values; a value that is not UTF-8 is `None`.
pub(super) type Pairs = Vec<(String, Option<String>)>;

/// An HTTP request's parts.
pub(super) struct Request {
    path: Pairs,
    query: Pairs,
    headers: HeaderMap,
    body: Body,
    /// What paths lead to in the body.
    selected: Vec<(&'static str, Result<Bytes, InputProblem>)>,
}

impl Request {
    pub(super) fn new(
        path: Vec<(String, String)>,
        query: Option<&str>,
        headers: HeaderMap,
        bytes: Bytes,
    ) -> Self {
        // A content type that is not even text is one that nothing reads.
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
            body: Body::Unread { content_type, bytes },
            selected: Vec::new(),
        }
    }

    /// Keeps what a path leads to in the body, if anything.
    pub(super) fn select(&mut self, path: &'static str, find: impl for<'v> FnOnce(At<'v>) -> At<'v>) {
        let found = self.body.select(find).transpose();
        self.selected.extend(found.map(|value| (path, value)));
    }

    /// What stands there, if anything.
    pub(super) fn take(&mut self, place: In<'static>) -> Result<Option<Raw>, InputProblem> {
        match place {
            In::Path(_) => Ok(texts(&self.path, place)?.map(Raw::Texts)),
            In::Query(_) => Ok(texts(&self.query, place)?.map(Raw::Texts)),
            In::Header(name) => self.header(name, place),
            In::Cookie(name) => Ok(self.cookie(name)),
            In::Body => self.body.take(),
            In::Field(name) => match self.selected.iter().position(|(path, _)| *path == name) {
                Some(index) => self
                    .selected
                    .swap_remove(index)
                    .1
                    .map(|text| Some(Raw::Json(text))),
                None => self.body.take_field(name),
            },
        }
    }

    /// A header; one sent in several lines is one value, joined as HTTP says.
    fn header(&self, name: &str, place: In<'_>) -> Result<Option<Raw>, InputProblem> {
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
            Some(Raw::Texts(vec![lines.join(", ")]))
        })
    }

    fn cookie(&self, name: &str) -> Option<Raw> {
        let lines = self
            .headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok());
        let value = lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.split_once('='))
            .find_map(|(cookie, value)| (cookie.trim() == name).then_some(value.trim()))?;
        Some(Raw::Texts(vec![value.to_owned()]))
    }
}

/// The values of a name, in the order they were sent.
pub(super) fn texts(pairs: &Pairs, place: In<'_>) -> Result<Option<Vec<String>>, InputProblem> {
    let values = pairs.iter().filter(|(name, _)| name == place.name());
    let values: Option<Vec<String>> = values.map(|(_, value)| value.clone()).collect();
    let values = values.ok_or_else(|| not_utf8(place))?;
    Ok(if values.is_empty() { None } else { Some(values) })
}

/// The pairs of a query string or form.
pub(super) fn pairs(text: &str) -> Pairs {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decoded(name)?, decoded(value)))
        })
        .collect()
}

fn decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
}

/// The problem of a member that is there more than once.
pub(super) fn repeated(place: In<'_>) -> InputProblem {
    InputProblem::new(place, ProblemKind::Invalid, "given more than once")
}

fn not_utf8(place: In<'_>) -> InputProblem {
    InputProblem::new(place, ProblemKind::Invalid, "not valid UTF-8")
}
