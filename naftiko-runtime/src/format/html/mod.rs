//! HTML tables.

mod bounded;
mod charset;
mod masks;
mod parse;
mod select;

pub(super) use charset::declared;
use ego_tree::iter::Edge;
use scraper::{ElementRef, Node};
use serde_json::{Value, json};

use self::select::Selectors;
use super::FormatLimits;
use super::limits::ConversionBudget;
use super::table;
use crate::value::DecodeError;

/// Converts the tables of a document, in order, each as an array of its rows: `{"tables": [[{…}]]}`.
///
/// The `th` cells of a table's first row are its names. A table without them is ignored, and so is any other row with
/// a `th`. With a selector, only the tables that it selects count, and those within other selected elements.
pub(super) fn to_json(
    text: &str,
    selector: Option<&str>,
    limits: &FormatLimits,
) -> Result<Value, DecodeError> {
    let selectors = selector.map(Selectors::parse).transpose()?;
    let mut budget = ConversionBudget::new(limits);
    let document = parse::parse(text, limits)?;
    let selected = selectors
        .map(|selectors| selectors.select(&document))
        .transpose()?;
    let mut tables = Vec::new();
    for element in document
        .root_element()
        .descendent_elements()
        .filter(|element| is(element, "table"))
    {
        let selected_table = selected.as_ref().is_none_or(|selected| {
            selected.contains(&element.id())
                || enclosing(&element)
                    .any(|enclosing| !is(&enclosing, "table") && selected.contains(&enclosing.id()))
        });
        if selected_table && let Some(rows) = rows(&element, &mut budget)? {
            budget.values(1)?;
            tables.push(rows);
        }
    }
    Ok(json!({ "tables": tables }))
}

/// Returns the rows of a table, if it has a header.
fn rows(table: &ElementRef<'_>, budget: &mut ConversionBudget<'_>) -> Result<Option<Value>, DecodeError> {
    let mut rows = table.child_elements().flat_map(|part| {
        let section = ["thead", "tbody", "tfoot"].iter().any(|name| is(&part, name));
        let direct = is(&part, "tr").then_some(part);
        let sections = section.then(|| part.child_elements().filter(|row| is(row, "tr")));
        direct.into_iter().chain(sections.into_iter().flatten())
    });
    let Some(first) = rows.next() else {
        return Ok(None);
    };
    let header = cells(&first, "th", budget)?;
    budget.columns(header.len())?;
    if header.is_empty() {
        return Ok(None);
    }
    let mut objects = Vec::new();
    for row in rows {
        if !row.child_elements().any(|cell| is(&cell, "th")) {
            let cells = cells(&row, "td", budget)?;
            objects.push(table::row(&header, cells, budget)?);
        }
    }
    Ok(Some(Value::Array(objects)))
}

/// Returns the texts of a row's cells. Nested tables are read once for each enclosing cell, so each read counts
/// against the limit.
fn cells(
    row: &ElementRef<'_>,
    name: &str,
    budget: &mut ConversionBudget<'_>,
) -> Result<Vec<String>, DecodeError> {
    let mut texts = Vec::new();
    for cell in row.child_elements().filter(|cell| is(cell, name)) {
        let text = text(&cell, budget)?;
        budget.text(text.len())?;
        texts.push(table::visible(&text));
    }
    Ok(texts)
}

/// Returns the text of an element, with a space at each boundary of a block or line.
fn text(element: &ElementRef<'_>, budget: &mut ConversionBudget<'_>) -> Result<String, DecodeError> {
    let mut text = String::new();
    for edge in element.traverse() {
        budget.values(1)?;
        let (node, opens) = match edge {
            Edge::Open(node) => (node, true),
            Edge::Close(node) => (node, false),
        };
        match node.value() {
            Node::Text(part) if opens => {
                let parent = node.parent().and_then(ElementRef::wrap);
                if !parent.is_some_and(|parent| is(&parent, "script") || is(&parent, "style")) {
                    text.push_str(part);
                }
            }
            Node::Element(element) if !INLINE.contains(&element.name()) => text.push(' '),
            _ => {}
        }
    }
    Ok(text)
}

/// Elements that do not separate the text around them.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u",
];

fn is(element: &ElementRef<'_>, name: &str) -> bool {
    element.value().name() == name
}

fn enclosing<'a>(element: &ElementRef<'a>) -> impl Iterator<Item = ElementRef<'a>> {
    element.ancestors().filter_map(ElementRef::wrap)
}

#[cfg(test)]
mod tests;
