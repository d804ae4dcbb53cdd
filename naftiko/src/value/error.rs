//! Why a body could not be read as what the spec says it is.

use std::fmt;

/// JSON that is not what was expected: where (`$.route.depot`), what was expected, what came.
///
/// It tells kinds only and never a value, so that it can be logged and relayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    expected: &'static str,
    found: String,
}

impl DecodeError {
    /// An error at a path (`$` is the whole body).
    pub fn new(path: impl Into<String>, expected: &'static str, found: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            expected,
            found: found.into(),
        }
    }

    /// The text is not JSON from an offset on. Of the text only the place is kept.
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

    /// Where in the body: `$` is its root.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was expected there, such as `a string`.
    pub fn expected(&self) -> &str {
        self.expected
    }

    /// What came instead, by kind: `nothing`, `null`, `an array`.
    pub fn found(&self) -> &str {
        &self.found
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
