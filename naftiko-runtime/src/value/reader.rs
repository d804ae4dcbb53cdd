//! The pull reader of JSON (RFC 8259).

use std::borrow::Cow;
use std::collections::BTreeMap;

use http::StatusCode;

use super::check::{Checker, DEPTH};
use super::received::Received;
use super::scan::{content, number_end, plain_end, quoted_end, quoted_end_with_halves, word_end};
use super::unescape::unescape;
use super::{DecodeError, FromJson, JsonCursor, Kind, Number, Optional, ReadError, Tolerance, path};
use crate::charset;

/// The limits of a [`Reader`], enforced while it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Bytes of the text; no limit by default, since bodies have a limit.
    pub bytes: usize,
    /// Values, including nested ones; no limit by default, since they take no memory.
    pub values: usize,
    /// Levels of objects and arrays; 128 by default and at most.
    pub depth: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            bytes: usize::MAX,
            values: usize::MAX,
            depth: DEPTH,
        }
    }
}

/// A pull reader of JSON text: the caller reads value by value, and no tree is built.
///
/// Strings without escapes are borrowed. A read fails with a [`ReadError`] when the next value has another
/// type; do not use a reader after an error.
///
/// ```
/// use naftiko::value::{ReadError, Reader};
///
/// fn depots(text: &str) -> Result<Vec<i64>, ReadError> {
///     let mut reader = Reader::new(text);
///     let mut depots = Vec::new();
///     reader.object()?;
///     while let Some(key) = reader.key()? {
///         match &*key {
///             "depots" if !reader.null()? => {
///                 reader.array()?;
///                 while reader.item()? {
///                     depots.push(reader.integer()?);
///                 }
///             }
///             "depots" => {}
///             _ => reader.skip()?,
///         }
///     }
///     reader.end()?;
///     Ok(depots)
/// }
///
/// assert_eq!(depots(r#"{"page": 1, "depots": [4, 7.0]}"#), Ok(vec![4, 7]));
/// let error = depots(r#"{"depots": [4, true]}"#).map_err(|error| error.in_text(r#"{"depots": [4, true]}"#).to_string());
/// assert_eq!(error, Err("expected an integer at `$.depots[1]`, got a boolean".to_owned()));
/// ```
#[derive(Clone)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// A container was opened and nothing of it has been read.
    fresh: bool,
    depth: u32,
    values: usize,
    budget: Budget,
    tolerance: Tolerance,
    /// The status of the response whose body the text is.
    status: Option<StatusCode>,
    /// Whether the text, null, stands for an empty body.
    empty_body: bool,
    /// The error of a value that was read by a cursor, which has its own path.
    nested: Option<Box<DecodeError>>,
    /// The rules for a value that a caller sends; without them, it is of a response.
    pub(super) received: Option<Box<Received>>,
}

/// A position to which a reader can return.
#[derive(Clone, Copy)]
pub(super) struct Position {
    at: usize,
    fresh: bool,
    depth: u32,
    values: usize,
}

impl<'a> Reader<'a> {
    /// Creates a reader of a text, with the default limits.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            fresh: false,
            depth: 0,
            values: 0,
            budget: Budget::default(),
            tolerance: Tolerance::Strict,
            status: None,
            empty_body: false,
            nested: None,
            received: None,
        }
    }

    /// Creates a reader of bytes, with the default limits.
    ///
    /// # Errors
    /// When the bytes are not UTF-8.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        text_of(bytes).map(Self::new)
    }

    /// Creates a reader of null, which stands for an empty body.
    pub(super) fn of_empty_body() -> Self {
        Self {
            empty_body: true,
            ..Self::new("null")
        }
    }

    /// Sets the limits.
    #[must_use]
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = Budget {
            depth: budget.depth.min(DEPTH),
            ..budget
        };
        self
    }

    /// Sets what [`Reader::optional`] does with values of another type.
    #[must_use]
    pub fn tolerating(mut self, tolerance: Tolerance) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Sets the status of the response whose body the text is.
    #[must_use]
    pub fn of_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// Returns the status of the response whose body the text is, which may select the type of the body.
    pub fn status(&self) -> Option<u16> {
        self.status.map(|status| status.as_u16())
    }

    /// Returns the text of the reader.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Returns the position in the text, in bytes.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// Returns the number of objects and arrays around the next value.
    pub(super) fn depth(&self) -> u32 {
        self.depth
    }

    /// Returns the position, to return to it.
    pub(super) fn position(&self) -> Position {
        Position {
            at: self.at,
            fresh: self.fresh,
            depth: self.depth,
            values: self.values,
        }
    }

    /// Returns to an earlier position.
    pub(super) fn return_to(&mut self, position: Position) {
        self.at = position.at;
        self.fresh = position.fresh;
        self.depth = position.depth;
        self.values = position.values;
    }

    /// Returns the position of the next value, in bytes, for the errors of this value.
    pub fn next_offset(&mut self) -> usize {
        self.advance();
        self.at
    }

    /// Returns the kind of the next value without reading it.
    ///
    /// # Errors
    /// When no value starts here.
    pub fn peek(&mut self) -> Result<Kind, ReadError> {
        Ok(match self.next_byte() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'n') => Kind::Null,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            _ => return Err(self.syntax()),
        })
    }

    /// Reads null, if it is next; otherwise reads nothing and returns false.
    ///
    /// # Errors
    /// When a word other than `null` starts with `n`.
    pub fn null(&mut self) -> Result<bool, ReadError> {
        if self.next_byte() != Some(b'n') {
            return Ok(false);
        }
        self.word("null")?;
        Ok(true)
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    /// When the next value has another type.
    pub fn boolean(&mut self) -> Result<bool, ReadError> {
        match self.next_byte() {
            Some(b't') => self.word("true").map(|()| true),
            Some(b'f') => self.word("false").map(|()| false),
            _ => Err(self.unexpected("a boolean")),
        }
    }

    /// Reads a string: borrowed, unless it has escapes.
    ///
    /// # Errors
    /// When the next value has another type.
    pub fn string(&mut self) -> Result<Cow<'a, str>, ReadError> {
        if self.next_byte() != Some(b'"') {
            return Err(self.unexpected("a string"));
        }
        self.count()?;
        self.quoted()
    }

    /// Reads a number as its text.
    ///
    /// # Errors
    /// When the next value has another type.
    pub fn number_text(&mut self) -> Result<&'a str, ReadError> {
        let Some(b'-' | b'0'..=b'9') = self.next_byte() else {
            return Err(self.unexpected("a number"));
        };
        self.count()?;
        let start = self.at;
        self.move_to(number_end(self.text.as_bytes(), start))?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Reads a number with its digits.
    ///
    /// # Errors
    /// When the next value has another type.
    pub fn number(&mut self) -> Result<Number, ReadError> {
        self.number_text().map(Number::from_json)
    }

    /// Reads a number as an integer: it may be written with a fraction of zeros or an exponent.
    ///
    /// # Errors
    /// When the next value has another type, or is not an `i64`.
    pub fn integer(&mut self) -> Result<i64, ReadError> {
        let start = self.next_offset();
        if self.peek()? != Kind::Number {
            return Err(self.unexpected("an integer"));
        }
        let text = self.number_text()?;
        text.parse()
            .ok()
            .or_else(|| Number::from_json(text).as_i64())
            .ok_or(ReadError::unexpected(start, "an integer"))
    }

    /// Reads a number as the nearest double.
    ///
    /// # Errors
    /// When the next value has another type, or exceeds the range of doubles.
    pub fn double(&mut self) -> Result<f64, ReadError> {
        let start = self.next_offset();
        let number: f64 = self.number_text()?.parse().unwrap_or(f64::INFINITY);
        if number.is_finite() {
            Ok(number)
        } else {
            Err(ReadError::unexpected(
                start,
                "a number within the range of doubles",
            ))
        }
    }

    /// Opens an object. [`Reader::key`] reads the names of its members and closes it.
    ///
    /// # Errors
    /// When the next value has another type, or the nesting is too deep.
    pub fn object(&mut self) -> Result<(), ReadError> {
        if self.next_byte() != Some(b'{') {
            return Err(self.unexpected("an object"));
        }
        self.open()
    }

    /// Reads the name of the next member, or closes the object and returns `None`. The member's value must be read, or
    /// skipped, before the next name.
    ///
    /// # Errors
    /// When the text is not JSON here.
    pub fn key(&mut self) -> Result<Option<Cow<'a, str>>, ReadError> {
        if !self.begins_member()? {
            return Ok(None);
        }
        let key = self.quoted()?;
        self.colon()?;
        Ok(Some(key))
    }

    /// Opens an array. [`Reader::item`] returns whether there is a next item, and closes it.
    ///
    /// # Errors
    /// When the next value has another type, or the nesting is too deep.
    pub fn array(&mut self) -> Result<(), ReadError> {
        if self.next_byte() != Some(b'[') {
            return Err(self.unexpected("an array"));
        }
        self.open()
    }

    /// Returns whether the array has a next item, which must then be read or skipped; closes the array otherwise.
    ///
    /// # Errors
    /// When the text is not JSON here.
    pub fn item(&mut self) -> Result<bool, ReadError> {
        match self.next_byte() {
            Some(b']') => {
                self.close();
                return Ok(false);
            }
            Some(b',') if !self.fresh => {
                self.at += 1;
                // A comma is followed by a value.
                if self.next_byte() == Some(b']') {
                    return Err(self.syntax());
                }
            }
            _ if !self.fresh => return Err(self.syntax()),
            _ => {}
        }
        self.fresh = false;
        Ok(true)
    }

    /// Skips the next value and checks it.
    ///
    /// # Errors
    /// When the text is not JSON, and when a limit is exceeded.
    pub fn skip(&mut self) -> Result<(), ReadError> {
        self.skip_value().map(|_| ())
    }

    /// Skips the next value, checks it, and returns whether it is compact.
    fn skip_value(&mut self) -> Result<bool, ReadError> {
        let bytes = self.text.as_bytes();
        let allowed = bytes.get(..self.budget.bytes).unwrap_or(bytes);
        self.advance();
        let values = self.budget.values - self.values;
        let mut checker = Checker {
            values,
            levels: (self.budget.depth - self.depth) as usize,
            compact: true,
            exceeded: None,
        };
        let position = checker.value(allowed, self.at);
        self.values += values - checker.values;
        self.at = match position {
            Ok(end) => end,
            Err(at) => {
                self.at = at;
                return Err(match checker.exceeded {
                    Some(limit) => self.exceeded(limit),
                    None if at >= allowed.len() && allowed.len() < bytes.len() => {
                        self.exceeded("the bytes that are allowed")
                    }
                    None => self.syntax(),
                });
            }
        };
        Ok(checker.compact)
    }

    /// Skips the next value, checks it, and returns its text.
    ///
    /// # Errors
    /// Those of [`Reader::skip`].
    pub fn raw(&mut self) -> Result<&'a str, ReadError> {
        self.raw_value().map(|value| value.text)
    }

    /// Reads like [`Reader::raw`], and notes whether the value is compact.
    pub(super) fn raw_value(&mut self) -> Result<CheckedText<'a>, ReadError> {
        let start = self.next_offset();
        let compact = self.skip_value()?;
        let text = self.text.get(start..self.at).unwrap_or_default();
        Ok(CheckedText { text, compact })
    }

    /// Checks that nothing but white space follows.
    ///
    /// # Errors
    /// When something follows.
    pub fn end(&mut self) -> Result<(), ReadError> {
        self.advance();
        if self.at == self.text.len() {
            Ok(())
        } else {
            Err(self.syntax())
        }
    }

    /// Returns the error of the next value, which is not what was expected.
    pub fn unexpected(&mut self, expected: &'static str) -> ReadError {
        self.advance();
        match self.peek() {
            Ok(_) => ReadError::unexpected(self.at, expected),
            Err(error) => error,
        }
    }

    /// Reads the next value.
    ///
    /// # Errors
    /// When the value has another type, or the text is not JSON.
    pub fn read<T: FromJson>(&mut self) -> Result<T, ReadError> {
        T::read(self)
    }

    /// Reads a text; a number or boolean is read as its text.
    ///
    /// # Errors
    /// When the next value has another type.
    pub fn text_value(&mut self) -> Result<Cow<'a, str>, ReadError> {
        match self.peek()? {
            Kind::Number => self.number_text().map(Cow::Borrowed),
            Kind::Boolean => Ok(Cow::Borrowed(if self.boolean()? { "true" } else { "false" })),
            _ => self.string(),
        }
    }

    /// Reads the only value of the text.
    pub(super) fn read_whole<T: FromJson>(&mut self) -> Result<T, DecodeError> {
        self.whole(T::read)
    }

    /// Reads the only value of the text by a function.
    pub(crate) fn whole<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, ReadError>,
    ) -> Result<T, DecodeError> {
        let read = read(self);
        let read = read.and_then(|value| self.end().map(|()| value));
        read.map_err(|error| self.explain(error, (self.text(), 0)))
    }

    /// Reads the next value with a cursor.
    pub(super) fn read_at_cursor<T: FromJson>(&mut self) -> Result<T, ReadError> {
        let start = self.next_offset();
        if self.empty_body {
            // A mapped output would have nothing in every optional member.
            return Err(ReadError::unexpected(start, "a value"));
        }
        let value = self.raw_value()?;
        let read = T::from_json(JsonCursor::of(value).tolerating(self.tolerance));
        read.map_err(|error| {
            self.nested = Some(Box::new(error));
            ReadError::unexpected(start, "a value")
        })
    }

    /// Reads the value of a member that has to be there into its variable.
    ///
    /// # Errors
    /// When the value has another type, and when the object has the member twice.
    pub fn once<T: FromJson>(&mut self, member: &mut Option<T>) -> Result<(), ReadError> {
        if self.tolerance != Tolerance::Strict
            && let Some(empty) = T::empty()
            && self.null()?
        {
            *member = Some(empty);
            return Ok(());
        }
        let start = self.next_offset();
        let Some(value) = self.part()? else {
            return Ok(());
        };
        match member.replace(value) {
            None => Ok(()),
            Some(_) => Err(ReadError::duplicate(start)),
        }
    }

    /// Returns a member of the object at `start` that has to be there.
    ///
    /// # Errors
    /// When the member is absent, unless its type has an empty value and the tolerance is not strict.
    pub fn required<T: FromJson>(
        &mut self,
        start: usize,
        name: &'static str,
        member: Option<T>,
    ) -> Result<T, ReadError> {
        let member = if self.tolerance == Tolerance::Strict {
            member
        } else {
            member.or_else(T::empty)
        };
        member.ok_or_else(|| self.missing(start, name))
    }

    /// Reads the value of an optional member into its variable; null is absent.
    ///
    /// # Errors
    /// When the value has another type and the tolerance is strict, and when the object has the member twice.
    pub fn optional<T: FromJson>(&mut self, member: &mut Option<T>) -> Result<(), ReadError> {
        if self.null()? {
            return Ok(());
        }
        let start = self.next_offset();
        if let Some(value) = self.tolerated()?
            && member.replace(value).is_some()
        {
            return Err(ReadError::duplicate(start));
        }
        Ok(())
    }

    /// Reads the value of a member into a map.
    ///
    /// # Errors
    /// When the value has another type, and when the map has the member already.
    pub fn insert<T: FromJson>(
        &mut self,
        name: Cow<'_, str>,
        members: &mut BTreeMap<String, T>,
    ) -> Result<(), ReadError> {
        let start = self.next_offset();
        let value = self.part()?;
        match value.and_then(|value| members.insert(name.into_owned(), value)) {
            None => Ok(()),
            Some(_) => Err(ReadError::duplicate(start)),
        }
    }

    /// Reads the value of a member that may be absent, null or a value into its variable.
    ///
    /// # Errors
    /// Those of [`Reader::optional`].
    pub fn three_states<T: FromJson>(&mut self, member: &mut Optional<T>) -> Result<(), ReadError> {
        let start = self.next_offset();
        if !member.is_absent() {
            return Err(ReadError::duplicate(start));
        }
        if self.null()? {
            *member = Optional::Null;
        } else if let Some(value) = self.tolerated()? {
            *member = Optional::Value(value);
        }
        Ok(())
    }

    /// Reads a value; one of another type is logged and skipped, unless the tolerance is strict.
    fn tolerated<T: FromJson>(&mut self) -> Result<Option<T>, ReadError> {
        if self.tolerance == Tolerance::Strict {
            return self.part();
        }
        let mut attempt = self.clone();
        match T::read(&mut attempt) {
            Ok(value) => {
                *self = attempt;
                Ok(Some(value))
            }
            Err(error) if error.is_of_type() => {
                self.skip()?;
                let error = attempt.explain(error, (self.text(), 0));
                let (path, expected, found) = (error.path(), error.expected(), error.found());
                tracing::warn!(target: "naftiko::value", path, expected, found, "output does not fit");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the text of a member of the next value, which says which type the value has; `None` when the value is no
    /// object or the member is no text. Nothing is read.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn tag(&self, member: &str) -> Result<Option<Cow<'a, str>>, ReadError> {
        let mut ahead = self.clone();
        if ahead.peek()? != Kind::Object {
            return Ok(None);
        }
        ahead.object()?;
        while let Some(name) = ahead.key()? {
            if name == member {
                let is_text = ahead.peek()? == Kind::String;
                return if is_text {
                    ahead.string().map(Some)
                } else {
                    Ok(None)
                };
            }
            ahead.skip()?;
        }
        Ok(None)
    }

    /// Reads the next value, if it is of this kind and type; otherwise reads nothing.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn read_if<T: FromJson>(&mut self, kind: Kind) -> Result<Option<T>, ReadError> {
        if self.peek()? != kind {
            return Ok(None);
        }
        let mut attempt = self.attempt();
        match T::read(&mut attempt) {
            Ok(value) => {
                self.accept(attempt);
                Ok(Some(value))
            }
            Err(error) if error.is_of_type() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads the next value, if it is an object of this type with these members and texts; otherwise reads nothing.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn read_if_has<T: FromJson>(
        &mut self,
        members: &[&str],
        texts: &[(&str, &str)],
    ) -> Result<Option<T>, ReadError> {
        if self.peek()? != Kind::Object {
            return Ok(None);
        }
        let (mut ahead, mut found) = (self.clone(), 0);
        ahead.object()?;
        while let Some(name) = ahead.key()? {
            found += usize::from(members.contains(&&*name));
            let text = texts.iter().find(|(known, _)| *known == name);
            match text {
                Some((_, text)) if ahead.peek()? == Kind::String => {
                    if ahead.string()? != *text {
                        return Ok(None);
                    }
                }
                _ => ahead.skip()?,
            }
        }
        if found < members.len() {
            return Ok(None);
        }
        self.read_if(Kind::Object)
    }

    /// Reads a value that is written as text, such as `"7.5"`.
    pub(super) fn written_as_text<T>(
        &mut self,
        expected: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, ReadError> {
        let start = self.next_offset();
        let text = self.string()?;
        read(text.trim()).ok_or(ReadError::unexpected(start, expected))
    }

    /// Returns whether the name of a member is next, and moves to it; closes the object otherwise.
    fn begins_member(&mut self) -> Result<bool, ReadError> {
        match self.next_byte() {
            Some(b'}') => {
                self.close();
                return Ok(false);
            }
            Some(b',') if !self.fresh => {
                self.at += 1;
                self.advance();
            }
            _ if !self.fresh => return Err(self.syntax()),
            _ => {}
        }
        if self.byte() != Some(b'"') {
            return Err(self.syntax());
        }
        self.fresh = false;
        Ok(true)
    }

    /// Reads the colon between a name and its value.
    fn colon(&mut self) -> Result<(), ReadError> {
        if self.next_byte() != Some(b':') {
            return Err(self.syntax());
        }
        self.at += 1;
        Ok(())
    }

    fn open(&mut self) -> Result<(), ReadError> {
        self.count()?;
        if self.depth == self.budget.depth {
            return Err(self.exceeded("the levels of nesting that are allowed"));
        }
        self.depth += 1;
        self.at += 1;
        self.fresh = true;
        Ok(())
    }

    fn close(&mut self) {
        self.at += 1;
        self.depth -= 1;
        self.fresh = false;
    }

    /// Counts a value against the budget.
    fn count(&mut self) -> Result<(), ReadError> {
        if self.at >= self.budget.bytes {
            return Err(self.exceeded("the bytes that are allowed"));
        }
        if self.values == self.budget.values {
            return Err(self.exceeded("the values that are allowed"));
        }
        self.values += 1;
        Ok(())
    }

    /// Reads a string whose opening quote is next.
    fn quoted(&mut self) -> Result<Cow<'a, str>, ReadError> {
        let start = self.at + 1;
        let end = plain_end(self.text.as_bytes(), start);
        self.at = end;
        if self.byte() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(self.text.get(start..end).unwrap_or_default()));
        }
        let bytes = self.text.as_bytes();
        let end = quoted_end(bytes, start - 1).or_else(|_| quoted_end_with_halves(bytes, start - 1));
        self.move_to(end)?;
        let raw = self.text.get(start..self.at - 1).unwrap_or_default();
        Ok(Cow::Owned(unescape(raw)))
    }

    fn word(&mut self, word: &str) -> Result<(), ReadError> {
        self.count()?;
        self.move_to(word_end(self.text.as_bytes(), self.at, word.as_bytes()))
    }

    /// Moves to the end of a token, or to its mistake.
    fn move_to(&mut self, end: Result<usize, usize>) -> Result<(), ReadError> {
        match end {
            Ok(end) => {
                self.at = end;
                Ok(())
            }
            Err(at) => {
                self.at = at;
                Err(self.syntax())
            }
        }
    }

    fn next_byte(&mut self) -> Option<u8> {
        match self.byte() {
            Some(b' ' | b'\n' | b'\t' | b'\r') => {
                self.advance();
                self.byte()
            }
            byte => byte,
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn advance(&mut self) {
        self.at = content(self.text.as_bytes(), self.at);
    }

    fn syntax(&self) -> ReadError {
        ReadError::syntax(self.text, self.at)
    }

    /// Returns an error with its path. `within` is the whole text that this reader reads a part of, and where the part starts.
    pub(super) fn explain(&mut self, error: ReadError, (whole, start): (&str, usize)) -> DecodeError {
        let error = error.moved(start);
        match self.nested.take() {
            Some(nested) => nested.below(&path::to_offset(whole, error.offset())),
            None => error.in_text(whole),
        }
    }

    fn exceeded(&self, limit: &'static str) -> ReadError {
        ReadError::exceeded(self.at, limit)
    }
}

/// Shows the position but no text: it may contain a token.
impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("offset", &self.at)
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

/// Returns the bytes as text, without a byte order mark.
pub(super) fn text_of(bytes: &[u8]) -> Result<&str, DecodeError> {
    charset::utf8(bytes).map_err(|error| DecodeError::malformed(bytes, error.valid_up_to(), false))
}

/// Text that is a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CheckedText<'a> {
    pub(crate) text: &'a str,
    /// Whether it is known to have no white space between its tokens, and no half of a surrogate pair.
    pub(crate) compact: bool,
}

impl<'a> From<&'a str> for CheckedText<'a> {
    fn from(text: &'a str) -> Self {
        let compact = false;
        Self { text, compact }
    }
}

/// Checks that a text is JSON, and returns it without the white space around it; an empty text is null.
pub(crate) fn checked(bytes: &[u8], budget: Budget) -> Result<CheckedText<'_>, DecodeError> {
    let text = text_of(bytes)?;
    let mut reader = Reader::new(text).budget(budget);
    reader.advance();
    if reader.at == text.len() {
        let (text, compact) = ("null", true);
        return Ok(CheckedText { text, compact });
    }
    let value = reader.raw_value().and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| error.in_text(text))
}
