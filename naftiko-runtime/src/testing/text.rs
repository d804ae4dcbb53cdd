//! Texts of requests.

use std::borrow::Cow;

use http::HeaderMap;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::percent;

/// Returns a name as a segment of a path.
pub(super) fn encoded(name: &str) -> String {
    utf8_percent_encode(name, &SEGMENT).to_string()
}

/// The characters that a segment of a path has encoded.
const SEGMENT: percent_encoding::AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Returns decoded text; what is not UTF-8 stays encoded.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    percent::decode(text).unwrap_or(Cow::Borrowed(text))
}

/// Returns the pairs of a query or a form.
pub(super) fn pairs(text: &str) -> Vec<(String, String)> {
    let owned = |text: Option<Cow<'_, str>>| text.unwrap_or_default().into_owned();
    percent::pairs(text)
        .map(|(name, value)| (owned(name), owned(value)))
        .collect()
}

/// Returns the values of a header that are text.
pub(super) fn header<'h>(headers: &'h HeaderMap, name: &str) -> Vec<&'h str> {
    let values = headers.get_all(name).iter();
    values.filter_map(|value| value.to_str().ok()).collect()
}

/// Returns the cookies of a request.
pub(super) fn cookies(headers: &HeaderMap) -> Vec<(String, String)> {
    let cookies = header(headers, "cookie")
        .into_iter()
        .flat_map(|text| text.split(';'));
    let pairs = cookies.filter_map(|pair| pair.trim().split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
