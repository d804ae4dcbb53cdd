//! Table rows as objects, with names from the header.

use serde_json::{Map, Value};

use super::limits::ConversionBudget;
use crate::value::DecodeError;

/// Returns a row: missing cells are empty, surplus cells are ignored.
pub(super) fn row(
    header: &[String],
    cells: impl IntoIterator<Item = String>,
    budget: &mut ConversionBudget<'_>,
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

/// Returns text as it is displayed: one space for each run of white space, none around it.
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
