//! Tables of documents: rows as objects, their names from the header.

use serde_json::{Map, Value};

use super::limits::Budget;
use crate::value::DecodeError;

/// A row below a header: missing cells are empty, cells beyond it are left out.
pub(super) fn row(
    header: &[String],
    cells: impl IntoIterator<Item = String>,
    budget: &mut Budget<'_>,
) -> Result<Value, DecodeError> {
    budget.values(1)?;
    let mut members = Map::with_capacity(header.len());
    let mut cells = cells.into_iter();
    for name in header {
        let cell = budget.string(cells.next().unwrap_or_default())?;
        budget.member(&mut members, name, cell)?;
    }
    Ok(Value::Object(members))
}

/// Text as a reader sees it: one space for any run of white space, none around it.
pub(super) fn visible(text: &str) -> String {
    let mut visible = String::new();
    for word in text.split_whitespace() {
        if !visible.is_empty() {
            visible.push(' ');
        }
        visible.push_str(word);
    }
    visible
}
