//! HTML: its tables.

mod bounded;
mod masks;
mod parse;
mod select;

use ego_tree::iter::Edge;
use scraper::{ElementRef, Node};
use serde_json::{Value, json};

use self::select::Selectors;
use super::Limits;
use super::limits::Budget;
use super::table;
use crate::value::DecodeError;

/// The tables, in the order of the document, each an array of its rows: `{"tables": [[{…}]]}`.
///
/// A table's names are the `th` cells of its first row: a table without them is left out, and so is any
/// other row that has one. With a selector only the tables it selects count, and those within other
/// elements that it selects.
pub(super) fn to_json(text: &str, selector: Option<&str>, limits: &Limits) -> Result<Value, DecodeError> {
    let selectors = selector.map(Selectors::parse).transpose()?;
    let mut budget = Budget::new(limits);
    let document = parse::parse(text, limits)?;
    let selected = selectors.map(|selectors| selectors.select(&document));
    let mut tables = Vec::new();
    for element in document
        .root_element()
        .descendent_elements()
        .filter(|element| is(element, "table"))
    {
        let wanted = selected.as_ref().is_none_or(|selected| {
            selected.contains(&element.id())
                || above(&element).any(|above| !is(&above, "table") && selected.contains(&above.id()))
        });
        if wanted && let Some(rows) = rows(&element, &mut budget)? {
            budget.values(1)?;
            tables.push(rows);
        }
    }
    Ok(json!({ "tables": tables }))
}

/// The rows of a table, if it has a header.
fn rows(table: &ElementRef<'_>, budget: &mut Budget<'_>) -> Result<Option<Value>, DecodeError> {
    let mut rows = table.child_elements().flat_map(|part| {
        let section = ["thead", "tbody", "tfoot"].iter().any(|name| is(&part, name));
        let own = is(&part, "tr").then_some(part);
        let sections = section.then(|| part.child_elements().filter(|row| is(row, "tr")));
        own.into_iter().chain(sections.into_iter().flatten())
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

/// The texts of a row's cells. Tables within cells are read once for each they are within, so texts are paid
/// for as they are read.
fn cells(row: &ElementRef<'_>, name: &str, budget: &mut Budget<'_>) -> Result<Vec<String>, DecodeError> {
    let mut texts = Vec::new();
    for cell in row.child_elements().filter(|cell| is(cell, name)) {
        let text = text(&cell);
        budget.text(text.len())?;
        texts.push(table::visible(&text));
    }
    Ok(texts)
}

/// The text of an element, with a space where a block or a line begins or ends.
fn text(element: &ElementRef<'_>) -> String {
    let mut text = String::new();
    for edge in element.traverse() {
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
    text
}

/// Elements that do not separate what is before them from what is after.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u",
];

fn is(element: &ElementRef<'_>, name: &str) -> bool {
    element.value().name() == name
}

fn above<'a>(element: &ElementRef<'a>) -> impl Iterator<Item = ElementRef<'a>> {
    element.ancestors().filter_map(ElementRef::wrap)
}

#[cfg(test)]
mod tests;
