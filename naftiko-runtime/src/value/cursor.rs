//! A cursor to a value of a JSON document, and its typed reads.

use std::fmt;

use bytes::Bytes;

use super::json::{Parts, decoded, inside, string_of};
use super::path::{push_from_end, push_index, push_key, to_offset};
use super::reader::CheckedText;
use super::{DecodeError, FromJson, Json, Kind, Number, Reader, Tolerance};
use crate::memory;

/// A cursor to a value of a JSON document, or to a missing value.
///
/// The document is checked text; only values that are read are decoded. Copies do not allocate, and the path is
/// computed for errors only.
///
/// Required reads (`string`, `list`, …) fail with a [`DecodeError`]. Optional reads return `None` for a missing value
/// and null, and treat values of another type by the [`Tolerance`]. Numbers and booleans may be written as strings,
/// and a scalar that is read as a string is its text. A member whose name occurs twice is missing, and the error says
/// so.
#[derive(Clone, Copy)]
pub struct JsonCursor<'a> {
    root: &'a str,
    /// The text of the deepest existing value of the path.
    node: &'a str,
    /// The first step below `node` without a value.
    missing: Option<Step<'a>>,
    tolerance: Tolerance,
    /// Whether the document is known to have no white space between its tokens.
    compact: bool,
    /// Whether the document was XML.
    elements: bool,
    /// The body that contains the document, to share its memory.
    body: Option<&'a Bytes>,
}

/// The value of an empty element of XML.
const EMPTY: &str = "\"\"";

#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
    FromEnd(usize),
    /// A path without a match, from its `$`.
    Path(&'a str),
    /// The value is one of several members with one name.
    Repeated,
    /// The answer has too many values for the path.
    Unsearched,
}

/// The result of an optional read.
enum Found<'a> {
    Nothing,
    Value(&'a str),
    Misfit,
}

impl<'a> JsonCursor<'a> {
    /// Creates a cursor to the root of a document.
    pub fn root(document: &'a Json) -> Self {
        let (text, compact) = (document.as_str(), true);
        Self::of(CheckedText { text, compact }).sharing(document.shared())
    }

    /// Creates a cursor to the root of checked text.
    pub(crate) fn of(checked: impl Into<CheckedText<'a>>) -> Self {
        let CheckedText { text, compact } = checked.into();
        Self {
            root: text,
            node: text,
            missing: None,
            tolerance: Tolerance::Strict,
            compact,
            elements: false,
            body: None,
        }
    }

    /// Reads the document as one that was XML: a single element is a list of one where a list is expected, and an empty or missing one an
    /// empty list.
    pub(super) fn of_elements(self) -> Self {
        Self {
            elements: true,
            ..self
        }
    }

    /// Lets parts share this body, which contains the text.
    pub(crate) fn sharing(self, body: &'a Bytes) -> Self {
        Self {
            body: Some(body),
            ..self
        }
    }

    /// Sets what optional reads from here do with values of another type.
    #[must_use]
    pub fn tolerating(self, tolerance: Tolerance) -> Self {
        Self { tolerance, ..self }
    }

    /// Returns the whole text, and where the value starts in it.
    pub(super) fn text_before(self) -> (&'a str, usize) {
        let start = self.node.as_ptr() as usize - self.root.as_ptr() as usize;
        (self.root, start)
    }

    /// Returns the cursor to a member of an object.
    #[must_use]
    pub fn key(self, name: &'a str) -> Self {
        let [member] = self.keys([name]);
        member
    }

    /// Returns cursors to several members of an object, found in one pass.
    #[must_use]
    pub fn keys<const N: usize>(self, names: [&'a str; N]) -> [Self; N] {
        let mut members = names.map(|name| self.without(Step::Key(name)));
        if self.missing.is_none() && self.kind() == Kind::Object {
            self.find(&names, &mut members);
        }
        members
    }

    /// Finds members and writes each to the position of its name.
    fn find(self, names: &[&str], members: &mut [Self]) {
        for (raw, value) in Parts::of(self.node) {
            let found = decoded(raw);
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

    /// Returns the first of several cursors with a value that is not null; the last one if none has.
    #[must_use]
    pub fn first_of<const N: usize>(self, places: impl FnOnce(Self) -> [Self; N]) -> Self {
        let places = places(self);
        let mut values = places
            .iter()
            .filter(|place| matches!(place.found(), Found::Value(_)));
        let found = values.next().or(places.last());
        found.copied().unwrap_or(self)
    }

    /// Returns the cursor to an item of an array, counted from 0.
    #[must_use]
    pub fn index(self, index: usize) -> Self {
        let item = || self.array_items()?.nth(index);
        self.step(Step::Index(index), item())
    }

    /// Returns the cursor to an item of an array, counted from its end: 1 is the last item.
    #[must_use]
    pub fn from_end(self, place: usize) -> Self {
        let item = || {
            let length = self.array_items()?.count();
            self.array_items()?.nth(length.checked_sub(place)?)
        };
        self.step(Step::FromEnd(place), item())
    }

    fn array_items(self) -> Option<Parts<'a>> {
        if self.elements {
            return self.list_of_elements();
        }
        (self.missing.is_none() && self.kind() == Kind::Array).then(|| Parts::of(self.node))
    }

    /// Returns the elements of a name; none for an empty element, and for a name that no element has.
    fn list_of_elements(self) -> Option<Parts<'a>> {
        match self.found() {
            Found::Nothing if self.missing.is_some() => Some(Parts::of("[]")),
            Found::Value(EMPTY) => Some(Parts::of("[]")),
            Found::Value(text) if self.kind() == Kind::Array => Some(Parts::of(text)),
            Found::Value(text) => Some(Parts::only(text)),
            Found::Nothing | Found::Misfit => None,
        }
    }

    fn step(self, step: Step<'a>, found: Option<(&str, &'a str)>) -> Self {
        match found {
            Some((_, node)) => self.with_node(node),
            None => self.without(step),
        }
    }

    /// Returns the cursor to the missing value of a step.
    pub(super) fn without(self, step: Step<'a>) -> Self {
        Self {
            missing: self.missing.or(Some(step)),
            ..self
        }
    }

    /// Returns the JSON text of the value, if it exists.
    pub fn text(self) -> Option<&'a str> {
        self.missing.is_none().then_some(self.node)
    }

    /// Returns whether several members have this name.
    pub(crate) fn is_repeated(self) -> bool {
        matches!(self.missing, Some(Step::Repeated))
    }

    /// Returns a reader of the value, if it exists.
    pub fn reader(self) -> Option<Reader<'a>> {
        self.text().map(Reader::new)
    }

    /// Reads the value with a reader.
    ///
    /// # Errors
    /// When there is no value, and when it has another type.
    pub fn read<T: FromJson>(self) -> Result<T, DecodeError> {
        let Some(text) = self.text() else {
            return Err(self.error("a value"));
        };
        let mut json = Reader::new(text).tolerating(self.tolerance);
        T::read(&mut json).map_err(|error| json.explain(error, self.text_before()))
    }

    /// Returns the value, if it exists.
    pub fn json(self) -> Option<Json> {
        self.text().map(|text| self.part(text))
    }

    /// Returns the cursor to another value of the same document.
    pub(super) fn with_node(self, node: &'a str) -> Self {
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
            Some(Step::Key(_)) if self.elements && self.node == EMPTY => Found::Nothing,
            Some(Step::Index(_) | Step::FromEnd(_)) if null || self.kind() == Kind::Array => Found::Nothing,
            Some(Step::Index(_) | Step::FromEnd(_)) if self.elements => Found::Nothing,
            Some(Step::Repeated | Step::Unsearched | Step::Key(_) | Step::Index(_) | Step::FromEnd(_)) => {
                Found::Misfit
            }
        }
    }

    /// Reads a string; a number or boolean is read as its text.
    ///
    /// # Errors
    /// When the value is missing, null, an object or an array.
    pub fn string(self) -> Result<String, DecodeError> {
        self.required("a string", string_in)
    }

    /// Reads an integer; also one written as a string, with a fraction of zeros, or with an exponent.
    ///
    /// # Errors
    /// When the value is missing or has another type.
    pub fn integer(self) -> Result<i64, DecodeError> {
        self.required("an integer", integer_in)
    }

    /// Reads an integer of any size with its digits, in the notations of [`JsonCursor::integer`].
    ///
    /// # Errors
    /// When the value is missing or has another type.
    pub fn exact_integer(self) -> Result<Number, DecodeError> {
        self.required("an integer", exact_integer_in)
    }

    /// Reads a number with its digits; also one written as a string.
    ///
    /// # Errors
    /// When the value is missing or has another type.
    pub fn number(self) -> Result<Number, DecodeError> {
        self.required("a number", number_in)
    }

    /// Reads a number as the nearest double; also one written as a string.
    ///
    /// # Errors
    /// When the value is missing, has another type, or exceeds the range of doubles.
    pub fn double(self) -> Result<f64, DecodeError> {
        self.required("a number", double_in)
    }

    /// Reads a boolean; also the strings `true` and `false`.
    ///
    /// # Errors
    /// When the value is missing or has another type.
    pub fn boolean(self) -> Result<bool, DecodeError> {
        self.required("a boolean", boolean_in)
    }

    /// Reads an array, with its items unchanged.
    ///
    /// # Errors
    /// When the value is missing or has another type.
    pub fn array(self) -> Result<Json, DecodeError> {
        match self.json_of_elements() {
            Some(list) => Ok(list),
            None => self.required("an array", |text| self.part_of_kind(text, Kind::Array)),
        }
    }

    /// Reads an object unchanged.
    ///
    /// # Errors
    /// When the value is missing or has another type.
    pub fn object(self) -> Result<Json, DecodeError> {
        self.required("an object", |text| self.part_of_kind(text, Kind::Object))
    }

    /// Reads any value, including null.
    ///
    /// # Errors
    /// When the value is missing.
    pub fn any(self) -> Result<Json, DecodeError> {
        self.json().ok_or_else(|| self.error("a value"))
    }

    /// Reads an optional string as [`JsonCursor::string`] does.
    ///
    /// # Errors
    /// When the value has another type and the tolerance is strict.
    pub fn optional_string(self) -> Result<Option<String>, DecodeError> {
        self.fitting("a string", string_in)
    }

    /// Reads an optional integer as [`JsonCursor::integer`] does.
    ///
    /// # Errors
    /// When the value has another type and the tolerance is strict.
    pub fn optional_integer(self) -> Result<Option<i64>, DecodeError> {
        self.fitting("an integer", integer_in)
    }

    /// Reads an optional integer as [`JsonCursor::exact_integer`] does.
    ///
    /// # Errors
    /// When the value has another type and the tolerance is strict.
    pub fn optional_exact_integer(self) -> Result<Option<Number>, DecodeError> {
        self.fitting("an integer", exact_integer_in)
    }

    /// Reads an optional number as [`JsonCursor::number`] does.
    ///
    /// # Errors
    /// When the value has another type and the tolerance is strict.
    pub fn optional_number(self) -> Result<Option<Number>, DecodeError> {
        self.fitting("a number", number_in)
    }

    /// Reads an optional number as [`JsonCursor::double`] does.
    ///
    /// # Errors
    /// When the value has another type and the tolerance is strict.
    pub fn optional_double(self) -> Result<Option<f64>, DecodeError> {
        self.fitting("a number", double_in)
    }

    /// Reads an optional boolean as [`JsonCursor::boolean`] does.
    ///
    /// # Errors
    /// When the value has another type and the tolerance is strict.
    pub fn optional_boolean(self) -> Result<Option<bool>, DecodeError> {
        self.fitting("a boolean", boolean_in)
    }

    /// Reads an array, with its items unchanged.
    ///
    /// # Errors
    /// When the value has another type and the tolerance is strict.
    pub fn optional_array(self) -> Result<Option<Json>, DecodeError> {
        match self.json_of_elements() {
            Some(list) => Ok(Some(list)),
            None => self.fitting("an array", |text| self.part_of_kind(text, Kind::Array)),
        }
    }

    /// Reads an object unchanged.
    ///
    /// # Errors
    /// When the value has another type and the tolerance is strict.
    pub fn optional_object(self) -> Result<Option<Json>, DecodeError> {
        self.fitting("an object", |text| self.part_of_kind(text, Kind::Object))
    }

    /// Reads any optional value except null.
    ///
    /// # Errors
    /// When a step leads into a scalar and the tolerance is strict.
    pub fn optional_any(self) -> Result<Option<Json>, DecodeError> {
        self.fitting("a value", |text| Some(self.part(text)))
    }

    /// Returns the result of `read`; `None` when the value is missing or null.
    ///
    /// # Errors
    /// Those of `read`, and when a step leads into a scalar and the tolerance is strict.
    pub fn optional<T>(
        self,
        read: impl FnOnce(JsonCursor<'a>) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        match self.found() {
            Found::Nothing => Ok(None),
            Found::Value(_) => read(self).map(Some),
            Found::Misfit => self.misfit("a value"),
        }
    }

    /// Returns the results of `read` for each item of an array.
    ///
    /// # Errors
    /// When the value is not an array, and those of `read`.
    pub fn list<T>(
        self,
        mut read: impl FnMut(JsonCursor<'a>) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let Some(items) = self.array_items() else {
            return Err(self.error("an array"));
        };
        let read = items.enumerate().map(|(index, (_, node))| {
            memory::take_item::<T>(index == 0)?;
            read(self.with_node(node))
        });
        read.collect()
    }

    /// Returns the results of `read` for each item of an array; `None` when the array is missing or null.
    ///
    /// # Errors
    /// Those of `read`, and when the value is not an array and the tolerance is strict.
    pub fn optional_list<T>(
        self,
        read: impl FnMut(JsonCursor<'a>) -> Result<T, DecodeError>,
    ) -> Result<Option<Vec<T>>, DecodeError> {
        match self.found() {
            _ if self.elements && self.list_of_elements().is_some() => self.list(read).map(Some),
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

    /// Returns the result for a value of another type.
    #[cold]
    fn misfit<T>(self, expected: &'static str) -> Result<Option<T>, DecodeError> {
        let error = self.error(expected);
        if self.tolerance == Tolerance::Strict {
            return Err(error);
        }
        let (path, expected, found) = (error.path(), error.expected(), error.found());
        tracing::warn!(target: "naftiko::value", path, expected, found, "output does not fit");
        Ok(None)
    }

    /// Returns the elements of a name as an array, where the document was XML.
    fn json_of_elements(self) -> Option<Json> {
        if !self.elements {
            return None;
        }
        let items = self.list_of_elements()?;
        let items: Vec<&str> = items.map(|(_, item)| item).collect();
        Some(Json::written(format!("[{}]", items.join(",")).into_bytes()))
    }

    fn part_of_kind(self, text: &str, kind: Kind) -> Option<Json> {
        (Kind::of(text) == kind).then(|| self.part(text))
    }

    fn part(self, text: &str) -> Json {
        let compact = self.compact;
        Json::part(self.body, CheckedText { text, compact })
    }

    /// Returns the error for a value that is not `expected`.
    #[cold]
    pub fn error(self, expected: &'static str) -> DecodeError {
        let (whole, start) = self.text_before();
        let mut path = to_offset(whole, start);
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
            Some(Step::Unsearched) => {
                DecodeError::new(path, "an answer that the path can search", "too many values")
            }
            Some(Step::Key(_)) => DecodeError::new(path, "an object", kind.name()),
            Some(Step::Index(_) | Step::FromEnd(_)) => DecodeError::new(path, "an array", kind.name()),
        }
    }
}

/// Returns the text of a scalar, without the quotes and escapes of a string.
fn string_in(text: &str) -> Option<String> {
    match Kind::of(text) {
        Kind::String => Some(string_of(text)),
        Kind::Number | Kind::Boolean => Some(text.to_owned()),
        Kind::Null | Kind::Array | Kind::Object => None,
    }
}

/// Returns the text of a number, which may be written as a string. Escapes are not decoded: numbers have none.
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

fn exact_integer_in(text: &str) -> Option<Number> {
    number_in(text).filter(Number::is_integer)
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

/// Shows the path and the kind of the value only: it may be a token.
impl fmt::Debug for JsonCursor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = self.error("");
        write!(f, "JsonCursor({}: {})", error.path(), error.found())
    }
}
