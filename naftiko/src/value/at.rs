//! A place in a JSON document, and reading from it.

use std::fmt;

use bytes::Bytes;

use super::json::{Parts, inside, name_of, string_of};
use super::reader::Kind;
use super::way::{push_from_end, push_index, push_key, to_offset};
use super::{DecodeError, Json, Number, Reader, Tolerance};

/// A place in a JSON document: the value there, or the knowledge that there is none.
///
/// The document is text that has been checked; nothing is built of it but what is read. Copied freely and without
/// allocation; the path of a place is worked out only when an error names it.
///
/// Required reads (`string`, `list`, …) fail with a [`DecodeError`]. Optional ones treat a missing value and null as
/// `None`; what does not fit is treated as the [`Tolerance`] says. Numbers and booleans may come as strings, and a
/// scalar that is read as a string is its text. An object with two members of one name has none by that name, and the
/// error says why.
#[derive(Clone, Copy)]
pub struct At<'a> {
    root: &'a str,
    /// The text of the deepest value of the path that exists.
    node: &'a str,
    /// The first step below `node` that leads nowhere.
    missing: Option<Step<'a>>,
    tolerance: Tolerance,
    /// The body that the document is a part of, to share it.
    body: Option<&'a Bytes>,
}

#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
    FromEnd(usize),
    /// A path that nothing matches, from its `$` on.
    Path(&'a str),
    /// The value is one of several members with one name.
    Repeated,
}

/// What an optional read finds.
enum Found<'a> {
    Nothing,
    Value(&'a str),
    Misfit,
}

impl<'a> At<'a> {
    /// The root of a document.
    pub fn root(document: &'a Json) -> Self {
        Self::of(document.as_str()).sharing(document.shared())
    }

    /// The root of a text that has been checked.
    pub(crate) fn of(text: &'a str) -> Self {
        Self {
            root: text,
            node: text,
            missing: None,
            tolerance: Tolerance::Strict,
            body: None,
        }
    }

    /// Parts may share this body, which the text is a part of.
    pub(crate) fn sharing(self, body: &'a Bytes) -> Self {
        Self {
            body: Some(body),
            ..self
        }
    }

    /// Sets what optional reads from here do with what does not fit.
    #[must_use]
    pub fn tolerating(self, tolerance: Tolerance) -> Self {
        Self { tolerance, ..self }
    }

    /// The member of an object.
    #[must_use]
    pub fn key(self, name: &'a str) -> Self {
        let [member] = self.keys([name]);
        member
    }

    /// Several members of an object, found in one pass.
    #[must_use]
    pub fn keys<const N: usize>(self, names: [&'a str; N]) -> [Self; N] {
        let mut members = names.map(|name| self.without(Step::Key(name)));
        if self.missing.is_none() && self.kind() == Kind::Object {
            self.find(&names, &mut members);
        }
        members
    }

    /// Finds members, each in its place.
    fn find(self, names: &[&str], members: &mut [Self]) {
        for (raw, value) in Parts::of(self.node) {
            let found = name_of(raw);
            let mut wanted = names.iter().zip(members.iter_mut());
            if let Some((_, member)) = wanted.find(|(name, _)| **name == found) {
                let missing = member.missing.is_none().then_some(Step::Repeated);
                *member = Self {
                    node: value,
                    missing,
                    ..self
                };
            }
        }
    }

    /// The item of an array, counted from 0.
    #[must_use]
    pub fn index(self, index: usize) -> Self {
        let item = || self.array_items()?.nth(index);
        self.step(Step::Index(index), item())
    }

    /// The item of an array, counted from its end: 1 is the last one.
    #[must_use]
    pub fn from_end(self, place: usize) -> Self {
        let item = || {
            let length = self.array_items()?.count();
            self.array_items()?.nth(length.checked_sub(place)?)
        };
        self.step(Step::FromEnd(place), item())
    }

    fn array_items(self) -> Option<Parts<'a>> {
        (self.missing.is_none() && self.kind() == Kind::Array).then(|| Parts::of(self.node))
    }

    fn step(self, step: Step<'a>, found: Option<(&str, &'a str)>) -> Self {
        match found {
            Some((_, node)) => self.moved(node),
            None => self.without(step),
        }
    }

    /// The place that a step leads to when nothing is there.
    pub(super) fn without(self, step: Step<'a>) -> Self {
        Self {
            missing: self.missing.or(Some(step)),
            ..self
        }
    }

    /// The text of the value, if there is one.
    pub fn text(self) -> Option<&'a str> {
        self.missing.is_none().then_some(self.node)
    }

    /// Whether it is one of several members with one name.
    pub(crate) fn is_repeated(self) -> bool {
        matches!(self.missing, Some(Step::Repeated))
    }

    /// A reader of the value, if there is one.
    pub fn reader(self) -> Option<Reader<'a>> {
        self.text().map(Reader::new)
    }

    /// The value, if there is one.
    pub fn json(self) -> Option<Json> {
        self.text().map(|text| Json::part(self.body, text))
    }

    /// Another value of the same document.
    pub(super) fn moved(self, node: &'a str) -> Self {
        Self { node, ..self }
    }

    fn kind(self) -> Kind {
        Kind::of(self.node)
    }

    fn found(self) -> Found<'a> {
        let null = self.kind() == Kind::Null;
        match self.missing {
            None if null => Found::Nothing,
            None => Found::Value(self.node),
            Some(Step::Path(_)) => Found::Nothing,
            Some(Step::Key(_)) if null || self.kind() == Kind::Object => Found::Nothing,
            Some(Step::Index(_) | Step::FromEnd(_)) if null || self.kind() == Kind::Array => Found::Nothing,
            Some(Step::Repeated | Step::Key(_) | Step::Index(_) | Step::FromEnd(_)) => Found::Misfit,
        }
    }

    /// A string; a number or boolean is its text.
    ///
    /// # Errors
    /// When nothing, null, an object or an array is there.
    pub fn string(self) -> Result<String, DecodeError> {
        self.required("a string", string_in)
    }

    /// An integer; also one written as a string, with a fraction of zeros, or with an exponent.
    ///
    /// # Errors
    /// When there is anything else, or nothing.
    pub fn integer(self) -> Result<i64, DecodeError> {
        self.required("an integer", integer_in)
    }

    /// A number with its digits; also one written as a string.
    ///
    /// # Errors
    /// When there is anything else, or nothing.
    pub fn number(self) -> Result<Number, DecodeError> {
        self.required("a number", number_in)
    }

    /// A number as the nearest double; also one written as a string.
    ///
    /// # Errors
    /// When there is anything else, or nothing, or a number beyond the range of doubles.
    pub fn double(self) -> Result<f64, DecodeError> {
        self.required("a number", double_in)
    }

    /// A boolean; also the strings `true` and `false`.
    ///
    /// # Errors
    /// When there is anything else, or nothing.
    pub fn boolean(self) -> Result<bool, DecodeError> {
        self.required("a boolean", boolean_in)
    }

    /// An array, its items as they are.
    ///
    /// # Errors
    /// When there is anything else, or nothing.
    pub fn array(self) -> Result<Json, DecodeError> {
        self.required("an array", |text| self.part_of_kind(text, Kind::Array))
    }

    /// An object, as it is.
    ///
    /// # Errors
    /// When there is anything else, or nothing.
    pub fn object(self) -> Result<Json, DecodeError> {
        self.required("an object", |text| self.part_of_kind(text, Kind::Object))
    }

    /// Whatever is there, null included.
    ///
    /// # Errors
    /// When there is nothing.
    pub fn any(self) -> Result<Json, DecodeError> {
        self.json().ok_or_else(|| self.error("a value"))
    }

    /// A string as [`At::string`] reads it.
    ///
    /// # Errors
    /// When something else is there, and that is not tolerated.
    pub fn optional_string(self) -> Result<Option<String>, DecodeError> {
        self.fitting("a string", string_in)
    }

    /// An integer as [`At::integer`] reads it.
    ///
    /// # Errors
    /// When something else is there, and that is not tolerated.
    pub fn optional_integer(self) -> Result<Option<i64>, DecodeError> {
        self.fitting("an integer", integer_in)
    }

    /// A number as [`At::number`] reads it.
    ///
    /// # Errors
    /// When something else is there, and that is not tolerated.
    pub fn optional_number(self) -> Result<Option<Number>, DecodeError> {
        self.fitting("a number", number_in)
    }

    /// A number as [`At::double`] reads it.
    ///
    /// # Errors
    /// When something else is there, and that is not tolerated.
    pub fn optional_double(self) -> Result<Option<f64>, DecodeError> {
        self.fitting("a number", double_in)
    }

    /// A boolean as [`At::boolean`] reads it.
    ///
    /// # Errors
    /// When something else is there, and that is not tolerated.
    pub fn optional_boolean(self) -> Result<Option<bool>, DecodeError> {
        self.fitting("a boolean", boolean_in)
    }

    /// An array, its items as they are.
    ///
    /// # Errors
    /// When something else is there, and that is not tolerated.
    pub fn optional_array(self) -> Result<Option<Json>, DecodeError> {
        self.fitting("an array", |text| self.part_of_kind(text, Kind::Array))
    }

    /// An object, as it is.
    ///
    /// # Errors
    /// When something else is there, and that is not tolerated.
    pub fn optional_object(self) -> Result<Option<Json>, DecodeError> {
        self.fitting("an object", |text| self.part_of_kind(text, Kind::Object))
    }

    /// Whatever is there but null.
    ///
    /// # Errors
    /// When a step on the way leads into something else than an object or an array, and that is not tolerated.
    pub fn optional_any(self) -> Result<Option<Json>, DecodeError> {
        self.fitting("a value", |text| Some(Json::part(self.body, text)))
    }

    /// What `read` makes of the value; `None` when it is missing or null.
    ///
    /// # Errors
    /// Those of `read`, and when a step on the way does not fit and that is not tolerated.
    pub fn optional<T>(
        self,
        read: impl FnOnce(At<'a>) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        match self.found() {
            Found::Nothing => Ok(None),
            Found::Value(_) => read(self).map(Some),
            Found::Misfit => self.misfit("a value"),
        }
    }

    /// What `read` makes of each item of an array.
    ///
    /// # Errors
    /// When there is no array, and those of `read`.
    pub fn list<T>(self, read: impl FnMut(At<'a>) -> Result<T, DecodeError>) -> Result<Vec<T>, DecodeError> {
        match self.array_items() {
            Some(items) => items.map(|(_, node)| self.moved(node)).map(read).collect(),
            None => Err(self.error("an array")),
        }
    }

    /// What `read` makes of each item of an array; `None` when the array is missing or null.
    ///
    /// # Errors
    /// Those of `read`, and when something else than an array is there and that is not tolerated.
    pub fn optional_list<T>(
        self,
        read: impl FnMut(At<'a>) -> Result<T, DecodeError>,
    ) -> Result<Option<Vec<T>>, DecodeError> {
        match self.found() {
            Found::Nothing => Ok(None),
            Found::Value(_) if self.kind() == Kind::Array => self.list(read).map(Some),
            Found::Value(_) | Found::Misfit => self.misfit("an array"),
        }
    }

    fn required<T>(
        self,
        expected: &'static str,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<T, DecodeError> {
        self.text().and_then(read).ok_or_else(|| self.error(expected))
    }

    fn fitting<T>(
        self,
        expected: &'static str,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<Option<T>, DecodeError> {
        let read = match self.found() {
            Found::Nothing => return Ok(None),
            Found::Value(text) => read(text),
            Found::Misfit => None,
        };
        read.map_or_else(|| self.misfit(expected), |value| Ok(Some(value)))
    }

    /// What a value that does not fit comes to.
    #[cold]
    fn misfit<T>(self, expected: &'static str) -> Result<Option<T>, DecodeError> {
        let error = self.error(expected);
        if self.tolerance == Tolerance::Strict {
            return Err(error);
        }
        let (path, expected, found) = (error.path(), error.expected(), error.found());
        tracing::warn!(path, expected, found, "output does not fit");
        Ok(None)
    }

    fn part_of_kind(self, text: &str, kind: Kind) -> Option<Json> {
        (Kind::of(text) == kind).then(|| Json::part(self.body, text))
    }

    /// The error of not finding `expected` here.
    #[cold]
    pub fn error(self, expected: &'static str) -> DecodeError {
        let mut path = to_offset(
            self.root,
            self.node.as_ptr() as usize - self.root.as_ptr() as usize,
        );
        let kind = self.kind();
        match self.missing {
            None => DecodeError::new(path, expected, kind.name()),
            Some(Step::Key(name)) if kind == Kind::Object => {
                push_key(&mut path, name);
                DecodeError::new(path, expected, "nothing")
            }
            Some(Step::Index(index)) if kind == Kind::Array => {
                push_index(&mut path, index);
                DecodeError::new(path, expected, "nothing")
            }
            Some(Step::FromEnd(place)) if kind == Kind::Array => {
                push_from_end(&mut path, place);
                DecodeError::new(path, expected, "nothing")
            }
            Some(Step::Path(below)) => {
                path.push_str(below.strip_prefix('$').unwrap_or(below));
                DecodeError::new(path, expected, "nothing")
            }
            Some(Step::Repeated) => DecodeError::new(path, "one member of this name", "several"),
            Some(Step::Key(_)) => DecodeError::new(path, "an object", kind.name()),
            Some(Step::Index(_) | Step::FromEnd(_)) => DecodeError::new(path, "an array", kind.name()),
        }
    }
}

/// The text of a scalar: of a string without its quotes and escapes.
fn string_in(text: &str) -> Option<String> {
    match Kind::of(text) {
        Kind::String => Some(string_of(text)),
        Kind::Number | Kind::Boolean => Some(text.to_owned()),
        Kind::Null | Kind::Array | Kind::Object => None,
    }
}

/// The text of a number, which may be written as a string. Its escapes are left: a number has none.
fn digits(text: &str) -> Option<&str> {
    match Kind::of(text) {
        Kind::String => Some(inside(text).trim()),
        Kind::Number => Some(text),
        _ => None,
    }
}

fn number_in(text: &str) -> Option<Number> {
    let digits = digits(text)?;
    if Kind::of(text) == Kind::Number {
        return Some(Number::from_json(digits));
    }
    Number::lenient(digits)
}

fn integer_in(text: &str) -> Option<i64> {
    let number = digits(text)?.parse().ok();
    number.or_else(|| number_in(text)?.as_i64())
}

fn double_in(text: &str) -> Option<f64> {
    let number = number_in(text)?.as_f64();
    number.is_finite().then_some(number)
}

fn boolean_in(text: &str) -> Option<bool> {
    match Kind::of(text) {
        Kind::Boolean => Some(text == "true"),
        Kind::String => inside(text).trim().parse().ok(),
        _ => None,
    }
}

/// Shows the place and what kind of value is there: an answer may be a token.
impl fmt::Debug for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = self.error("");
        write!(f, "At({}: {})", error.path(), error.found())
    }
}
