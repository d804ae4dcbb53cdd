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

    /// The body is not JSON at all. Of the parser's message only the place is kept.
    pub(crate) fn malformed(error: &serde_json::Error) -> Self {
        let what = if error.is_eof() {
            "a body that ends too early"
        } else {
            "something else"
        };
        Self::new(
            "$",
            "JSON",
            format!("{what} (line {}, column {})", error.line(), error.column()),
        )
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
