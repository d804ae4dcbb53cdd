//! Decode errors.

use std::fmt;

use crate::causes::readable;
use crate::charset::UnknownCharset;
use crate::memory::OutOfMemory;

/// A decode error: the path (`$.route.depot`), what was expected, and what was found.
///
/// It names kinds and never a value, so that it can be logged and relayed.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    expected: &'static str,
    found: String,
    reason: Reason,
}

/// The reason of a decode error, where more depends on it than its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    /// The value is another one than expected.
    Value,
    /// The server had no memory for the value, which may fit later.
    OutOfMemory,
    /// There is no body, in a successful response.
    EmptyBody,
    /// The text is in an unknown charset, whose name is quoted as what was found.
    Charset,
}

impl DecodeError {
    /// Creates an error at a path (`$` is the whole body).
    pub fn new(path: impl Into<String>, expected: &'static str, found: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            expected,
            found: found.into(),
            reason: Reason::Value,
        }
    }

    /// Creates the error of a value that the server has no memory for.
    pub(crate) fn out_of_memory() -> Self {
        Self {
            reason: Reason::OutOfMemory,
            ..Self::new("$", "a value within the memory of the server", "a larger one")
        }
    }

    /// Creates the error of a body that is empty.
    pub(crate) fn empty_body() -> Self {
        Self {
            reason: Reason::EmptyBody,
            ..Self::new("$", "a value", "an empty body")
        }
    }

    /// Returns the charset of a text that cannot be read, if that is the error. Those that need the feature `charsets` are unknown without it.
    pub fn unknown_charset(&self) -> Option<&str> {
        let quoted = (self.reason == Reason::Charset).then_some(&self.found)?;
        quoted.split('`').nth(1)
    }

    /// Returns whether the response was a success without a body, though a value of it is read.
    pub fn is_empty_body(&self) -> bool {
        self.reason == Reason::EmptyBody
    }

    /// Returns whether the server had no memory for the value.
    #[allow(dead_code, reason = "only clients and servers need it")]
    pub(crate) fn is_out_of_memory(&self) -> bool {
        self.reason == Reason::OutOfMemory
    }

    /// Creates the error of text that is not JSON from an offset. It has the position, but no text.
    pub(crate) fn malformed(text: &[u8], offset: usize, end: bool) -> Self {
        let what = if end {
            "a body that ends too early"
        } else {
            "something else"
        };
        let before = text.get(..offset).unwrap_or(text);
        let line = before.split(|byte| *byte == b'\n').count();
        let column = 1 + before.iter().rev().take_while(|byte| **byte != b'\n').count();
        Self::new("$", "JSON", format!("{what} (line {line}, column {column})"))
    }

    /// Returns the error with the path from an outer value: `prefix` is the path of the value that was read.
    pub(crate) fn below(self, prefix: &str) -> Self {
        let rest = self.path.strip_prefix('$').unwrap_or(&self.path);
        Self {
            path: format!("{prefix}{rest}"),
            ..self
        }
    }

    /// Returns the path in the body; `$` is its root.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns what was expected, such as `a string`.
    pub fn expected(&self) -> &str {
        self.expected
    }

    /// Returns the kind that was found: `nothing`, `null`, `an array`.
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl From<UnknownCharset> for DecodeError {
    fn from(charset: UnknownCharset) -> Self {
        Self {
            reason: Reason::Charset,
            ..Self::new("$", "text in a known charset", charset.to_string())
        }
    }
}

impl From<OutOfMemory> for DecodeError {
    fn from(_: OutOfMemory) -> Self {
        Self::out_of_memory()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "expected {} at `{}`, got {}",
            self.expected, self.path, self.found
        )
    }
}

impl std::error::Error for DecodeError {}
readable!(DecodeError);
