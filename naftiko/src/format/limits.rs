//! How large a conversion may become.

use serde_json::{Map, Value};

use crate::value::DecodeError;

/// How large a body, and the JSON it converts to, may be.
///
/// A body can stand for much more than its own size: by repeating what it names once (the header of a table,
/// an anchor), and by lengths it claims. That is why what comes out is limited, and not only what goes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the body: 32 MiB.
    pub bytes: usize,
    /// Levels of objects and arrays: 64.
    pub depth: usize,
    /// Values, those within others included, and what a format keeps besides them: 1 000 000.
    pub values: usize,
    /// Columns of a table: 4096.
    pub columns: usize,
    /// Bytes of all names and strings together: 64 MiB.
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 32 * 1024 * 1024,
            depth: 64,
            values: 1_000_000,
            columns: 4096,
            text: 64 * 1024 * 1024,
        }
    }
}

impl Limits {
    pub(super) fn check_bytes(&self, body: &[u8]) -> Result<(), DecodeError> {
        within(body.len(), self.bytes, "bytes")
    }
}

/// What a conversion has left of its limits.
pub(super) struct Budget<'a> {
    limits: &'a Limits,
    values: usize,
    text: usize,
}

#[allow(dead_code, reason = "each format uses what it needs of this")]
impl<'a> Budget<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            values: 0,
            text: 0,
        }
    }

    /// Takes a number of values.
    pub(super) fn values(&mut self, count: usize) -> Result<(), DecodeError> {
        self.values = self.values.saturating_add(count);
        within(self.values, self.limits.values, "values")
    }

    /// Takes bytes of text.
    pub(super) fn text(&mut self, bytes: usize) -> Result<(), DecodeError> {
        self.text = self.text.saturating_add(bytes);
        within(self.text, self.limits.text, "bytes of text")
    }

    /// Checks how deep a collection is; the outermost is at 1.
    pub(super) fn depth(&self, depth: usize) -> Result<(), DecodeError> {
        within(depth, self.limits.depth, "levels")
    }

    /// Checks how wide a table is.
    pub(super) fn columns(&self, count: usize) -> Result<(), DecodeError> {
        within(count, self.limits.columns, "columns")
    }

    /// A string.
    pub(super) fn string(&mut self, text: impl Into<String>) -> Result<Value, DecodeError> {
        let text = text.into();
        self.values(1)?;
        self.text(text.len())?;
        Ok(Value::String(text))
    }

    /// Sets a member of an object; its value is paid for already.
    pub(super) fn member(
        &mut self,
        members: &mut Map<String, Value>,
        name: &str,
        value: Value,
    ) -> Result<(), DecodeError> {
        self.text(name.len())?;
        members.insert(name.to_owned(), value);
        Ok(())
    }
}

fn within(size: usize, limit: usize, what: &str) -> Result<(), DecodeError> {
    if size <= limit {
        return Ok(());
    }
    let found = format!("more than {limit} {what}");
    Err(DecodeError::new("$", "a body within limits", found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_what_still_passes() {
        let limits = Limits {
            bytes: 2,
            depth: 2,
            values: 2,
            columns: 2,
            text: 2,
        };
        assert!(limits.check_bytes(b"12").is_ok());
        assert!(limits.check_bytes(b"123").is_err());
        let mut budget = Budget::new(&limits);
        assert!(budget.depth(2).is_ok() && budget.depth(3).is_err());
        assert!(budget.columns(2).is_ok() && budget.columns(3).is_err());
        assert!(budget.string("a").is_ok() && budget.string("b").is_ok() && budget.string("").is_err());
        assert!(budget.text(0).is_ok() && budget.text(usize::MAX).is_err());
        let error = budget.values(usize::MAX).map_err(|error| error.to_string());
        assert_eq!(
            error,
            Err("expected a body within limits at `$`, got more than 2 values".to_owned())
        );
    }
}
