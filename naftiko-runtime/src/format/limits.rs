//! Limits of format conversions.

use serde_json::{Map, Value};

use crate::memory;
use crate::value::DecodeError;

/// Different names of a page that HTML does not define.
const MAX_NAMES: usize = 4096;

/// The memory of a value beside its text: the value, its name, and what the allocator needs for both.
const VALUE: usize = 128;

/// Limits of a body and of the JSON that it converts to.
///
/// A body can expand far beyond its size: it repeats names that it has once (the header of a table, an anchor), and
/// it claims lengths. So both the input and the result are limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatLimits {
    /// Bytes of the body. Default: 32 MiB.
    pub bytes: usize,
    /// Levels of objects and arrays. Default: 64.
    pub depth: usize,
    /// Values, including nested ones and temporary ones of the format. Default: 1 000 000.
    pub values: usize,
    /// Columns of a table. Default: 4096.
    pub columns: usize,
    /// Different names of a page's elements and attributes that HTML does not define. Default: 4096.
    ///
    /// The HTML library keeps them in a table of fixed size, so that each further name takes longer.
    pub names: usize,
    /// Bytes of all names and strings. Default: 64 MiB.
    pub text: usize,
}

impl Default for FormatLimits {
    fn default() -> Self {
        Self {
            bytes: 32 * 1024 * 1024,
            depth: 64,
            values: 1_000_000,
            columns: 4096,
            names: MAX_NAMES,
            text: 64 * 1024 * 1024,
        }
    }
}

impl FormatLimits {
    pub(super) fn check_bytes(&self, body: &[u8]) -> Result<(), DecodeError> {
        within(body.len(), self.bytes, "bytes")
    }
}

/// The remaining limits of a conversion.
pub(super) struct ConversionBudget<'a> {
    limits: &'a FormatLimits,
    values: usize,
    text: usize,
}

#[allow(dead_code, reason = "each format uses what it needs of this")]
impl<'a> ConversionBudget<'a> {
    pub(super) fn new(limits: &'a FormatLimits) -> Self {
        Self {
            limits,
            values: 0,
            text: 0,
        }
    }

    /// Counts a number of values.
    pub(super) fn values(&mut self, count: usize) -> Result<(), DecodeError> {
        self.values = self.values.saturating_add(count);
        within(self.values, self.limits.values, "values")?;
        Ok(memory::take(count.saturating_mul(VALUE))?)
    }

    /// Counts bytes of text.
    pub(super) fn text(&mut self, bytes: usize) -> Result<(), DecodeError> {
        self.text = self.text.saturating_add(bytes);
        within(self.text, self.limits.text, "bytes of text")?;
        // In the values, and in the JSON that is made of them.
        Ok(memory::take(bytes.saturating_mul(2))?)
    }

    /// Checks the depth of a collection; the outermost has 1.
    pub(super) fn depth(&self, depth: usize) -> Result<(), DecodeError> {
        within(depth, self.limits.depth, "levels")
    }

    /// Checks the width of a table.
    pub(super) fn columns(&self, count: usize) -> Result<(), DecodeError> {
        within(count, self.limits.columns, "columns")
    }

    /// Checks the number of different names.
    pub(super) fn names(&self, count: usize) -> Result<(), DecodeError> {
        within(count, self.limits.names, "names")
    }

    /// Counts and returns a string.
    pub(super) fn string(&mut self, text: impl Into<String>) -> Result<Value, DecodeError> {
        let text = text.into();
        self.values(1)?;
        self.text(text.len())?;
        Ok(Value::String(text))
    }

    /// Sets a member of an object; its value is counted already.
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

pub(super) fn within(size: usize, limit: usize, what: &str) -> Result<(), DecodeError> {
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
    fn value_at_the_limit_is_accepted() {
        let limits = FormatLimits {
            bytes: 2,
            depth: 2,
            values: 2,
            columns: 2,
            names: 2,
            text: 2,
        };
        assert!(limits.check_bytes(b"12").is_ok());
        assert!(limits.check_bytes(b"123").is_err());
        let mut budget = ConversionBudget::new(&limits);
        assert!(budget.depth(2).is_ok() && budget.depth(3).is_err());
        assert!(budget.columns(2).is_ok() && budget.columns(3).is_err());
        assert!(budget.names(2).is_ok() && budget.names(3).is_err());
        assert!(budget.string("a").is_ok() && budget.string("b").is_ok() && budget.string("").is_err());
        assert!(budget.text(0).is_ok() && budget.text(usize::MAX).is_err());
        let error = budget.values(usize::MAX).map_err(|error| error.to_string());
        assert_eq!(
            error,
            Err("expected a body within limits at `$`, got more than 2 values".to_owned())
        );
    }
}
